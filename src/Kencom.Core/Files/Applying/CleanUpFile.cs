namespace Kencom.Core.Files;

/// <summary>Removes what a finished file leaves behind, and lets the owner's next one go.</summary>
public sealed class CleanUpFile(FileContents contents, FileStore files, FileBlobs blobs, StartNextFile startNext)
{
    public async Task HandleAsync(DroppedFile finished, CancellationToken cancellationToken)
    {
        await contents.Of(finished).CleanUpAsync(finished, cancellationToken);
        await blobs.CleanUpAsync(finished.Id, cancellationToken);
        await files.CleanUpAsync(finished, cancellationToken);
        await startNext.HandleAsync(finished.Owner, cancellationToken);
    }
}
