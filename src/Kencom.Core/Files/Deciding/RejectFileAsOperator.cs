using Kencom.Core.Security;

namespace Kencom.Core.Files;

/// <summary>An operator refuses a file (RST-6, RST-13, RST-16): one that waits, or any other of which nothing is applied yet.</summary>
public sealed class RejectFileAsOperator(FileStore files, RejectFile reject, AuditLog audit)
{
    public async Task<Result<DroppedFile>> HandleAsync(FileDecision decision, CancellationToken cancellationToken)
    {
        var fileId = decision.FileId;
        if (await files.FindAsync(fileId, cancellationToken) is not { } file)
        {
            return Errors.NotFound;
        }

        if (await audit.LogAsync("reject-file", decision, cancellationToken) is { } error)
        {
            return error;
        }

        return !file.IsFinal && await reject.HandleAsync(fileId, "運用担当者が取り込みを取りやめました。", RejectFile.WhileNothingIsApplied, cancellationToken)
            ? (await files.FindAsync(fileId, cancellationToken))!
            : Errors.Conflict;
    }
}
