using Azure;
using Kencom.Core.Storage;

namespace Kencom.Core.Eligibility;

/// <summary>That a registration waits for an insurer's roster: the partition is the insurer, the row the registration. What it waits with is the registration's.</summary>
internal sealed class WaitingCheckEntity : IStampedEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }
}
