using Kencom.Core.Security;

namespace Kencom.Core.Rosters;

/// <summary>
/// An operator lets a waiting file be applied (RST-6, RST-13). It is compared anew, since the roster may have changed while it waited; what was doubted
/// then is decided.
/// </summary>
public sealed class ApproveRosterFile(RosterFileStore files, StartNextRosterFile startNext, AuditLog audit)
{
    public async Task<Result<RosterFile>> HandleAsync(RosterFileDecision decision, CancellationToken cancellationToken)
    {
        var fileId = decision.FileId;
        if (await files.FindAsync(fileId, cancellationToken) is not { } file)
        {
            return Errors.NotFound;
        }

        if (await audit.LogAsync("approve-roster-file", decision, cancellationToken) is { } error)
        {
            return error;
        }

        var approved = await files.ChangeAsync(
            fileId, waiting => waiting is { State: RosterFileState.WaitingForApproval, IsApproved: false } ? waiting with { IsApproved = true } : null);
        if (approved is not { Changed: true })
        {
            return approved is { File.IsOvertaken: true } ? Errors.RosterFileOvertaken : Errors.Conflict;
        }

        await startNext.HandleAsync(file.InsurerNumber, cancellationToken);
        return (await files.FindAsync(fileId, cancellationToken))!;
    }
}
