using Kencom.Core.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Storage;

/// <summary>Every minute: what failed for good is kept, and alerts look at what is reported (INF-4, STF-6).</summary>
public sealed class MeasureQueuesFunction(RunSweeps sweeps)
{
    [Function("measure-queues")]
    public Task Run([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => sweeps.HandleAsync(SweepGroups.Queues, cancellationToken);
}
