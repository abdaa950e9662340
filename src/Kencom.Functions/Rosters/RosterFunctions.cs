using System.Text.Json;
using Kencom.Core.Rosters;
using Kencom.Core.Storage;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Rosters;

public sealed class ReceiveRosterFilesFunction(ReceiveRosterFiles receive)
{
    private const string SubjectBefore = "/blobServices/default/containers/" + ContainerNames.Rosters + "/blobs/";

    /// <summary>Event Grid's BlobCreated as a CloudEvent (RST-3); other files' arrivals are nobody's here.</summary>
    [Function("receive-roster-files")]
    public async Task Run([QueueTrigger(QueueNames.FileArrivals, Connection = StorageOptions.Section)] string cloudEvent, CancellationToken cancellationToken)
    {
        using var arrival = JsonDocument.Parse(cloudEvent);
        var subject = arrival.RootElement.GetProperty("subject").GetString() ?? "";
        if (subject.StartsWith(SubjectBefore, StringComparison.Ordinal))
        {
            await receive.HandleAsync(subject[SubjectBefore.Length..], cancellationToken);
        }
    }
}

public sealed class SplitRosterFunction(SplitRoster split)
{
    [Function("split-roster")]
    public Task Run(
        [QueueTrigger(QueueNames.SplitRoster, Connection = StorageOptions.Section)] SplitRosterMessage message, CancellationToken cancellationToken) =>
        split.HandleAsync(message, cancellationToken);
}

public sealed class CompareRosterFunction(CompareRosterPart compare)
{
    [Function("compare-roster")]
    public Task Run(
        [QueueTrigger(QueueNames.CompareRoster, Connection = StorageOptions.Section)] RosterPartMessage message, CancellationToken cancellationToken) =>
        compare.HandleAsync(message, cancellationToken);
}

public sealed class ApplyRosterFunction(ApplyRosterPart apply)
{
    [Function("apply-roster")]
    public Task Run(
        [QueueTrigger(QueueNames.ApplyRoster, Connection = StorageOptions.Section)] RosterPartMessage message, CancellationToken cancellationToken) =>
        apply.HandleAsync(message, cancellationToken);
}

public sealed class SweepRosterFilesFunction(SweepRosterFiles sweep)
{
    [Function("sweep-roster-files")]
    public Task Run([TimerTrigger("%Sweeps:RosterFiles%")] TimerInfo timer, CancellationToken cancellationToken) => sweep.HandleAsync(cancellationToken);
}
