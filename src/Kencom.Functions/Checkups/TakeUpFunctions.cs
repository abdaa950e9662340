using Kencom.Core.Checkups.Files;
using Kencom.Core.Checkups.ViewingCodes;
using Kencom.Core.Rosters;
using Kencom.Core.Storage;
using Kencom.Functions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Checkups;

/// <summary>What follows of a roster for results and codes.</summary>
public sealed class TakeUpFunctions(KeptResults kept, TakeRosterCodes takeCodes)
{
    [Function("take-up-results")]
    public Task TakeUp(
        [QueueTrigger(QueueNames.TakeUpResults, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        kept.TakeUpAsync(QueueMessages.Read<RosterImportedMessage>(message).InsurerNumber, cancellationToken);

    [Function("take-roster-codes")]
    public Task TakeCodes(
        [QueueTrigger(QueueNames.TakeRosterCodes, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        takeCodes.HandleAsync(QueueMessages.Read<RosterCodesMessage>(message), cancellationToken);
}
