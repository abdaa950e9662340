namespace Kencom.Core.Rosters;

/// <summary>Starts an insurer's oldest waiting file when none is on its way (RST-10). Can be called by anybody at any time.</summary>
public sealed class StartNextRosterFile(RosterFileStore files, RosterDispatch dispatch, TimeProvider clock)
{
    public async Task HandleAsync(string insurerNumber, CancellationToken cancellationToken)
    {
        while (true)
        {
            var head = await files.GetHeadAsync(insurerNumber, cancellationToken);
            var all = await files.ListAsync(insurerNumber, cancellationToken);
            var current = all.FirstOrDefault(file => file.Id == head.CurrentFileId);
            if (current is { IsUnderWay: true })
            {
                return;
            }

            var next = current is { State: RosterFileState.Received } ? current : all.FirstOrDefault(file => file.State is RosterFileState.Received);
            if (next is null)
            {
                return;
            }

            if (head.CurrentFileId == next.Id || await files.TryReplaceHeadAsync(head with { CurrentFileId = next.Id }, cancellationToken))
            {
                await StartAsync(next.Id, cancellationToken);
                return;
            }
        }
    }

    private async Task StartAsync(string fileId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var started = await files.ChangeAsync(
            fileId,
            file => file.State is RosterFileState.Received ? file with { State = RosterFileState.Splitting, StartedAt = now, ProgressAt = now } : null,
            cancellationToken);
        if (started is { Changed: true, File: var file })
        {
            await dispatch.SendAsync(file, cancellationToken);
        }
    }
}
