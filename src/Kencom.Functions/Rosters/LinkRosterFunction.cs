using Kencom.Core.Insurers;
using Kencom.Core.Rosters;
using Kencom.Core.Storage;
using Kencom.Functions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Rosters;

/// <summary>Has a roster linked with those of the insurers that count as one with its own (EL-8).</summary>
public sealed class LinkRosterFunction(RosterLinks links)
{
    [Function("link-roster")]
    public Task Run(
        [QueueTrigger(QueueNames.LinkRoster, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        links.LinkAnewAsync(QueueMessages.Read<LinkRosterMessage>(message), cancellationToken);
}
