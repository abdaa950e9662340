using Kencom.Core.Staff;

namespace Kencom.Core.Rosters;

/// <summary>An operator refuses a waiting file (RST-6, RST-13).</summary>
public sealed class RejectRosterFile(RosterFileStore files, RejectUnreadableFile reject, AuditLog audit)
{
    public async Task<Result<RosterFile>> HandleAsync(RosterFileDecision decision, CancellationToken cancellationToken)
    {
        var fileId = decision.FileId;
        if (await files.FindAsync(fileId, cancellationToken) is not { } file)
        {
            return Errors.NotFound;
        }

        if (await audit.LogAsync("reject-roster-file", decision, cancellationToken) is { } error)
        {
            return error;
        }

        if (file.State is not RosterFileState.WaitingForApproval)
        {
            return Errors.Conflict;
        }

        await reject.HandleAsync(fileId, "運用担当者が取り込みを取りやめました。", file.Counts.Read, cancellationToken);
        return (await files.FindAsync(fileId, cancellationToken))!;
    }
}
