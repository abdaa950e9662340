using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Kencom.Core.Storage;

namespace Kencom.Core.Staff;

/// <summary>How a queue stands (STF-6).</summary>
/// <param name="Depth">Messages in it, those that wait unseen included.</param>
/// <param name="OldestAt">When the first of those that are due was sent; null when none is due.</param>
/// <param name="Poison">Messages that failed for good, at most <see cref="ListQueues.MostCounted"/>.</param>
public sealed record QueueStanding(string Name, long Depth, DateTimeOffset? OldestAt, int Poison);

/// <summary>Shows what waits and what failed, queue by queue (STF-6).</summary>
public sealed class ListQueues(QueueServiceClient queues, PoisonMessages poison)
{
    public const int MostCounted = 1000;

    public Task<QueueStanding[]> HandleAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(QueueNames.All.Order(StringComparer.Ordinal).Select(name => ShowAsync(name, cancellationToken)));

    private async Task<QueueStanding> ShowAsync(string name, CancellationToken cancellationToken)
    {
        var queue = queues.GetQueueClient(name);
        var failed = poison.CountAsync(name, MostCounted, cancellationToken);
        try
        {
            var depth = (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCountLong;
            PeekedMessage? first = await queue.PeekMessageAsync(cancellationToken);
            return new QueueStanding(name, depth, first?.InsertedOn, await failed);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return new QueueStanding(name, 0, OldestAt: null, await failed);
        }
    }
}
