using Kencom.Core.Accounts;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Members;

/// <summary>Says that a member who is leaving is to be removed.</summary>
public sealed record RemoveMemberMessage(string MemberId);

/// <summary>
/// Ends a membership (SI-8): marks the member, who cannot sign in any more, and leaves the removal to the queue, so that the answer takes the same time
/// however much is kept. What the queue does not finish, the sweep does.
/// </summary>
public sealed class Leave(
    FindMember findMember, ProvePassword prove, MemberStore members, LoginStore logins, SessionStore sessions, RemoveMember remove, QueueSender queues, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(string memberId, string? password, Caller caller, CancellationToken cancellationToken)
    {
        var found = await findMember.HandleAsync(memberId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var proven = await prove.HandleAsync(memberId, found.Value.Email, password, "password", caller, cancellationToken);
        if (!proven.IsSuccess)
        {
            return proven.Error;
        }

        await remove.ArmAsync(memberId);
        var now = clock.GetUtcNow();
        var leaving = await members.ChangeAsync(memberId, member => member with { LeavingSince = member.LeavingSince ?? now });
        if (leaving is { IsSuccess: true, Value.Email: { } email })
        {
            await logins.RemoveAsync(email, memberId);
        }

        await sessions.EndAllAsync(memberId, exceptId: null);
        await queues.SendAsync(QueueNames.RemoveMember, new RemoveMemberMessage(memberId), cancellationToken: CancellationToken.None);
        return default(Done);
    }
}
