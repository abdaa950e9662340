using Kencom.Core.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Storage;

/// <summary>Every minute: alerts on poison queues look at what it reports (INF-4).</summary>
public sealed class MeasureQueuesFunction(MeasureQueues measure)
{
    [Function("measure-queues")]
    public Task Run([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => measure.HandleAsync(cancellationToken);
}
