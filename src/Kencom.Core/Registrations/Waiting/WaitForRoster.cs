using Kencom.Core.Mail;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Registrations;

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

        var row = opened.Value;
        if (Refuse(row.Value) is { } refused)
        {
            return refused;
        }

        // The waiting row first: an import meanwhile that finds no registration waiting leaves it alone.
        cancellationToken.ThrowIfCancellationRequested();
        await waitingChecks.AddAsync(row.Value.LastMiss!.InsurerNumber, row.Value.Id);
        var now = clock.GetUtcNow();
        var waiting = await registrations.ChangeAsync(row, present => present switch
        {
            _ when Refuse(present) is { } ended => ended,
            { WaitingUntil: null } => present with { WaitingSince = now, WaitingUntil = now + options.Value.WaitFor },
            _ => present,
        });
        if (!waiting.IsSuccess)
        {
            return waiting.Error;
        }

        await mails.QueueAsync(ComposeWaitingCheckStartedMail.OrderFor(waiting.Value.Value, keys));
        return new WaitingForRoster(waiting.Value.Value.WaitingUntil!.Value);
    }

    /// <summary>Without a miss there is nothing to wait with; a confirmed person has nothing to wait for.</summary>
    private Error? Refuse(Registration registration) => registration is { LastMiss: not null, State: RegistrationState.Activated }
        ? null
        : access.RefuseCheck(registration, RegistrationRoute.Insurer) ?? Errors.WrongStep(registration.NextAt(clock.GetUtcNow()).ToWire());
}
