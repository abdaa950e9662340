using Kencom.Core.Files;
using Kencom.Core.Storage;
using Kencom.Functions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Files;

public sealed class SplitFileFunction(SplitFile split)
{
    [Function("split-file")]
    public Task Run([QueueTrigger(QueueNames.SplitFile, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        split.HandleAsync(QueueMessages.Read<SplitFileMessage>(message), cancellationToken);
}

public sealed class CompareFileFunction(CompareFilePart compare)
{
    [Function("compare-file")]
    public Task Run([QueueTrigger(QueueNames.CompareFile, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        compare.HandleAsync(QueueMessages.Read<FilePartMessage>(message), cancellationToken);
}

public sealed class ApplyFileFunction(ApplyFilePart apply)
{
    [Function("apply-file")]
    public Task Run([QueueTrigger(QueueNames.ApplyFile, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        apply.HandleAsync(QueueMessages.Read<FilePartMessage>(message), cancellationToken);
}

public sealed class SweepFilesFunction(RunSweeps sweeps)
{
    [Function("sweep-files")]
    public Task Run([TimerTrigger("%SweepFiles%")] TimerInfo timer, CancellationToken cancellationToken) => sweeps.HandleAsync(SweepGroups.Files, cancellationToken);
}
