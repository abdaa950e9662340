namespace Kencom.Core.Rosters;

/// <summary>Removes what a finished file leaves behind, and lets the insurer's next one go.</summary>
public sealed class CleanUpRosterFile(RosterFileStore files, RosterBlobs blobs, StartNextRosterFile startNext)
{
    public async Task HandleAsync(RosterFile finished, CancellationToken cancellationToken)
    {
        await blobs.CleanUpAsync(finished, finished.State is RosterFileState.Done ? finished.Parts : finished.BaseParts, cancellationToken);
        await files.CleanUpAsync(finished, cancellationToken);
        await startNext.HandleAsync(finished.InsurerNumber, cancellationToken);
    }
}
