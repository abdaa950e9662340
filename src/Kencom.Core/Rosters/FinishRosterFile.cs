using Kencom.Core.Eligibility;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Rosters;

/// <summary>When everything is applied: the report, the insurer's new state, and the next file.</summary>
public sealed partial class FinishRosterFile(
    RosterFileStore files, RosterBlobs blobs, WriteRosterReport report, StartNextRosterFile startNext, QueueSender queue, TimeProvider clock, ILogger<FinishRosterFile> logger)
{
    public async Task HandleAsync(RosterFile file, CancellationToken cancellationToken)
    {
        if (file.State is RosterFileState.Applying && (file.Applied.Count == file.Parts || file.ChangedCards == 0 && file.Applied.Count == 0 && await ChangesNothingAsync(file, cancellationToken)))
        {
            await FinishAsync(file, cancellationToken);
        }
        else if (file.IsFinal)
        {
            await CleanUpAsync(file, cancellationToken);
        }
    }

    private async Task<bool> ChangesNothingAsync(RosterFile file, CancellationToken cancellationToken)
    {
        var head = await files.GetHeadAsync(file.InsurerNumber, cancellationToken);
        return file.LapsedHash == head.LapsedHash && file.Parts == head.Parts;
    }

    private async Task FinishAsync(RosterFile applied, CancellationToken cancellationToken)
    {
        var finishedAt = clock.GetUtcNow();
        var made = await report.MakeAsync(applied with { State = RosterFileState.Done, FinishedAt = finishedAt }, cancellationToken);
        if (await files.FindAsync(applied.Id, cancellationToken) is not { State: RosterFileState.Applying })
        {
            // Another instance has finished it meanwhile, and may have cleaned up what this report is made of: its own is whole.
            return;
        }

        await report.WriteAsync(made, cancellationToken);
        await files.ChangeHeadAsync(
            applied.InsurerNumber,
            head => head.CurrentFileId != applied.Id ? null : head with
            {
                CurrentFileId = null,
                Parts = applied.Parts,
                HashVersion = applied.HashVersion,
                LapsedHash = applied.LapsedHash,
                LastDatedPath = FileNameDate.Find(applied.Path) is null ? head.LastDatedPath : applied.Path,
            },
            cancellationToken);
        if (applied.ChangedCards > 0)
        {
            // Before the file is done: killed in between, this is repeated, and so is the message. Who waits may be on the roster now (EL-14).
            await queue.SendAsync(QueueNames.ResumeWaitingChecks, new ResumeWaitingChecksMessage(applied.InsurerNumber), cancellationToken: cancellationToken);
        }

        var done = await files.ChangeAsync(
            applied.Id, file => file.State is RosterFileState.Applying ? file with { State = RosterFileState.Done, FinishedAt = finishedAt } : null, cancellationToken);
        if (done is { File: var file })
        {
            Log.Done(logger, file.Id, file.Counts.Read, file.ChangedCards);
            await CleanUpAsync(file, cancellationToken);
        }
    }

    private async Task CleanUpAsync(RosterFile file, CancellationToken cancellationToken)
    {
        await blobs.CleanUpAsync(file, file.State is RosterFileState.Done ? file.Parts : file.BaseParts, cancellationToken);
        await startNext.HandleAsync(file.InsurerNumber, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Applied roster file {FileId}: {Rows} rows, {Cards} cards written.")]
        public static partial void Done(ILogger logger, string fileId, int rows, int cards);
    }
}
