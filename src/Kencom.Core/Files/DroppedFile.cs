using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Kencom.Core.Storage;

namespace Kencom.Core.Files;

/// <summary>The states of a file, in the words of the API (spec section 8).</summary>
public enum FileState
{
    Received,
    Splitting,
    Comparing,
    WaitingForApproval,
    Applying,
    Done,
    Rejected,
}

/// <summary>What a file is (spec section 6): a roster with everybody or with changes only, results of checkups, viewing codes.</summary>
public enum FileKind
{
    Full,
    Diff,
    Checkup,
    ViewingCode,
}

/// <summary>One version of one dropped file, and how far its import is. How far its parts are is told by rows of their own (<see cref="FilePart"/>).</summary>
public sealed record DroppedFile
{
    /// <summary>The reason of a file that a later one made pointless (RST-6).</summary>
    public const string Overtaken = "overtaken";

    /// <summary>Derived from path and content (RST-3); begins with the owner.</summary>
    public required string Id { get; init; }

    /// <summary>Whose folder it lies in (<see cref="FileOwner"/>).</summary>
    public required string Owner { get; init; }

    /// <summary>The path of the blob in its container, such as <c>06123459/full/202404.csv</c>.</summary>
    public required string Path { get; init; }

    public required FileKind Kind { get; init; }

    /// <summary>The ETag of the dropped blob: another one is another file.</summary>
    public required string BlobETag { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>When storage took the file, in whole seconds by its own clock: the order of an owner's files (RST-10).</summary>
    public required DateTimeOffset UploadedAt { get; init; }

    /// <summary>When it was first seen; decides between files of the same second.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    public FileState State { get; init; }

    /// <summary>Why it waits or was rejected, in Japanese; or <see cref="Overtaken"/>.</summary>
    public ImmutableArray<string> Reasons { get; init; } = [];

    /// <summary>What was measured of it as a whole, once it is compared (RST-6, RST-13).</summary>
    public ImmutableArray<FileDoubt> Doubts { get; init; } = [];

    /// <summary>How many parts the file was split into, a power of two; and how many had what it is compared with.</summary>
    public int Parts { get; init; }

    public int BaseParts { get; init; }

    /// <summary>The version of the hash key under which its rows are staged.</summary>
    public int HashVersion { get; init; }

    /// <summary>Which comparison this is: an approval compares anew (RST-6).</summary>
    public int Round { get; init; }

    /// <summary>Which of the owner's files it is, of all kinds: what an earlier one still wants to write is refused.</summary>
    public int Sequence { get; init; }

    /// <summary>Bytes of the file read so far.</summary>
    public long BytesRead { get; init; }

    /// <summary>What reading alone counted; the parts add theirs.</summary>
    public FileCounts ReadCounts { get; init; } = new();

    public FileCounts Counts { get; init; } = new();

    /// <summary>What is to be written, in whatever its content counts (cards of a roster).</summary>
    public int Changes { get; init; }

    /// <summary>What its parts measured, by the content's names (<see cref="ComparedPart"/>).</summary>
    public ImmutableSortedDictionary<string, int> Measures { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Rows that name another insurer than the folder; they are among the skipped.</summary>
    public int RowsOfOthers { get; init; }

    /// <summary>Rows with an age over 120 or a birth after the file.</summary>
    public int ImpossibleAges { get; init; }

    /// <summary>Headers of columns that nobody reads.</summary>
    public ImmutableArray<string> IgnoredColumns { get; init; } = [];

    /// <summary>An operator has let it be applied.</summary>
    public bool IsApproved { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The last sign of life.</summary>
    public DateTimeOffset? ProgressAt { get; init; }

    /// <summary>Since when it waits for an operator.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>Operators were told that the time to decide is nearly over (RST-6).</summary>
    public bool IsWaitNearlyOver { get; init; }

    /// <summary>How often it was woken since anything of it was done, and how many parts were done then.</summary>
    public int Wakes { get; init; }

    public int PartsDoneAtWake { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Parts of the present state that are done: looked up where it is shown.</summary>
    [JsonIgnore]
    public int PartsDone { get; init; }

    /// <summary>Where it was dropped.</summary>
    [JsonIgnore]
    public string Container => ContainerOf(Kind);

    /// <summary>Null for a group's file, and for one in nobody's folder.</summary>
    [JsonIgnore]
    public string? InsurerNumber => FileOwner.IsInsurer(Owner) ? Owner : null;

    /// <summary>Null for an insurer's file, and for one in nobody's folder.</summary>
    [JsonIgnore]
    public string? GroupCode => FileOwner.IsGroup(Owner) ? Owner : null;

    /// <summary>The calendar day of the file in Japan: coverage that it ends, ends on this day.</summary>
    [JsonIgnore]
    public DateOnly Day => JapanTime.DateOf(ReceivedAt);

    [JsonIgnore]
    public bool IsUnderWay => State is FileState.Splitting or FileState.Comparing or FileState.Applying;

    [JsonIgnore]
    public bool IsFinal => State is FileState.Done or FileState.Rejected;

    [JsonIgnore]
    public bool IsOvertaken => State is FileState.Rejected && Reasons.Contains(Overtaken);

    /// <summary>The name of what its parts do now, in the keys of their rows.</summary>
    [JsonIgnore]
    public string Phase => State is FileState.Applying ? "apply" : FormattableString.Invariant($"compare{Round}");

    /// <summary>How much is done, 0 to 100: reading is half, comparing and applying the rest.</summary>
    [JsonIgnore]
    public int Percent => State switch
    {
        FileState.Received => 0,
        FileState.Splitting => (int)(50 * Math.Min(BytesRead, Size) / Math.Max(1, Size)),
        FileState.Comparing => 50 + (20 * PartsDone / Math.Max(1, Parts)),
        FileState.WaitingForApproval => 70,
        FileState.Applying => 70 + (29 * PartsDone / Math.Max(1, Parts)),
        _ => 100,
    };

    public static string ContainerOf(FileKind kind) => kind switch
    {
        FileKind.Checkup => ContainerNames.Checkups,
        FileKind.ViewingCode => ContainerNames.ViewingCodes,
        _ => ContainerNames.Rosters,
    };

    /// <summary>Seconds that the import will still take at the speed so far; null when nothing can be said.</summary>
    public int? SecondsLeft(DateTimeOffset now) =>
        IsUnderWay && StartedAt is { } started && Percent is > 0 and var percent
            ? (int)Math.Ceiling((now - started).TotalSeconds / percent * (100 - percent))
            : null;
}

/// <summary>What one part of a file gave when it was compared or applied: a row of its own, written once, so that parts never wait for each other.</summary>
public sealed record FilePart
{
    public int Number { get; init; }

    public FileCounts Counts { get; init; } = new();

    public ImmutableSortedDictionary<string, int> Measures { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    public int Changes { get; init; }

    public DateTimeOffset DoneAt { get; init; }
}

/// <summary>How often the same piece of work has failed.</summary>
public sealed record FileFailures(int Count);

/// <summary>Names a file in a list, without any content of its own.</summary>
public sealed record FileMark(string FileId);

/// <summary>Some files of a longer list.</summary>
/// <param name="Cursor">The id to go on behind; null for the last page.</param>
public sealed record FilePage(IReadOnlyList<DroppedFile> Files, string? Cursor);

/// <summary>Where an owner's files stand.</summary>
public sealed record FileHead
{
    /// <summary>The one file that may be on its way (RST-10).</summary>
    public string? CurrentFileId { get; init; }

    /// <summary>The sequence number of the last file applied.</summary>
    public int Sequence { get; init; }
}
