using Kencom.Core.Storage;

namespace Kencom.Core.Staff;

/// <summary>
/// Reports how many messages lie in each queue, and how many failed for good (INF-4), under the name of the poison queue that they came from: the platform measures
/// accounts, not queues.
/// </summary>
public sealed class MeasureQueues(ListQueues list)
{
    public async Task HandleAsync(CancellationToken cancellationToken)
    {
        foreach (var queue in await list.HandleAsync(cancellationToken))
        {
            StorageTelemetry.ReportMessages(queue.Name, queue.Depth);
            StorageTelemetry.ReportMessages(queue.Name + QueueNames.PoisonSuffix, queue.Poison);
        }
    }
}
