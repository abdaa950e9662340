using Kencom.Core.Accounts;
using Kencom.Core.Captcha;
using Kencom.Core.Mail;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Registrations;

public sealed record ResendActivationMailCommand(string RegistrationId, string? StarterSecret, string? Captcha, Caller Caller);

public sealed record ActivationMailResent(TimeSpan LinkValidFor, DateTimeOffset NextResendAt);

/// <summary>
/// Mails a new link and so ends the earlier ones (REG-12). Only who started may ask; for everybody else, and for a registration that is gone, the answer is the
/// same.
/// </summary>
/// <remarks>Storage calls: registration 2, the address's allowance 3, the network's 1, mail 2.</remarks>
public sealed class ResendActivationMail(
    RegistrationStore registrations,
    RegistrationKeys keys,
    Admission admission,
    KnownDevices devices,
    KeyedHasher hasher,
    MailOutbox mails,
    IOptions<RegistrationOptions> options,
    TimeProvider clock)
{
    public async Task<Result<ActivationMailResent>> HandleAsync(ResendActivationMailCommand command, CancellationToken cancellationToken)
    {
        var registration = command.StarterSecret is { } secret && RegistrationKeys.IdOf(secret) == command.RegistrationId
            ? await registrations.FindAsync(command.RegistrationId, cancellationToken)
            : null;
        if (registration is null || !StarterProof.Holds(keys, registration.Value, command.StarterSecret))
        {
            return Errors.RegistrationTokenInvalid;
        }

        // What cannot be sent again anyway takes nothing of the address's mails.
        var now = clock.GetUtcNow();
        if ((Refuse(registration.Value, now) ?? await AdmitAsync(command, registration.Value.Email, cancellationToken)) is { } hindered)
        {
            return hindered;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var validFor = options.Value.LinkValidFor(registration.Value.Channel);

        // Two at once: one raises the version, the other meets the limit.
        var renewed = await registrations.ChangeAsync(
            registration, present => Refuse(present, now) is { } refused ? refused : present.WithNewLink(keys, MailKind.Activation, now, validFor));
        if (!renewed.IsSuccess)
        {
            return renewed.Error;
        }

        await mails.QueueAsync(ComposeActivationMail.OrderFor(renewed.Value.Value) with { Cause = MailCause.Of(hasher, command.Caller) });
        return new ActivationMailResent(validFor, now + options.Value.ResendAfter);
    }

    private Task<Error?> AdmitAsync(ResendActivationMailCommand command, string email, CancellationToken cancellationToken) => admission.AdmitAsync(
        new AdmissionRequest(
            command.Caller,
            CaptchaPurpose.Registration,
            command.Captcha,
            Allowances.Activations,
            new SubjectUse(Allowances.Mails, EmailAddress.Fold(email), token => devices.KnowAsync(email, command.Caller, token))),
        cancellationToken);

    private Error? Refuse(Registration registration, DateTimeOffset now)
    {
        var (state, next) = (registration.StateAt(now), registration.LinkIssuedAt + options.Value.ResendAfter);
        return state switch
        {
            RegistrationState.Expired => Errors.ActivationLinkExpired,
            RegistrationState.Closed when registration.Superseded => Errors.WrongStep(RegistrationStep.SignIn.ToWire()),
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
