using System.Text.Json;
using Azure;
using Kencom.Core.Storage;

namespace Kencom.Core.Rosters;

internal sealed class RosterFileEntity : IStampedEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }

    public string Path { get; set; } = "";

    public string Kind { get; set; } = "";

    public string BlobETag { get; set; } = "";

    public long Size { get; set; }

    public DateTimeOffset UploadedAt { get; set; }

    public DateTimeOffset ReceivedAt { get; set; }

    public string State { get; set; } = "";

    public string Reasons { get; set; } = "[]";

    public int Parts { get; set; }

    public int BaseParts { get; set; }

    public int HashVersion { get; set; }

    public long BytesRead { get; set; }

    public byte[] Compared { get; set; } = [];

    public byte[] Applied { get; set; } = [];

    public string Counts { get; set; } = "{}";

    public int ChangedCards { get; set; }

    public int OpenBefore { get; set; }

    public int RowsOfOthers { get; set; }

    public int ImpossibleAges { get; set; }

    public string LapsedHash { get; set; } = "";

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? ProgressAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public static RosterFileEntity From(RosterFile file) => new()
    {
        PartitionKey = file.InsurerNumber,
        RowKey = file.Id,
        ETag = file.ETag,
        Path = file.Path,
        Kind = file.Kind.ToString(),
        BlobETag = file.BlobETag,
        Size = file.Size,
        UploadedAt = file.UploadedAt,
        ReceivedAt = file.ReceivedAt,
        State = file.State.ToString(),
        Reasons = JsonSerializer.Serialize(file.Reasons.AsEnumerable()),
        Parts = file.Parts,
        BaseParts = file.BaseParts,
        HashVersion = file.HashVersion,
        BytesRead = file.BytesRead,
        Compared = file.Compared.ToBytes(),
        Applied = file.Applied.ToBytes(),
        Counts = JsonSerializer.Serialize(file.Counts),
        ChangedCards = file.ChangedCards,
        OpenBefore = file.OpenBefore,
        RowsOfOthers = file.RowsOfOthers,
        ImpossibleAges = file.ImpossibleAges,
        LapsedHash = file.LapsedHash,
        StartedAt = file.StartedAt,
        ProgressAt = file.ProgressAt,
        FinishedAt = file.FinishedAt,
    };

    public RosterFile ToFile() => new()
    {
        Id = RowKey,
        InsurerNumber = PartitionKey,
        ETag = ETag,
        Path = Path,
        Kind = Enum.Parse<RosterFileKind>(Kind),
        BlobETag = BlobETag,
        Size = Size,
        UploadedAt = UploadedAt,
        ReceivedAt = ReceivedAt,
        State = Enum.Parse<RosterFileState>(State),
        Reasons = [.. JsonSerializer.Deserialize<string[]>(Reasons) ?? []],
        Parts = Parts,
        BaseParts = BaseParts,
        HashVersion = HashVersion,
        BytesRead = BytesRead,
        Compared = PartSet.From(Compared),
        Applied = PartSet.From(Applied),
        Counts = JsonSerializer.Deserialize<RosterCounts>(Counts) ?? new RosterCounts(),
        ChangedCards = ChangedCards,
        OpenBefore = OpenBefore,
        RowsOfOthers = RowsOfOthers,
        ImpossibleAges = ImpossibleAges,
        LapsedHash = LapsedHash,
        StartedAt = StartedAt,
        ProgressAt = ProgressAt,
        FinishedAt = FinishedAt,
    };
}

internal sealed class RosterHeadEntity : IStampedEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }

    public string? CurrentFileId { get; set; }

    public string? LastDatedPath { get; set; }

    public int Parts { get; set; }

    public int HashVersion { get; set; }

    public string LapsedHash { get; set; } = "";

    public static RosterHeadEntity From(RosterHead head) => new()
    {
        PartitionKey = head.InsurerNumber,
        RowKey = RosterKeys.Head,
        ETag = head.ETag,
        CurrentFileId = head.CurrentFileId,
        LastDatedPath = head.LastDatedPath,
        Parts = head.Parts,
        HashVersion = head.HashVersion,
        LapsedHash = head.LapsedHash,
    };

    public RosterHead ToHead() => new()
    {
        InsurerNumber = PartitionKey,
        ETag = ETag,
        CurrentFileId = CurrentFileId,
        LastDatedPath = LastDatedPath,
        Parts = Parts,
        HashVersion = HashVersion,
        LapsedHash = LapsedHash,
    };
}
