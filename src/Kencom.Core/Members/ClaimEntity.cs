using Azure;
using Kencom.Core.Storage;

namespace Kencom.Core.Members;

internal sealed class ClaimEntity : IStampedEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }

    public string MemberId { get; set; } = "";
}
