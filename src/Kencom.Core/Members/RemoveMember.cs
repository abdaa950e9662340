using Kencom.Core.Mail;
using Kencom.Core.Security;
using Kencom.Core.SignIn;

namespace Kencom.Core.Members;

/// <summary>
/// Removes a member who is leaving, with everything that is kept about them (SI-8). Each step can be repeated; the member's own row, which says what else
/// there is, goes last.
/// </summary>
public sealed class RemoveMember(
    IEnumerable<IMemberData> slices,
    MemberStore members,
    LoginStore logins,
    ClaimStore claims,
    InvitationStore invitations,
    EndAllSessions endSessions,
    GuessGuard guard,
    MailedLinks links,
    MailOutbox mails,
    KeyedHasher hasher)
{
    public async Task HandleAsync(Member member, CancellationToken cancellationToken)
    {
        if (member.Email is { } email)
        {
            await logins.RemoveAsync(email, member.Id, cancellationToken);
        }

        // First the count of tries: a sign-in under way then finds that it has to look at the login again.
        await guard.RemoveAsync(member.Id, cancellationToken);
        await endSessions.HandleAsync(member.Id, exceptId: null, cancellationToken);
        foreach (var slice in slices)
        {
            await slice.ForgetAsync(member, cancellationToken);
        }

        await invitations.RemoveAsync(member.Id, member.InviterMemberId, cancellationToken);
        await links.ForgetAsync(member.Id, cancellationToken);
        await mails.ForgetAsync(member.Id, cancellationToken);
        foreach (var personKey in member.PersonKeys)
        {
            await claims.ReleaseAsync(personKey, member.Id, cancellationToken);
        }

        if (MembershipEndedNotice.OrderFor(hasher, member) is { } notice)
        {
            await mails.QueueAsync(notice, cancellationToken);
        }

        await members.RemoveAsync(member.Id, cancellationToken);
    }
}
