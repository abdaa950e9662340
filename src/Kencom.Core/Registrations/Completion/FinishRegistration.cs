using Kencom.Core.Accounts;
using Kencom.Core.Mail;
using Kencom.Core.Members;

namespace Kencom.Core.Registrations;

/// <summary>
/// Does what follows a completion, outside the person's wait: the welcome mail, the inviter's credit (FIN-5), the end of the other registrations for the address
/// (REG-12), and the deletion of what the person typed. Every step can be repeated.
/// </summary>
public sealed class FinishRegistration(
    RegistrationStore registrations, RegistrationKeys keys, AdvanceRegistration advance, LoginStore logins, MemberStore members, MemberNames names, InvitationStore invitations, SessionExpiry sessionExpiry, MailOutbox mails)
{
    public async Task HandleAsync(string registrationId, CancellationToken cancellationToken)
    {
        var row = await registrations.FindAsync(registrationId, cancellationToken);
        if (row?.Value is not { State: RegistrationState.Completed, Finished: false, MemberId: { } memberId } registration)
        {
            return;
        }

        if (await logins.FindAsync(registration.Email, cancellationToken) is { } login && login.Value.MemberId == memberId)
        {
            await sessionExpiry.ArmAsync(login);
        }

        if (await members.FindAsync(memberId, CancellationToken.None) is { LeavingSince: null } member)
        {
            await names.AddAsync(member);
        }

        await mails.QueueAsync(new MailOrder(keys.WelcomeMailId(registration), MailKind.Welcome, memberId));
        if (registration.InviterMemberId is { } inviter)
        {
            await invitations.CreditAsync(inviter, memberId);
        }

        foreach (var id in await registrations.ListStartedAsync(registration.Email, CancellationToken.None))
        {
            if (id != registration.Id)
            {
                await CloseAsync(id);
            }
        }

        await advance.ReleaseAsync(registration, registration.Abandoned);
        await registrations.ChangeAsync(row, present => present.Emptied(RegistrationState.Completed) with { Finished = true });
    }

    private async Task CloseAsync(string id)
    {
        if (await registrations.FindAsync(id, CancellationToken.None) is not { } other)
        {
            return;
        }

        var closed = await registrations.ChangeAsync(
            other,
            present => present.State switch
            {
                // Whoever started it, perhaps with somebody else's address, must not learn thereby that the address is a member's now.
                RegistrationState.Provisional => present with { Superseded = true },
                RegistrationState.Activated or RegistrationState.Confirmed => present.WithoutIntent().Emptied(RegistrationState.Closed) with { Superseded = true },
                _ => Errors.NotAnyMore,
            });
        if (closed.IsSuccess)
        {
            await advance.ReleaseAsync(other.Value, closed.Value.Value.Abandoned);
        }
    }
}
