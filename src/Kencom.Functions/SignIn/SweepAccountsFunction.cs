using Kencom.Core.Members;
using Kencom.Core.SignIn;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.SignIn;

public sealed class SweepAccountsFunction(SweepMembers sweepMembers, SweepSignIn sweepSignIn)
{
    [Function("sweep-accounts")]
    public async Task Run([TimerTrigger("%SweepAccounts%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await sweepMembers.HandleAsync(cancellationToken);
        await sweepSignIn.HandleAsync(cancellationToken);
    }
}
