using Kencom.Core.Security;

namespace Kencom.Core.Files;

/// <summary>
/// An operator lets a waiting file be applied (RST-6, RST-13). It is compared anew, since what it is compared with may have changed while it waited; what was doubted
/// then is decided.
/// </summary>
public sealed class ApproveFile(FileStore files, StartNextFile startNext, AuditLog audit)
{
    public async Task<Result<DroppedFile>> HandleAsync(FileDecision decision, CancellationToken cancellationToken)
    {
        var fileId = decision.FileId;
        if (await files.FindAsync(fileId, cancellationToken) is not { } file)
        {
            return Errors.NotFound;
        }

        if (await audit.LogAsync("approve-file", decision, cancellationToken) is { } error)
        {
            return error;
        }

        var approved = await files.ChangeAsync(
            fileId, waiting => waiting is { State: FileState.WaitingForApproval, IsApproved: false } ? waiting with { IsApproved = true } : null);
        if (approved is not { Changed: true })
        {
            return approved is { File.IsOvertaken: true } ? Errors.RosterFileOvertaken : Errors.Conflict;
        }

        await startNext.HandleAsync(file.Owner, cancellationToken);
        return (await files.FindAsync(fileId, cancellationToken))!;
    }
}
