using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Kencom.Core.Rosters;

/// <summary>The states of a file, in the words of the API (spec section 8).</summary>
public enum RosterFileState
{
    Received,
    Splitting,
    Comparing,
    WaitingForApproval,
    Applying,
    Done,
    Rejected,
}

/// <summary>Everybody, or changes only (spec section 6).</summary>
public enum RosterFileKind
{
    Full,
    Diff,
}

/// <summary>One version of one dropped file, and how far its import is. How far its parts are is told by rows of their own (<see cref="RosterPart"/>).</summary>
public sealed record RosterFile
{
    /// <summary>The reason of a file that a later one made pointless (RST-6).</summary>
    public const string Overtaken = "overtaken";

    /// <summary>Of path and content (RST-3); begins with the insurer number.</summary>
    public required string Id { get; init; }

    /// <summary><see cref="RosterKeys.Unplaced"/> for a blob that lies in no insurer's folder.</summary>
    public required string InsurerNumber { get; init; }

    /// <summary>Of the blob in the container, such as <c>06123459/full/202404.csv</c>.</summary>
    public required string Path { get; init; }

    public required RosterFileKind Kind { get; init; }

    /// <summary>Of the dropped blob: another one is another file.</summary>
    public required string BlobETag { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>When storage took the file, in whole seconds by its own clock: the order of an insurer's files (RST-10).</summary>
    public required DateTimeOffset UploadedAt { get; init; }

    /// <summary>When it was first seen; decides between files of the same second.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    public RosterFileState State { get; init; }

    /// <summary>Why it waits or was rejected, in Japanese; or <see cref="Overtaken"/>.</summary>
    public ImmutableArray<string> Reasons { get; init; } = [];

    /// <summary>What was measured of it as a whole, once it is compared (RST-6, RST-13).</summary>
    public ImmutableArray<RosterDoubt> Doubts { get; init; } = [];

    /// <summary>How many parts the file was split into, a power of two; and how many the roster had before it.</summary>
    public int Parts { get; init; }

    public int BaseParts { get; init; }

    /// <summary>Of the hash key under which this insurer's roster is stored.</summary>
    public int HashVersion { get; init; }

    /// <summary>Which comparison this is: an approval compares anew (RST-6).</summary>
    public int Round { get; init; }

    /// <summary>Which of the insurer's applied files it is: what an earlier one still wants to write is refused.</summary>
    public int Sequence { get; init; }

    /// <summary>Bytes of the file read so far.</summary>
    public long BytesRead { get; init; }

    /// <summary>What reading alone counted; the parts add theirs.</summary>
    public RosterCounts ReadCounts { get; init; } = new();

    public RosterCounts Counts { get; init; } = new();

    /// <summary>Cards to be written.</summary>
    public int ChangedCards { get; init; }

    /// <summary>Rows that name another insurer than the folder; they are among the skipped.</summary>
    public int RowsOfOthers { get; init; }

    /// <summary>Rows with an age over 120 or a birth after the file.</summary>
    public int ImpossibleAges { get; init; }

    /// <summary>Of the persons with a lapsed row (EL-8), after this file.</summary>
    public string LapsedHash { get; init; } = "";

    /// <summary>Some of its 加入者IDs lead to persons who were known before them (EL-15).</summary>
    public bool AdoptsIds { get; init; }

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

    /// <summary>The calendar day of the file in Japan: coverage that it ends, ends on this day.</summary>
    [JsonIgnore]
    public DateOnly Day => JapanTime.DateOf(ReceivedAt);

    [JsonIgnore]
    public bool IsUnderWay => State is RosterFileState.Splitting or RosterFileState.Comparing or RosterFileState.Applying;

    [JsonIgnore]
    public bool IsFinal => State is RosterFileState.Done or RosterFileState.Rejected;

    [JsonIgnore]
    public bool IsOvertaken => State is RosterFileState.Rejected && Reasons.Contains(Overtaken);

    /// <summary>The name of what its parts do now, in the keys of their rows.</summary>
    [JsonIgnore]
    public string Phase => State is RosterFileState.Applying ? "apply" : FormattableString.Invariant($"compare{Round}");

    /// <summary>Of the whole way, 0 to 100: half for reading, the rest for comparing and applying.</summary>
    [JsonIgnore]
    public int Percent => State switch
    {
        RosterFileState.Received => 0,
        RosterFileState.Splitting => (int)(50 * Math.Min(BytesRead, Size) / Math.Max(1, Size)),
        RosterFileState.Comparing => 50 + (20 * PartsDone / Math.Max(1, Parts)),
        RosterFileState.WaitingForApproval => 70,
        RosterFileState.Applying => 70 + (29 * PartsDone / Math.Max(1, Parts)),
        _ => 100,
    };

    /// <summary>Seconds that the import will still take at the speed so far; null when nothing can be said.</summary>
    public int? SecondsLeft(DateTimeOffset now) =>
        IsUnderWay && StartedAt is { } started && Percent is > 0 and var percent
            ? (int)Math.Ceiling((now - started).TotalSeconds / percent * (100 - percent))
            : null;
}

/// <summary>What one part of a file gave when it was compared or applied: a row of its own, written once, so that parts never wait for each other.</summary>
public sealed record RosterPart
{
    public int Number { get; init; }

    public RosterCounts Counts { get; init; } = new();

    public RosterMeasures Measures { get; init; } = new();

    public int ChangedCards { get; init; }

    public bool HasLapsed { get; init; }

    public bool AdoptsIds { get; init; }

    public DateTimeOffset DoneAt { get; init; }
}

/// <summary>How often the same piece of work has failed.</summary>
public sealed record RosterFailures(int Count);

/// <summary>Names a file in a list, without any content of its own.</summary>
public sealed record RosterFileMark(string FileId);

/// <summary>Where an insurer's roster stands.</summary>
public sealed record RosterHead
{
    public required string InsurerNumber { get; init; }

    /// <summary>The one file that may be on its way (RST-10).</summary>
    public string? CurrentFileId { get; init; }

    /// <summary>The path of the last applied file that has a date in its name (RST-13).</summary>
    public string? LastDatedPath { get; init; }

    /// <summary>0 before the first file.</summary>
    public int Parts { get; init; }

    public int HashVersion { get; init; }

    /// <summary>Of the last file applied.</summary>
    public int Sequence { get; init; }

    public string LapsedHash { get; init; } = "";

    /// <summary>Some 加入者ID leads to a person who was known before it: who comes to a card is looked up (EL-15).</summary>
    public bool HasAdoptedIds { get; init; }
}
