using System.Collections;
using System.Collections.Immutable;
using Azure;

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

/// <summary>One version of one dropped file, and how far its import is.</summary>
public sealed record RosterFile
{
    /// <summary>Of path and content (RST-3); begins with the insurer number.</summary>
    public required string Id { get; init; }

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

    /// <summary>Why it waits or was rejected, in Japanese.</summary>
    public ImmutableArray<string> Reasons { get; init; } = [];

    /// <summary>How many parts the file was split into, a power of two; and how many the roster had before it.</summary>
    public int Parts { get; init; }

    public int BaseParts { get; init; }

    /// <summary>Of the hash key under which this insurer's roster is stored.</summary>
    public int HashVersion { get; init; }

    /// <summary>Bytes of the file read so far.</summary>
    public long BytesRead { get; init; }

    public PartSet Compared { get; init; } = PartSet.Empty;

    public PartSet Applied { get; init; } = PartSet.Empty;

    public RosterCounts Counts { get; init; } = new();

    /// <summary>Cards to be written.</summary>
    public int ChangedCards { get; init; }

    /// <summary>Persons whose coverage had not ended before this file.</summary>
    public int OpenBefore { get; init; }

    /// <summary>Rows that name another insurer than the folder; they are among the skipped.</summary>
    public int RowsOfOthers { get; init; }

    /// <summary>Rows with an age over 120 or a birth after the file.</summary>
    public int ImpossibleAges { get; init; }

    /// <summary>Of the persons with a lapsed row (EL-8), after this file.</summary>
    public string LapsedHash { get; init; } = "";

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The last sign of life.</summary>
    public DateTimeOffset? ProgressAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    internal ETag ETag { get; init; }

    /// <summary>The calendar day of the file in Japan: coverage that it ends, ends on this day.</summary>
    public DateOnly Day => JapanTime.DateOf(ReceivedAt);

    public bool IsUnderWay => State is RosterFileState.Splitting or RosterFileState.Comparing or RosterFileState.Applying;

    public bool IsFinal => State is RosterFileState.Done or RosterFileState.Rejected;

    /// <summary>Of the whole way, 0 to 100: half for reading, the rest for comparing and applying.</summary>
    public int Percent => State switch
    {
        RosterFileState.Received => 0,
        RosterFileState.Splitting => (int)(50 * Math.Min(BytesRead, Size) / Math.Max(1, Size)),
        RosterFileState.Comparing => 50 + (20 * Compared.Count / Math.Max(1, Parts)),
        RosterFileState.WaitingForApproval => 70,
        RosterFileState.Applying => 70 + (29 * Applied.Count / Math.Max(1, Parts)),
        _ => 100,
    };

    /// <summary>Seconds that the import will still take at the speed so far; null when nothing can be said.</summary>
    public int? SecondsLeft(DateTimeOffset now) =>
        IsUnderWay && StartedAt is { } started && Percent is > 0 and var percent
            ? (int)Math.Ceiling((now - started).TotalSeconds / percent * (100 - percent))
            : null;
}

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

    public string LapsedHash { get; init; } = "";

    internal ETag ETag { get; init; }
}

/// <summary>A set of part numbers, up to 256.</summary>
public sealed class PartSet
{
    private readonly BitArray bits;

    private PartSet(BitArray bits) => this.bits = bits;

    public static PartSet Empty { get; } = new(new BitArray(256));

    public int Count
    {
        get
        {
            var count = 0;
            foreach (bool bit in bits)
            {
                count += bit ? 1 : 0;
            }

            return count;
        }
    }

    public bool Contains(int part) => bits[part];

    public PartSet With(int part)
    {
        var copy = new BitArray(bits) { [part] = true };
        return new PartSet(copy);
    }

    internal static PartSet From(byte[] bytes) => bytes.Length == 32 ? new PartSet(new BitArray(bytes)) : Empty;

    internal byte[] ToBytes()
    {
        var bytes = new byte[32];
        bits.CopyTo(bytes, 0);
        return bytes;
    }
}
