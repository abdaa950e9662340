using Kencom.Core.Rosters;
using Kencom.Core.Storage;
using Kencom.Functions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Rosters;

public sealed class SplitRosterFunction(SplitRoster split)
{
    [Function("split-roster")]
    public Task Run(
        [QueueTrigger(QueueNames.SplitRoster, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        split.HandleAsync(QueueMessages.Read<SplitRosterMessage>(message), cancellationToken);
}

public sealed class CompareRosterFunction(CompareRosterPart compare)
{
    [Function("compare-roster")]
    public Task Run(
        [QueueTrigger(QueueNames.CompareRoster, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        compare.HandleAsync(QueueMessages.Read<RosterPartMessage>(message), cancellationToken);
}

public sealed class ApplyRosterFunction(ApplyRosterPart apply)
{
    [Function("apply-roster")]
    public Task Run(
        [QueueTrigger(QueueNames.ApplyRoster, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        apply.HandleAsync(QueueMessages.Read<RosterPartMessage>(message), cancellationToken);
}

public sealed class SweepRosterFilesFunction(SweepRosterFiles sweep)
{
    [Function("sweep-roster-files")]
    public Task Run([TimerTrigger("%SweepRosterFiles%")] TimerInfo timer, CancellationToken cancellationToken) => sweep.HandleAsync(cancellationToken);
}
