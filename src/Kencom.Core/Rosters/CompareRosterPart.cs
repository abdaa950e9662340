namespace Kencom.Core.Rosters;

/// <summary>
/// Compares one part of a file with what was last applied and counts what would change; who finishes the last part has the file decided.
/// Repeating it counts the same (RST-5).
/// </summary>
public sealed class CompareRosterPart(RosterFileStore files, RosterBlobs blobs, RosterParts parts, DecideRosterFile decide, TimeProvider clock)
{
    public async Task HandleAsync(RosterPartMessage message, CancellationToken cancellationToken)
    {
        var file = await files.FindAsync(message.FileId, cancellationToken);
        if (file?.State is RosterFileState.Comparing && !file.Compared.Contains(message.Part))
        {
            var (_, difference) = await parts.CompareAsync(file, message.Part, cancellationToken);
            await LeaveAsync(file, message.Part, difference, cancellationToken);
            file = await RecordAsync(file.Id, message.Part, difference, cancellationToken);
        }

        if (file is not null)
        {
            await decide.HandleAsync(file, cancellationToken);
        }
    }

    private async Task LeaveAsync(RosterFile file, int part, RosterDifference difference, CancellationToken cancellationToken)
    {
        await blobs.WriteLapsedAsync(file.Id, part, difference.Lapsed, cancellationToken);
        await blobs.WriteRowsAsync(file.Id, part, difference.Reported as IReadOnlyCollection<ReportedRow>, cancellationToken);
        if (file is { Kind: RosterFileKind.Full, BaseParts: > 0 })
        {
            await blobs.WriteMovesAsync(file.Id, part, difference.Moves, cancellationToken);
        }
    }

    private async Task<RosterFile?> RecordAsync(string fileId, int part, RosterDifference difference, CancellationToken cancellationToken) =>
        (await files.ChangeAsync(
            fileId,
            file => file.State is not RosterFileState.Comparing || file.Compared.Contains(part) ? null : file with
            {
                Compared = file.Compared.With(part),
                Counts = file.Counts + difference.Counts,
                ChangedCards = file.ChangedCards + difference.Changes.Count,
                OpenBefore = file.OpenBefore + difference.OpenBefore,
                LapsedHash = difference.Lapsed.Count > 0 ? DecideRosterFile.SomeLapsed : file.LapsedHash,
                ProgressAt = clock.GetUtcNow(),
            },
            cancellationToken))?.File;
}
