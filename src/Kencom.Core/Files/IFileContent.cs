using System.Collections.Immutable;

namespace Kencom.Core.Files;

/// <summary>
/// What the files of one container are about: how their rows are read and staged, and how a part of them is compared and applied. Rooms to the right
/// register theirs, and no other call of this room goes that way.
/// </summary>
/// <remarks>Every method can be called again, and by several instances at once (RST-5).</remarks>
public interface IFileContent
{
    /// <summary>Where such files are dropped.</summary>
    string Container { get; }

    /// <summary>Above this share of bad rows a file is rejected (RST-7).</summary>
    double MaxBadShare { get; }

    /// <summary>How the file is split, and what it is compared with. An approval asks again: if the answer is the same, so are the staged rows.</summary>
    /// <param name="partsBySize">A power of two that fits the size of the file.</param>
    Task<SplitPlan> PlanAsync(DroppedFile file, int partsBySize, CancellationToken cancellationToken);

    /// <summary>Names the type of its rows to the reader, and hands over what makes them.</summary>
    Task<FileReading> ReadAsync(DroppedFile file, ReadRows reader, CancellationToken cancellationToken);

    /// <summary>Works out what a part of the file changes, and changes nothing.</summary>
    Task<ComparedPart> CompareAsync(DroppedFile file, int part, CancellationToken cancellationToken);

    /// <summary>What is doubtful of the file as a whole, when all parts are compared.</summary>
    /// <param name="file">With the counts and measures of all parts.</param>
    Task<FileJudgement> JudgeAsync(DroppedFile file, CancellationToken cancellationToken);

    /// <summary>Writes what a part of the file changes.</summary>
    /// <returns>False when a later file (<see cref="DroppedFile.Sequence"/>) has written meanwhile: whoever asks is late.</returns>
    Task<bool> ApplyAsync(DroppedFile file, int part, CancellationToken cancellationToken);

    /// <summary>All parts are applied, or there was nothing to apply: what follows of it for the content as a whole. The file is not done before that is.</summary>
    Task FinishAsync(DroppedFile applied, CancellationToken cancellationToken);

    /// <summary>The file is done or rejected: what the content keeps of it elsewhere than among the file's own blobs is not needed any more.</summary>
    Task CleanUpAsync(DroppedFile finished, CancellationToken cancellationToken);
}

/// <summary>How a file is split.</summary>
/// <param name="Parts">A power of two, at most 256.</param>
/// <param name="BaseParts">Of the state that it is compared with; 0 without one. Never more than <paramref name="Parts"/>.</param>
/// <param name="HashVersion">Of the hash key under which its rows are staged.</param>
public sealed record SplitPlan(int Parts, int BaseParts, int HashVersion);

/// <summary>What comparing a part gave.</summary>
/// <param name="Changes">How much is to be written.</param>
/// <param name="Measures">What the content will judge the file by, summed over the parts by name.</param>
/// <param name="Reported">Rows that were not taken as they stand, for a reason that shows only here.</param>
public sealed record ComparedPart(FileCounts Counts, int Changes, ImmutableSortedDictionary<string, int> Measures, IReadOnlyCollection<ReportedRow> Reported);

/// <summary>What a content says of a file as a whole.</summary>
/// <param name="Doubts">One that is exceeded makes the file wait for an operator.</param>
/// <param name="ChangesAnything">False for a file of which no part needs to be applied.</param>
public sealed record FileJudgement(ImmutableArray<FileDoubt> Doubts, bool ChangesAnything);

/// <summary>The contents that are registered.</summary>
public sealed class FileContents(IEnumerable<IFileContent> contents, IEnumerable<ICarriedContent> carried)
{
    private readonly Dictionary<string, IFileContent> byContainer = contents.ToDictionary(content => content.Container, StringComparer.Ordinal);

    /// <summary>Containers whose files somebody understands.</summary>
    public IEnumerable<string> Containers => byContainer.Keys;

    public IFileContent Of(DroppedFile file) => byContainer[file.Container];

    /// <summary>What such a file carries beside its own content.</summary>
    public IEnumerable<ICarriedContent> CarriedBy(DroppedFile file) => carried.Where(content => content.Container == file.Container);
}
