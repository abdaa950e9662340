using Kencom.Core.Checkups.Files;
using Kencom.Core.Rosters;
using Kencom.Core.Storage;
using Kencom.Functions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Checkups;

/// <summary>What follows of a roster for results and codes.</summary>
public sealed class TakeUpFunctions(KeptResults kept)
{
    [Function("take-up-results")]
    public Task TakeUp(
        [QueueTrigger(QueueNames.TakeUpResults, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        kept.TakeUpAsync(QueueMessages.Read<RosterImportedMessage>(message).InsurerNumber, cancellationToken);
}
