using Microsoft.Extensions.Logging;

namespace Kencom.Core.Files;

/// <summary>When everything is applied: the report, what follows for the content, what the file has overtaken, and the next one.</summary>
public sealed partial class FinishFile(
    FileContents contents, FileStore files, WriteFileReport report, RejectFile reject, CleanUpFile cleanUp, TimeProvider clock, ILogger<FinishFile> logger)
{
    /// <summary>Looks whether all parts are applied.</summary>
    public async Task HandleAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        if (file.State is FileState.Applying && (await files.ListPartsAsync(file, cancellationToken)).Count == file.Parts)
        {
            await FinishAsync(file, cancellationToken);
        }
        else if (file.IsFinal)
        {
            await cleanUp.HandleAsync(file, cancellationToken);
        }
    }

    /// <param name="applied">All parts of it are, or there was nothing to apply.</param>
    internal async Task FinishAsync(DroppedFile applied, CancellationToken cancellationToken)
    {
        var finishedAt = clock.GetUtcNow();
        var made = await report.MakeAsync(applied with { State = FileState.Done, FinishedAt = finishedAt }, cancellationToken);
        if (await files.FindAsync(applied.Id, cancellationToken) is not { State: FileState.Applying })
        {
            // Another instance has finished it meanwhile, and may have cleaned up what this report is made of: its own is whole.
            return;
        }

        await report.WriteAsync(made, cancellationToken);
        await OvertakeAsync(applied, cancellationToken);

        // Before the file is done: killed in between, all of this is repeated.
        await contents.Of(applied).FinishAsync(applied, cancellationToken);
        foreach (var carried in contents.CarriedBy(applied))
        {
            await carried.FinishAsync(applied, cancellationToken);
        }

        await files.ChangeHeadAsync(applied.Owner, head => head.CurrentFileId != applied.Id ? null : head with { CurrentFileId = null, Sequence = applied.Sequence });
        var done = await files.ChangeAsync(
            applied.Id, file => file.State is FileState.Applying ? file with { State = FileState.Done, FinishedAt = finishedAt } : null);
        if (done is { File: var file })
        {
            Log.Done(logger, file.Id, file.Counts.Read, file.Changes);
            await cleanUp.HandleAsync(file, cancellationToken);
        }
    }

    /// <summary>
    /// A full roster says all that earlier ones could; another file that did not wait any longer leaves the one before it, of its kind, compared with what
    /// is no more (RST-6).
    /// </summary>
    private async Task OvertakeAsync(DroppedFile applied, CancellationToken cancellationToken)
    {
        var earlier = (await files.ListAsync(applied.Owner, cancellationToken)).TakeWhile(file => file.Id != applied.Id).Where(file => file.Container == applied.Container);
        foreach (var file in earlier.Where(file => file.State is FileState.WaitingForApproval || (file.State is FileState.Received && applied.Kind is FileKind.Full)))
        {
            await reject.HandleAsync(file.Id, DroppedFile.Overtaken, [FileState.WaitingForApproval, FileState.Received], cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Applied file {FileId}: {Rows} rows, {Changes} changes written.")]
        public static partial void Done(ILogger logger, string fileId, int rows, int changes);
    }
}
