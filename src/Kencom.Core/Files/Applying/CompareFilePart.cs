namespace Kencom.Core.Rosters;

/// <summary>
/// Compares one part of a file with what was last applied and counts what would change; who finishes the last part has the file decided.
/// Repeating it counts the same (RST-5).
/// </summary>
public sealed class CompareRosterPart(
    RosterFileStore files, RosterBlobs blobs, RosterParts parts, RosterDispatch dispatch, RosterAttempts attempts, DecideRosterFile decide, TimeProvider clock)
{
    public async Task HandleAsync(RosterPartMessage message, CancellationToken cancellationToken)
    {
        var file = await files.FindAsync(message.FileId, cancellationToken);
        if (file?.State is RosterFileState.Comparing)
        {
            await attempts.RunAsync(file, message.Part, token => CompareAsync(file, message.Part, token), cancellationToken);
        }
        else if (file is not null)
        {
            await decide.HandleAsync(file, cancellationToken);
        }
    }

    private async Task CompareAsync(RosterFile file, int part, CancellationToken cancellationToken)
    {
        if (!await files.IsPartDoneAsync(file, part, cancellationToken))
        {
            var (_, difference) = await parts.CompareAsync(file, part, cancellationToken);
            await LeaveAsync(file, part, difference, cancellationToken);
            if (!await files.AddPartAsync(file, ToPart(part, difference)))
            {
                return; // Another was faster, and sends what follows.
            }
        }

        if (!await dispatch.SendNextAsync(file, part, cancellationToken))
        {
            await decide.HandleAsync(file, cancellationToken);
        }
    }

    private async Task LeaveAsync(RosterFile file, int part, RosterDifference difference, CancellationToken cancellationToken)
    {
        await blobs.WriteLapsedAsync(file.Id, part, difference.Lapsed, cancellationToken);
        await blobs.WriteRowsAsync(file, part, difference.Reported as IReadOnlyCollection<ReportedRow>, cancellationToken);
        if (file.BaseParts > 0)
        {
            await blobs.WriteMovesAsync(file, part, difference.Moves, cancellationToken);
        }
    }

    private RosterPart ToPart(int part, RosterDifference difference) => new()
    {
        Number = part,
        Counts = difference.Counts,
        Measures = difference.Measures,
        ChangedCards = difference.Changes.Count,
        HasLapsed = difference.Lapsed.Count > 0,
        AdoptsIds = difference.AdoptedIds.Count > 0,
        DoneAt = clock.GetUtcNow(),
    };
}
