using Kencom.Core.Accounts;
using Kencom.Core.Members;
using Kencom.Core.Security;

namespace Kencom.Core.Staff;

/// <summary>Ends all sessions of a member, whose device may be lost (SI-5, STF-3).</summary>
public sealed class EndMemberSessions(AuditLog audit, MemberStore members, SessionStore sessions)
{
    public async Task<Result<Done>> HandleAsync(StaffAct act, string memberId, CancellationToken cancellationToken)
    {
        if (!MembersForStaff.IsId(memberId))
        {
            return Errors.NotFound;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(act.Entry("end-member-sessions", memberId));
        if (await members.FindForStaffAsync(memberId, cancellationToken) is null)
        {
            return Errors.NotFound;
        }

        await sessions.EndAllAsync(memberId, exceptId: null);
        return default(Done);
    }
}
