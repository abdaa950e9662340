using Kencom.Core.Mail;
using Kencom.Core.Members;

namespace Kencom.Core.Registrations;

/// <summary>
/// Does what follows a completion, outside the person's wait: the welcome mail, the inviter's credit (FIN-5), the end of the other registrations for the address
/// (REG-12), and the deletion of what the person typed. Every step can be repeated.
/// </summary>
public sealed class FinishRegistration(
    RegistrationStore registrations,
    RegistrationKeys keys,
    CompleteRegistration completion,
    ClaimStore claims,
    InvitationStore invitations,
    MailOutbox mails)
{
    public async Task HandleAsync(string registrationId, CancellationToken cancellationToken)
    {
        var registration = await registrations.FindAsync(registrationId, cancellationToken);
        if (registration is not { State: RegistrationState.Completed, Finished: false, MemberId: { } memberId })
        {
            return;
        }

        await completion.EnsureMemberAsync(registration, cancellationToken);
        if (registration.Person?.PersonKey is { } personKey)
        {
            await claims.AddAsync(personKey, memberId, cancellationToken);
        }

        await mails.QueueAsync(new MailOrder(keys.WelcomeMailId(registrationId), MailKind.Welcome, memberId), cancellationToken);
        if (registration.InviterMemberId is { } inviter)
        {
            await invitations.CreditAsync(inviter, memberId, cancellationToken);
        }

        await CloseOthersAsync(registration, cancellationToken);
        await registrations.TryReplaceAsync(registration.Emptied(RegistrationState.Completed) with { Finished = true }, cancellationToken);
    }

    private async Task CloseOthersAsync(Registration completed, CancellationToken cancellationToken)
    {
        foreach (var id in await registrations.ListStartedAsync(completed.Email, cancellationToken))
        {
            if (id != completed.Id)
            {
                await CloseAsync(id, cancellationToken);
            }
        }
    }

    private async Task CloseAsync(string id, CancellationToken cancellationToken)
    {
        Registration? closed = null;
        while (closed is null
            && await registrations.FindAsync(id, cancellationToken) is { State: RegistrationState.Provisional or RegistrationState.Activated or RegistrationState.Confirmed } other)
        {
            // A confirmed one may have taken the person's claim: what is needed to give it back stays until the sweep has done so.
            closed = await registrations.TryReplaceAsync(
                other.State == RegistrationState.Confirmed ? other with { State = RegistrationState.Closed } : other.Emptied(RegistrationState.Closed),
                cancellationToken);
        }
    }
}
