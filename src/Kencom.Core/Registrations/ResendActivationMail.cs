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
        if (registration is null || !StarterProof.Holds(keys, registration, command.StarterSecret))
        {
            return Errors.RegistrationTokenInvalid;
        }

        return registration.StateAt(clock.GetUtcNow()) switch
        {
            RegistrationState.Provisional => await ResendAsync(registration, cancellationToken),
            RegistrationState.Expired => Errors.ActivationLinkExpired,
            RegistrationState.Closed => Errors.RegistrationClosed,
            _ => Errors.WrongStep(registration.NextAt(clock.GetUtcNow()).ToWire()),
        };
    }

    private async Task<Result<ActivationMailResent>> ResendAsync(Registration registration, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var settings = options.Value;
        if (registration.Resends >= settings.MaxResends)
        {
            return Errors.TooManyRequests(registration.LinkExpiresAt - now);
        }

        if (registration.LinkIssuedAt + settings.ResendAfter is var next && now < next)
        {
            return Errors.TooManyRequests(next - now);
        }

        // Under the ETag: of two at once, one raises the version and the other meets the limit.
        var validFor = settings.LinkValidFor(registration.Channel);
        var renewed = await registrations.TryReplaceAsync(registration.WithNewLink(keys, MailKind.Activation, now, validFor), cancellationToken);
        if (renewed is null)
        {
            return Errors.TooManyRequests(settings.ResendAfter);
        }

        await mails.QueueAsync(ComposeActivationMail.OrderFor(renewed), cancellationToken);
        return new ActivationMailResent(validFor, now + settings.ResendAfter);
    }
}
