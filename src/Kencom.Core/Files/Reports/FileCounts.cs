namespace Kencom.Core.Rosters;

/// <summary>
/// What became of the rows of a file; every row read is counted exactly once among added, changed, unchanged, skipped, replaced and undecided (RST-8).
/// </summary>
/// <param name="Ended">Persons missing from a full file, whose coverage it ends; no rows of the file.</param>
/// <param name="Undecided">Rows kept aside because nobody can tell yet whose they are (RST-7).</param>
public sealed record RosterCounts(
    int Read = 0, int Added = 0, int Changed = 0, int Unchanged = 0, int Ended = 0, int Skipped = 0, int Replaced = 0, int Undecided = 0)
{
    public static RosterCounts operator +(RosterCounts one, RosterCounts other) => Add(one, other);

    public static RosterCounts Add(RosterCounts one, RosterCounts other) => new(
        one.Read + other.Read, one.Added + other.Added, one.Changed + other.Changed, one.Unchanged + other.Unchanged,
        one.Ended + other.Ended, one.Skipped + other.Skipped, one.Replaced + other.Replaced, one.Undecided + other.Undecided);
}
