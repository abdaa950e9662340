using Kencom.Core.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class SweepRegistrationsFunction(RunSweeps sweeps)
{
    [Function("sweep-registrations")]
    public Task Run([TimerTrigger("%SweepRegistrations%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sweeps.HandleAsync(SweepGroups.Registrations, cancellationToken);
}
