using Azure.Storage.Queues;

namespace Kencom.Core.Storage;

/// <summary>The queues with their messages as they lie there, base64 or not: for messages that failed for good, which are kept as they came (STF-6).</summary>
public sealed record RawQueues(QueueServiceClient Client)
{
    internal const string ClientName = "raw";
}
