using System.Collections.Immutable;
using Kencom.Core.Captcha;
using Kencom.Core.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Registrations;

/// <param name="StarterSecret">From the cookie or the app (REG-13); null from anywhere else.</param>
/// <param name="Password">Asked for when the starter's secret is missing.</param>
public sealed record ActivateRegistrationCommand(string? Token, string? StarterSecret, string? Password, string? Captcha, Caller Caller);

/// <summary>What a use of the link opens.</summary>
/// <param name="RegistrationToken">Carried by the steps that follow, until <paramref name="ExpiresAt"/>.</param>
public sealed record RegistrationActivated(
    string RegistrationToken, Channel Channel, RegistrationRoute Route, RegistrationStep Next, DateTimeOffset ExpiresAt);

/// <summary>
/// Uses the mailed link (REG-11, REG-13). The link alone proves that somebody reads the mailbox, which scanners do too: so it takes the starter's browser or
/// app, or else the password. The same valid link can be used again before completion, and continues.
/// </summary>
/// <remarks>Storage calls: the network's allowance 1, registration 2; with a password, the address's allowance 3.</remarks>
public sealed partial class ActivateRegistration(
    RegistrationStore registrations,
    RegistrationKeys keys,
    PasswordHasher passwords,
    Admission admission,
    IOptions<RegistrationOptions> options,
    TimeProvider clock,
    ILogger<ActivateRegistration> logger)
{
    public async Task<Result<RegistrationActivated>> HandleAsync(ActivateRegistrationCommand command, CancellationToken cancellationToken)
    {
        if (command.Token is not { Length: > 0 } token)
        {
            return Errors.ValidationFailed("token", "リンクのトークンを指定してください。");
        }

        if (token.Length != RegistrationKeys.LinkTokenLength || !SecretToken.IsSpelled(token))
        {
            return Errors.ActivationLinkInvalid;
        }

        var found = await registrations.FindAsync(token[..RegistrationKeys.IdLength], cancellationToken);
        if (await AdmitAsync(command, found?.Value, cancellationToken) is { } busy)
        {
            return busy;
        }

        if (found is not { } row)
        {
            return keys.WasOnceSent(token) ? Errors.ActivationLinkExpired : Errors.ActivationLinkInvalid;
        }

        if (RefuseLink(row.Value, token) is { } dead)
        {
            return dead;
        }

        if (await RefuseAsync(row.Value, command, cancellationToken) is { } refused)
        {
            return refused;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var activated = await registrations.ChangeAsync(row, present => RefuseLink(present, token) is { } ended ? ended : Activated(present));
        if (!activated.IsSuccess)
        {
            return activated.Error;
        }

        Log.Done(logger, activated.Value.Value.Id);
        return Describe(activated.Value.Value);
    }

    /// <summary>Whoever brings a password with a true link may guess it: that counts for the address, too.</summary>
    private Task<Error?> AdmitAsync(ActivateRegistrationCommand command, Registration? registration, CancellationToken cancellationToken)
    {
        var guesses = registration is not null && command.Password is { Length: > 0 and <= PasswordHasher.LongestPassword } && RefuseLink(registration, command.Token!) is null
            && !StarterProof.Holds(keys, registration, command.StarterSecret);
        return admission.AdmitAsync(
            new AdmissionRequest(
                command.Caller,
                CaptchaPurpose.Registration,
                command.Captcha,
                Allowances.Activations,
                [.. guesses ? [new SubjectUse(Allowances.ActivationPasswords, EmailAddress.Fold(registration!.Email))] : ImmutableArray<SubjectUse>.Empty]),
            cancellationToken);
    }

    private Error? RefuseLink(Registration registration, string token)
    {
        if (!SecretToken.AreEqual(keys.LinkToken(registration), token))
        {
            return Errors.ActivationLinkInvalid;
        }

        var now = clock.GetUtcNow();
        return registration.StateAt(now) switch
        {
            RegistrationState.Completed => Errors.WrongStep(RegistrationStep.SignIn.ToWire()),
            _ when registration.Superseded => Errors.WrongStep(RegistrationStep.SignIn.ToWire()),
            RegistrationState.Closed => Errors.RegistrationClosed,
            RegistrationState.Expired => Errors.ActivationLinkExpired,
            _ when now >= registration.LinkExpiresAt => Errors.ActivationLinkExpired,
            _ => null,
        };
    }

    private async Task<Error?> RefuseAsync(Registration registration, ActivateRegistrationCommand command, CancellationToken cancellationToken)
    {
        if (StarterProof.Holds(keys, registration, command.StarterSecret))
        {
            return null;
        }

        if (command.Password is not { Length: > 0 and <= PasswordHasher.LongestPassword } password)
        {
            return Errors.ActivationNeedsPassword(registration.Channel);
        }

        if (await passwords.CheckAsync(password, registration.PasswordHash, cancellationToken) != PasswordCheck.Wrong)
        {
            return null;
        }

        Log.Failed(logger, registration.Id);
        return Errors.ActivationNeedsPassword(registration.Channel) with { Fields = Errors.ValidationFailed("password", "パスワードが正しくありません。").Fields };
    }

    /// <summary>Leaves one that can be continued. The link of a waiting check that was found (EL-14) opens one whose first day of steps is long over.</summary>
    private Registration Activated(Registration registration)
    {
        var now = clock.GetUtcNow();
        return registration.State != RegistrationState.Provisional && now < registration.ContinuableUntil
            ? registration
            : registration with
            {
                State = registration.State == RegistrationState.Provisional ? RegistrationState.Activated : registration.State,
                ActivatedAt = registration.ActivatedAt ?? now,
                ContinuableUntil = now + options.Value.ContinuableFor,
            };
    }

    private RegistrationActivated Describe(Registration registration) => new(
        keys.RegistrationToken(registration),
        registration.Channel,
        registration.Route,
        registration.NextAt(clock.GetUtcNow()),
        registration.ContinuableUntil!.Value);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Registration {RegistrationId} was opened by its link.", EventName = "activation-done")]
        public static partial void Done(ILogger logger, string registrationId);

        [LoggerMessage(LogLevel.Warning, "The link of registration {RegistrationId} came with a wrong password.", EventName = "activation-failed")]
        public static partial void Failed(ILogger logger, string registrationId);
    }
}
