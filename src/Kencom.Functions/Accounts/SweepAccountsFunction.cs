using Kencom.Core.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Accounts;

public sealed class SweepAccountsFunction(RunSweeps sweeps)
{
    [Function("sweep-accounts")]
    public Task Run([TimerTrigger("%SweepAccounts%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sweeps.HandleAsync(SweepGroups.Accounts, cancellationToken);
}
