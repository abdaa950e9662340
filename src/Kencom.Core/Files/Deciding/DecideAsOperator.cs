using Kencom.Core.Security;

namespace Kencom.Core.Files;

/// <summary>An operator's word on a waiting file.</summary>
public sealed record FileDecision(StaffMember Who, string FileId, string? Reason);

/// <summary>What approval and rejection have in common: a reason, in the audit log before anything is done (STF-2).</summary>
internal static class DecideAsOperator
{
    private const int MaximumReason = 1000;

    public static async Task<Error?> LogAsync(this AuditLog audit, string action, FileDecision decision, CancellationToken cancellationToken)
    {
        if (decision.Reason?.Trim().Length is not (> 0 and <= MaximumReason))
        {
            return Errors.ValidationFailed("reason", "理由を1000文字以内で入力してください。");
        }

        await audit.AddAsync(new AuditEntry(decision.Who, action, decision.FileId, decision.Reason.Trim()));
        return null;
    }
}
