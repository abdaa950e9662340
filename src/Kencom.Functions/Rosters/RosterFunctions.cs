using Kencom.Core.Rosters;
using Kencom.Core.Storage;
using Kencom.Functions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Rosters;

public sealed class SplitRosterFunction(SplitFile split)
{
    [Function("split-roster")]
    public Task Run(
        [QueueTrigger(QueueNames.SplitFile, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        split.HandleAsync(QueueMessages.Read<SplitFileMessage>(message), cancellationToken);
}

public sealed class CompareRosterFunction(CompareFilePart compare)
{
    [Function("compare-roster")]
    public Task Run(
        [QueueTrigger(QueueNames.CompareFile, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        compare.HandleAsync(QueueMessages.Read<FilePartMessage>(message), cancellationToken);
}

public sealed class ApplyRosterFunction(ApplyFilePart apply)
{
    [Function("apply-roster")]
    public Task Run(
        [QueueTrigger(QueueNames.ApplyFile, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        apply.HandleAsync(QueueMessages.Read<FilePartMessage>(message), cancellationToken);
}

public sealed class SweepRosterFilesFunction(SweepFiles sweep)
{
    [Function("sweep-roster-files")]
    public Task Run([TimerTrigger("%SweepFiles%")] TimerInfo timer, CancellationToken cancellationToken) => sweep.HandleAsync(cancellationToken);
}
