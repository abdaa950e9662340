namespace Kencom.Core.Files;

/// <summary>
/// What became of the rows of a file; every row read is counted exactly once among added, changed, unchanged, skipped, replaced, undecided and kept (RST-8).
/// </summary>
/// <param name="Ended">Persons missing from a full roster, whose coverage it ends; no rows of the file.</param>
/// <param name="Undecided">Rows of a roster kept aside because nobody can tell yet whose they are (RST-7).</param>
/// <param name="Kept">Rows of a checkup file for nobody in the roster yet (FILE-2).</param>
/// <param name="Partly">Rows of which some values were left out; they are among the others.</param>
public sealed record FileCounts(
    int Read = 0, int Added = 0, int Changed = 0, int Unchanged = 0, int Ended = 0, int Skipped = 0, int Replaced = 0, int Undecided = 0, int Kept = 0, int Partly = 0)
{
    public static FileCounts operator +(FileCounts one, FileCounts other) => Add(one, other);

    public static FileCounts Add(FileCounts one, FileCounts other) => new(
        one.Read + other.Read, one.Added + other.Added, one.Changed + other.Changed, one.Unchanged + other.Unchanged, one.Ended + other.Ended,
        one.Skipped + other.Skipped, one.Replaced + other.Replaced, one.Undecided + other.Undecided, one.Kept + other.Kept, one.Partly + other.Partly);
}
