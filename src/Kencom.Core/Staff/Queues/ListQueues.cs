using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Kencom.Core.Storage;

namespace Kencom.Core.Staff;

/// <summary>How a queue stands (STF-6).</summary>
/// <param name="Depth">Messages in it, those that wait unseen included.</param>
/// <param name="OldestAt">When the first of those that are due was sent; null when none is due.</param>
/// <param name="Poison">Messages that failed for good, kept as rows or on their way there; of rows at most <see cref="ListQueues.MostCounted"/>.</param>
public sealed record QueueStanding(string Name, long Depth, DateTimeOffset? OldestAt, long Poison);

/// <summary>Shows what waits and what failed, queue by queue (STF-6).</summary>
public sealed class ListQueues(RawQueues queues, PoisonMessages poison)
{
    public const int MostCounted = 1000;

    public Task<QueueStanding[]> HandleAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(QueueNames.All.Order(StringComparer.Ordinal).Select(name => ShowAsync(name, cancellationToken)));

    private async Task<QueueStanding> ShowAsync(string name, CancellationToken cancellationToken)
    {
        var queue = queues.Client.GetQueueClient(name);
        var kept = poison.CountAsync(name, MostCounted, cancellationToken);
        var toBeKept = DepthAsync(queues.Client.GetQueueClient(name + QueueNames.PoisonSuffix), cancellationToken);
        var depth = await DepthAsync(queue, cancellationToken);
        var first = depth == 0 ? null : await queue.PeekMessageAsync(cancellationToken);
        return new QueueStanding(name, depth, first?.Value?.InsertedOn, await kept + await toBeKept);
    }

    private static async Task<long> DepthAsync(QueueClient queue, CancellationToken cancellationToken)
    {
        try
        {
            return (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCountLong;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return 0; // Where no infrastructure made it, the host makes a poison queue with its first message.
        }
    }
}
