namespace Kencom.Core.Rosters;

/// <summary>An operator refuses a waiting file (RST-6, RST-13).</summary>
public sealed class RejectRosterFile(RosterFileStore files, RejectUnreadableFile reject)
{
    public async Task<Result<RosterFile>> HandleAsync(string fileId, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(fileId, cancellationToken) is not { } file)
        {
            return Errors.NotFound;
        }

        if (file.State is not RosterFileState.WaitingForApproval)
        {
            return Errors.Conflict;
        }

        await reject.HandleAsync(fileId, "運用担当者が取り込みを取りやめました。", file.Counts, cancellationToken);
        return (await files.FindAsync(fileId, cancellationToken))!;
    }
}
