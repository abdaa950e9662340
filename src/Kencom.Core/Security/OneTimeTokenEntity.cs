using Azure;
using Kencom.Core.Storage;

namespace Kencom.Core.Security;

/// <summary>A row of the table <c>OneTimeTokens</c>: something that works once, until a time.</summary>
internal sealed class OneTimeTokenEntity : IStampedEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }

    /// <summary>Whom it concerns; absent for nobody.</summary>
    public string? SubjectId { get; set; }

    /// <summary>What it is about, as its purpose defines; personal, and gone with the row.</summary>
    public string? Payload { get; set; }

    public DateTimeOffset? IssuedAt { get; set; }

    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>When it no longer works.</summary>
    public DateTimeOffset ForgetAt { get; set; }
}
