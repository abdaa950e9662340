using Azure;
using Kencom.Core.Storage;

namespace Kencom.Core.SignIn;

/// <summary>
/// Failures in a row of one account. A member's row lies among the member's sessions, so that a session is added and the row deleted in one
/// transaction; an unknown address has one in a partition of its own.
/// </summary>
internal sealed class GuessGuardEntity : IStampedEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }

    /// <summary>Tries since the last success, the one under way included.</summary>
    public int Failures { get; set; }

    public DateTimeOffset LastTryAt { get; set; }

    /// <summary>When the owner was last told.</summary>
    public DateTimeOffset? OwnerToldAt { get; set; }

    /// <summary>The version of the password as of its last change: an older one was read before the change and counts no more.</summary>
    public int PasswordVersion { get; set; }

    /// <summary>Set on the rows of unknown addresses, which nobody else would ever delete.</summary>
    public DateTimeOffset? ForgetAt { get; set; }
}
