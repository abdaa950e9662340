using Kencom.Core.Mail;
using Kencom.Core.Registrations;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Eligibility;

public sealed record WaitForRosterCommand(string? RegistrationToken);

public sealed record WaitingForRoster(DateTimeOffset WaitingUntil);

/// <summary>
/// Leaves a missed check waiting for the insurer's data, and mails a link that shows it and can end it (EL-14). Asked for again, it stays as it is; with another
/// card checked meanwhile it waits for that one.
/// </summary>
/// <remarks>Storage calls: registration 2, waiting check 1, mail 2.</remarks>
public sealed class WaitForRoster(
    RegistrationAccess access,
    RegistrationStore registrations,
    WaitingCheckStore waitingChecks,
    MailOutbox mails,
    RegistrationKeys keys,
    IOptions<EligibilityOptions> options,
    TimeProvider clock)
{
    public async Task<Result<WaitingForRoster>> HandleAsync(WaitForRosterCommand command, CancellationToken cancellationToken)
    {
        var opened = await access.OpenForCheckAsync(command.RegistrationToken, RegistrationRoute.Insurer, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        // Without a miss there is nothing to wait with; a confirmed person has nothing to wait for.
        if (opened.Value is not { LastMiss: { } miss, State: RegistrationState.Activated })
        {
            return Errors.WrongStep(opened.Value.NextAt(clock.GetUtcNow()).ToWire());
        }

        if (opened.Value.FailedChecks >= options.Value.MaxFailedChecks)
        {
            return Errors.RegistrationClosed;
        }

        // The waiting row first: an import meanwhile that finds no registration waiting leaves it alone.
        await waitingChecks.AddAsync(miss.InsurerNumber, opened.Value.Id, cancellationToken);
        var waiting = await EnsureWaitingAsync(opened.Value, cancellationToken);
        if (waiting is null)
        {
            return Errors.Conflict;
        }

        await mails.QueueAsync(ComposeWaitingCheckStartedMail.OrderFor(waiting, keys), cancellationToken);
        return new WaitingForRoster(waiting.WaitingUntil!.Value);
    }

    private async Task<Registration?> EnsureWaitingAsync(Registration registration, CancellationToken cancellationToken)
    {
        if (registration.WaitingUntil is not null)
        {
            return registration;
        }

        var now = clock.GetUtcNow();
        return await registrations.TryReplaceAsync(registration with { WaitingSince = now, WaitingUntil = now + options.Value.WaitFor }, cancellationToken);
    }
}
