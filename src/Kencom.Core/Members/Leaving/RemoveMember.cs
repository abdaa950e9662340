using Kencom.Core.Accounts;
using Kencom.Core.Mail;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

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
    SessionStore sessions,
    MailedLinks links,
    MailOutbox mails,
    KeyedHasher hasher,
    Due due,
    IOptions<MemberOptions> options,
    TimeProvider clock)
{
    private const string Kind = "leaving";

    /// <summary>Sees to it that a removal that is begun now comes to its end.</summary>
    internal Task ArmAsync(string memberId) => due.AddAsync(new DueEntry(Kind, memberId, clock.GetUtcNow() + options.Value.LeavingTakesAtMost));

    public async Task HandleAsync(string memberId, CancellationToken cancellationToken)
    {
        if (await members.FindAsync(memberId, cancellationToken) is not { LeavingSince: not null } member)
        {
            return;
        }

        if (member.Email is { } email)
        {
            await logins.RemoveAsync(email, member.Id);
        }

        await sessions.EndAllAsync(member.Id, exceptId: null);
        foreach (var slice in slices)
        {
            await slice.ForgetAsync(member);
        }

        await invitations.RemoveAsync(member.Id, member.InviterMemberId);
        await links.ForgetAsync(member.Id);
        await mails.ForgetAsync(member.Id);
        foreach (var personKey in member.PersonKeys)
        {
            await claims.ReleaseAsync(personKey, member.Id);
        }

        if (ComposeMembershipEndedMail.OrderFor(hasher, member) is { } notice)
        {
            await mails.QueueAsync(notice);
        }

        await members.RemoveAsync(member.Id);
    }

    /// <summary>Finishes the removals that were interrupted.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => due.LookAsync(
        Kind,
        async (memberId, token) =>
        {
            await HandleAsync(memberId, token);
            return null;
        },
        cancellationToken);
}
