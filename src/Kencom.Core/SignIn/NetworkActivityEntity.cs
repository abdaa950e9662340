using Azure;
using Kencom.Core.Storage;

namespace Kencom.Core.SignIn;

internal sealed class NetworkActivityEntity : IStampedEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }

    /// <summary>As of <see cref="At"/>; they fade from then on.</summary>
    public double Requests { get; set; }

    public double Failures { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>When nothing worth counting is left. The sweep of the counters deletes the row by it.</summary>
    public DateTimeOffset ForgetAt { get; set; }
}
