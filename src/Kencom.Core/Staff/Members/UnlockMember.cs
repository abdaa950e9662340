using Kencom.Core.Accounts;
using Kencom.Core.Members;
using Kencom.Core.Security;

namespace Kencom.Core.Staff;

/// <summary>Gives a member further tries (STF-3): for signing in the counts of SI-10 are cleared.</summary>
public sealed class UnlockMember(AuditLog audit, MemberStore members, GuessGuard guesses)
{
    public async Task<Result<Done>> HandleAsync(StaffAct act, string memberId, Unlockable? what, CancellationToken cancellationToken)
    {
        if (what is null)
        {
            return Errors.ValidationFailed("what", "ロックを解除するものを指定してください。");
        }

        if (!MembersForStaff.IsId(memberId))
        {
            return Errors.NotFound;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(act.Entry("unlock-sign-in", memberId));
        if (await members.FindForStaffAsync(memberId, cancellationToken) is null)
        {
            return Errors.NotFound;
        }

        await guesses.ClearAsync(memberId);
        return default(Done);
    }
}
