namespace Kencom.Core.Rosters;

/// <summary>Ends a file that cannot be used (RST-1, RST-7), or that an operator does not want, and goes on to the next.</summary>
public sealed class RejectUnreadableFile(RosterFileStore files, WriteRosterReport report, FinishRosterFile finish, TimeProvider clock)
{
    /// <param name="rowsRead">None of them is imported: all count as skipped (RST-8).</param>
    public async Task HandleAsync(string fileId, string reason, int rowsRead, CancellationToken cancellationToken)
    {
        var counts = new RosterCounts(Read: rowsRead, Skipped: rowsRead);
        var rejected = await files.ChangeAsync(
            fileId,
            file => file.IsFinal ? null : file with { State = RosterFileState.Rejected, Reasons = [.. file.Reasons, reason], Counts = counts, FinishedAt = clock.GetUtcNow() },
            cancellationToken);
        if (rejected is { File: var file })
        {
            await report.HandleAsync(file, cancellationToken);
            await files.ChangeHeadAsync(file.InsurerNumber, head => head.CurrentFileId == fileId ? head with { CurrentFileId = null } : null, cancellationToken);
            await finish.HandleAsync(file, cancellationToken);
        }
    }
}
