using Kencom.Core.Registrations;
using Kencom.Core.Security;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class SweepRegistrationsFunction(SweepRegistrations sweep, SlidingLimits limits)
{
    [Function("sweep-registrations")]
    public async Task Run([TimerTrigger("%SweepRegistrations%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await sweep.HandleAsync(cancellationToken);
        await limits.SweepAsync(cancellationToken);
    }
}
