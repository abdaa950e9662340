using Kencom.Core.Staff;

namespace Kencom.Core.Rosters;

/// <summary>An operator lets a waiting file be applied (RST-6, RST-13), as long as nothing newer has come.</summary>
public sealed class ApproveRosterFile(RosterFileStore files, DecideRosterFile decide, AuditLog audit, TimeProvider clock)
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

        var head = await files.GetHeadAsync(file.InsurerNumber, cancellationToken);
        if (file.State is not RosterFileState.WaitingForApproval || !await IsNewestAsync(file, cancellationToken)
            || (head.CurrentFileId is not null && head.CurrentFileId != fileId)
            || !await files.TryReplaceHeadAsync(head with { CurrentFileId = fileId }, cancellationToken))
        {
            return Errors.Conflict;
        }

        var approved = await files.ChangeAsync(
            fileId,
            waiting => waiting.State is RosterFileState.WaitingForApproval ? waiting with { State = RosterFileState.Applying, ProgressAt = clock.GetUtcNow() } : null,
            cancellationToken);
        if (approved is not { Changed: true, File: var applying })
        {
            return Errors.Conflict;
        }

        await decide.ApplyAsync(applying, head, cancellationToken);
        return applying;
    }

    /// <summary>What was compared is the roster before any later file; rejected ones changed nothing.</summary>
    private async Task<bool> IsNewestAsync(RosterFile file, CancellationToken cancellationToken)
    {
        var all = await files.ListAsync(file.InsurerNumber, cancellationToken);
        return all.SkipWhile(other => other.Id != file.Id).Skip(1).All(later => later.State is RosterFileState.Rejected);
    }
}
