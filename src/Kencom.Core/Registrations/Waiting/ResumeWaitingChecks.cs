using Kencom.Core.Cards;
using Kencom.Core.Insurers;
using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Registrations;

/// <summary>
/// After an import: whoever waited and is on the roster now gets a mail with a link to go on (EL-14). Few wait for one insurer, so each is looked up again; that can be
/// repeated at will.
/// </summary>
public sealed class ResumeWaitingChecks(
    WaitingCheckStore waitingChecks,
    RegistrationStore registrations,
    RegistrationKeys keys,
    RegistrationDue due,
    InsurerStore insurers,
    FindPerson findPerson,
    MailOutbox mails,
    Sealer sealer,
    IOptions<EligibilityOptions> options,
    TimeProvider clock)
{
    public async Task HandleAsync(string insurerNumber, CancellationToken cancellationToken)
    {
        if (await insurers.ReadAsync(insurerNumber, cancellationToken) is not { } insurer)
        {
            return;
        }

        await foreach (var registrationId in waitingChecks.ListAsync(insurerNumber, cancellationToken))
        {
            await ResumeAsync(insurer, registrationId, cancellationToken);
        }
    }

    private async Task ResumeAsync(Insurer insurer, string registrationId, CancellationToken cancellationToken)
    {
        var row = await registrations.FindAsync(registrationId, cancellationToken);
        if (row?.Value is not { WaitingUntil: not null, LastMiss: { } miss, State: RegistrationState.Activated } || miss.InsurerNumber != insurer.Number)
        {
            await RemoveIfSettledAsync(insurer, registrationId, row?.Value);
            return;
        }

        var typed = miss.Open(registrationId, sealer);
        if (!KanaName.TryParse(typed.KanaName, out var kanaName)
            || await findPerson.HandleAsync(insurer, new ClaimedPerson(typed.Card.ToCard(), kanaName, typed.BirthDate), cancellationToken) is not { Person: { } person } search)
        {
            return;
        }

        // The repeated check refuses a member and a restricted person; the mail need not.
        var free = search.MemberId is null && !EligibilityRules.IsRestricted(insurer, search.Relation!.Value, person.BirthDate, JapanTime.Today(clock));
        await due.ArmSoonAsync(registrationId);
        var found = await registrations.ChangeAsync(
            row,
            present => present is { WaitingUntil: not null, State: RegistrationState.Activated } && present.LastMiss == miss ? Found(present, free ? person : null) : Errors.NotAnyMore);
        if (found.IsSuccess)
        {
            await mails.QueueAsync(ComposeWaitingCheckFoundMail.OrderFor(found.Value.Value));
            await waitingChecks.RemoveAsync(insurer.Number, registrationId);
        }
    }

    private Registration Found(Registration waiting, ConfirmedPerson? person)
    {
        var found = waiting.WithNewLink(keys, MailKind.WaitingCheckFound, clock.GetUtcNow(), options.Value.FoundLinkValidFor) with { WaitingUntil = null, WaitingSince = null };
        return person is null ? found : found with { State = RegistrationState.Confirmed, Person = person, LastMiss = null };
    }

    /// <summary>A row whose registration waits no more; one that is just about to wait is left alone.</summary>
    private async Task RemoveIfSettledAsync(Insurer insurer, string registrationId, Registration? registration)
    {
        if (registration is { State: RegistrationState.Confirmed or RegistrationState.Activated, WaitingUntil: null, LinkVersion: > 1 })
        {
            // Killed between the change and the mail: the mail's id follows from the link, so it is sent once.
            await mails.QueueAsync(ComposeWaitingCheckFoundMail.OrderFor(registration));
        }

        if (registration is null or { State: not RegistrationState.Activated })
        {
            await waitingChecks.RemoveAsync(insurer.Number, registrationId);
        }
    }
}
