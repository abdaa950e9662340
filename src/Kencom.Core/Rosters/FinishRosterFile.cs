using Kencom.Core.Registrations;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Rosters;

/// <summary>When everything is applied: the report, the insurer's new state, what the file has overtaken, and the next one.</summary>
public sealed partial class FinishRosterFile(
    RosterFileStore files, WriteRosterReport report, RejectFile reject, CleanUpRosterFile cleanUp, QueueSender queue, TimeProvider clock, ILogger<FinishRosterFile> logger)
{
    /// <summary>Looks whether all parts are applied.</summary>
    public async Task HandleAsync(RosterFile file, CancellationToken cancellationToken)
    {
        if (file.State is RosterFileState.Applying && (await files.ListPartsAsync(file, cancellationToken)).Count == file.Parts)
        {
            await FinishAsync(file, cancellationToken);
        }
        else if (file.IsFinal)
        {
            await cleanUp.HandleAsync(file, cancellationToken);
        }
    }

    /// <param name="applied">All parts of it are, or there was nothing to apply.</param>
    internal async Task FinishAsync(RosterFile applied, CancellationToken cancellationToken)
    {
        var finishedAt = clock.GetUtcNow();
        var made = await report.MakeAsync(applied with { State = RosterFileState.Done, FinishedAt = finishedAt }, cancellationToken);
        if (await files.FindAsync(applied.Id, cancellationToken) is not { State: RosterFileState.Applying })
        {
            // Another instance has finished it meanwhile, and may have cleaned up what this report is made of: its own is whole.
            return;
        }

        await report.WriteAsync(made, cancellationToken);
        await OvertakeAsync(applied, cancellationToken);
        await files.ChangeHeadAsync(applied.InsurerNumber, head => head.CurrentFileId != applied.Id ? null : head with
        {
            CurrentFileId = null,
            Parts = applied.Parts,
            HashVersion = applied.HashVersion,
            Sequence = applied.Sequence,
            LapsedHash = applied.LapsedHash,
            HasAdoptedIds = head.HasAdoptedIds || applied.AdoptsIds,
            LastDatedPath = FileNameDate.Find(applied.Path) is null ? head.LastDatedPath : applied.Path,
        });
        if (applied.ChangedCards > 0)
        {
            // Before the file is done: killed in between, this is repeated, and so is the message. Who waits may be on the roster now (EL-14).
            await queue.SendAsync(QueueNames.ResumeWaitingChecks, new RosterImportedMessage(applied.InsurerNumber), cancellationToken: cancellationToken);
        }

        var done = await files.ChangeAsync(
            applied.Id, file => file.State is RosterFileState.Applying ? file with { State = RosterFileState.Done, FinishedAt = finishedAt } : null);
        if (done is { File: var file })
        {
            Log.Done(logger, file.Id, file.Counts.Read, file.ChangedCards);
            await cleanUp.HandleAsync(file, cancellationToken);
        }
    }

    /// <summary>
    /// A full file says all that earlier ones could; a diff that did not wait any longer leaves the one before it compared with what is no more (RST-6).
    /// </summary>
    private async Task OvertakeAsync(RosterFile applied, CancellationToken cancellationToken)
    {
        var earlier = (await files.ListAsync(applied.InsurerNumber, cancellationToken)).TakeWhile(file => file.Id != applied.Id);
        foreach (var file in earlier.Where(file => file.State is RosterFileState.WaitingForApproval || (file.State is RosterFileState.Received && applied.Kind is RosterFileKind.Full)))
        {
            await reject.HandleAsync(file.Id, RosterFile.Overtaken, [RosterFileState.WaitingForApproval, RosterFileState.Received], cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Applied roster file {FileId}: {Rows} rows, {Cards} cards written.")]
        public static partial void Done(ILogger logger, string fileId, int rows, int cards);
    }
}
