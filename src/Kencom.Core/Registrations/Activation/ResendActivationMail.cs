using System.Net;
using Kencom.Core.Mail;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Registrations;

public sealed record ResendActivationMailCommand(string RegistrationId, string? StarterSecret, IPAddress ClientAddress);

public sealed record ActivationMailResent(TimeSpan LinkValidFor, DateTimeOffset NextResendAt);

/// <summary>
/// Mails a new link and so ends the earlier ones (REG-12). Only who started may ask; for everybody else, and for a registration that is gone, the answer is the
/// same.
/// </summary>
/// <remarks>Storage calls: limit by network 1, registration 2, mail 2.</remarks>
public sealed class ResendActivationMail(
    RegistrationStore registrations,
    RegistrationKeys keys,
    NetworkLimits networkLimits,
    MailOutbox mails,
    IOptions<RegistrationOptions> options,
    TimeProvider clock)
{
    public async Task<Result<ActivationMailResent>> HandleAsync(ResendActivationMailCommand command, CancellationToken cancellationToken)
    {
        if (await networkLimits.TakeAsync(options.Value.ActivateByNetwork, command.ClientAddress, cancellationToken) is { } wait)
        {
            return Errors.TooManyRequests(wait);
        }

        var registration = command.StarterSecret is { } secret && RegistrationKeys.IdOf(secret) == command.RegistrationId
            ? await registrations.FindAsync(command.RegistrationId, cancellationToken)
            : null;
        if (registration is null || !StarterProof.Holds(keys, registration.Value, command.StarterSecret))
        {
            return Errors.RegistrationTokenInvalid;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var validFor = options.Value.LinkValidFor(registration.Value.Channel);
        var now = clock.GetUtcNow();

        // Of two at once, one raises the version and the other meets the limit.
        var renewed = await registrations.ChangeAsync(
            registration, present => Refuse(present, now) is { } refused ? refused : present.WithNewLink(keys, MailKind.Activation, now, validFor));
        if (!renewed.IsSuccess)
        {
            return renewed.Error;
        }

        await mails.QueueAsync(ComposeActivationMail.OrderFor(renewed.Value.Value));
        return new ActivationMailResent(validFor, now + options.Value.ResendAfter);
    }

    private Error? Refuse(Registration registration, DateTimeOffset now)
    {
        var (state, next) = (registration.StateAt(now), registration.LinkIssuedAt + options.Value.ResendAfter);
        return state switch
        {
            RegistrationState.Expired => Errors.ActivationLinkExpired,
            RegistrationState.Closed => Errors.RegistrationClosed,
            not RegistrationState.Provisional => Errors.WrongStep(registration.NextAt(now).ToWire()),
            _ when registration.Resends >= options.Value.MaxResends => Errors.TooManyRequests(registration.LinkExpiresAt - now ?? options.Value.ResendAfter),
            _ when now < next => Errors.TooManyRequests(next - now),

            // A mail that waits keeps its link (REG-12): another one would only stand further behind.
            _ when registration.LinkSentAt is null => Errors.TooManyRequests(options.Value.ResendAfter),
            _ => null,
        };
    }
}
