using Microsoft.Extensions.Options;

namespace Kencom.Core.Rosters;

/// <summary>Starts an insurer's next file when none is on its way (RST-10). Can be called by anybody at any time.</summary>
public sealed class StartNextRosterFile(RosterFileStore files, RosterDispatch dispatch, IOptions<RosterOptions> options, TimeProvider clock)
{
    public async Task HandleAsync(string insurerNumber, CancellationToken cancellationToken)
    {
        var head = await files.GetHeadAsync(insurerNumber, cancellationToken);
        var all = await files.ListAsync(insurerNumber, cancellationToken);
        var current = all.FirstOrDefault(file => file.Id == head.CurrentFileId);
        if (current is { IsUnderWay: true })
        {
            return;
        }

        // A current file that was not started: somebody died between the two steps.
        var next = current is not null && IsReady(current) ? current : Next(all);
        if (next is not null && await files.ChangeHeadAsync(insurerNumber, present =>
            present.CurrentFileId == next.Id || present.CurrentFileId == head.CurrentFileId ? present with { CurrentFileId = next.Id } : null))
        {
            await StartAsync(next.Id, cancellationToken);
        }
    }

    /// <summary>
    /// The oldest one that is ready. A full file does not wait for the decision on an earlier one, which it makes pointless; a diff does, for some days
    /// (RST-6).
    /// </summary>
    private RosterFile? Next(IReadOnlyList<RosterFile> all)
    {
        var decidedBy = clock.GetUtcNow() - options.Value.WaitForDecision;
        var isOneUndecided = false;
        foreach (var file in all)
        {
            if (IsReady(file) && !(isOneUndecided && file is { Kind: RosterFileKind.Diff, State: RosterFileState.Received }))
            {
                return file;
            }

            isOneUndecided |= file is { State: RosterFileState.WaitingForApproval, IsApproved: false } && file.WaitingSince > decidedBy;
        }

        return null;
    }

    private static bool IsReady(RosterFile file) => file.State is RosterFileState.Received || file is { State: RosterFileState.WaitingForApproval, IsApproved: true };

    private async Task StartAsync(string fileId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var started = await files.ChangeAsync(fileId, file => file.State switch
        {
            RosterFileState.Received => file with { State = RosterFileState.Splitting, StartedAt = now, ProgressAt = now },

            // Its rows are split already; only the roster beside them may be another by now.
            RosterFileState.WaitingForApproval when file.IsApproved => file with { State = RosterFileState.Splitting, ProgressAt = now, Round = file.Round + 1 },
            _ => null,
        });
        if (started is { Changed: true, File: var file })
        {
            await dispatch.SendAsync(file, cancellationToken);
        }
    }
}
