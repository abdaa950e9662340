namespace Kencom.Core.Files;

/// <summary>
/// Has one part of a file written; who finishes the last part finishes the file. Whoever comes late writes nothing: what a content writes carries the
/// sequence number of its file, and an earlier file's is refused (RST-5).
/// </summary>
public sealed class ApplyFilePart(FileContents contents, FileStore files, FileDispatch dispatch, FileAttempts attempts, FinishFile finish, TimeProvider clock)
{
    public async Task HandleAsync(FilePartMessage message, CancellationToken cancellationToken)
    {
        var file = await files.FindAsync(message.FileId, cancellationToken);
        if (file?.State is FileState.Applying)
        {
            await attempts.RunAsync(file, message.Part, token => ApplyAsync(file, message.Part, token), cancellationToken);
        }
        else if (file is not null)
        {
            await finish.HandleAsync(file, cancellationToken);
        }
    }

    private async Task ApplyAsync(DroppedFile file, int part, CancellationToken cancellationToken)
    {
        if (!await files.IsPartDoneAsync(file, part, cancellationToken)
            && (!await contents.Of(file).ApplyAsync(file, part, cancellationToken)
                || !await files.AddPartAsync(file, new FilePart { Number = part, DoneAt = clock.GetUtcNow() })))
        {
            return; // Another was faster, and sends what follows.
        }

        if (!await dispatch.SendNextAsync(file, part, cancellationToken))
        {
            await finish.HandleAsync(file, cancellationToken);
        }
    }
}
