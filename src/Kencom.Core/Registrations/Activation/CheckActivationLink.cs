using Kencom.Core.Accounts;
using Kencom.Core.Security;

namespace Kencom.Core.Registrations;

/// <param name="StarterSecret">From the cookie or the app; null from anywhere else.</param>
public sealed record CheckActivationLinkQuery(string? Token, string? StarterSecret, Caller Caller);

/// <summary>How a page that was opened by an activation link finds it. The names are answered: a wire format.</summary>
public enum ActivationLinkState
{
    Valid,

    /// <summary>Opened before, and still continues (REG-13).</summary>
    Used,

    /// <summary>A later mail ended it (REG-12).</summary>
    Replaced,
    Expired,

    /// <summary>A registration for this address was completed.</summary>
    Member,
}

/// <param name="SameBrowser">Whether the asker started the registration, and so needs no password (REG-13).</param>
/// <param name="MaskedEmail">Tells who lent a device whose link it is; null when the address is forgotten.</param>
public sealed record ActivationLinkChecked(ActivationLinkState State, bool SameBrowser, string? MaskedEmail);

/// <summary>
/// Tells the page that the mailed link opened how the link stands, before anything is asked or done. Changes nothing, so a scanner may call it too. Only who reads
/// the mailbox holds the token: that the address is a member's is no secret there.
/// </summary>
/// <remarks>Storage calls: limit by network 1, registration 1, login 0–1.</remarks>
public sealed class CheckActivationLink(
    RegistrationStore registrations,
    RegistrationKeys keys,
    LoginStore logins,
    NetworkAllowances networks,
    TimeProvider clock)
{
    public async Task<Result<ActivationLinkChecked>> HandleAsync(CheckActivationLinkQuery query, CancellationToken cancellationToken)
    {
        if (query.Token is not { Length: > 0 } token)
        {
            return Errors.ValidationFailed("token", "リンクのトークンを指定してください。");
        }

        if (token.Length != RegistrationKeys.LinkTokenLength || !SecretToken.IsSpelled(token))
        {
            return Errors.ActivationLinkInvalid;
        }

        if ((await networks.TakeAsync(query.Caller, Allowances.LinkChecks)).Wait is { } wait)
        {
            return Errors.TooManyRequests(wait);
        }

        var registration = (await registrations.FindAsync(token[..RegistrationKeys.IdLength], cancellationToken))?.Value;
        if (!keys.WasOnceSent(token))
        {
            return Errors.ActivationLinkInvalid;
        }

        return registration is null
            ? new ActivationLinkChecked(ActivationLinkState.Expired, SameBrowser: false, MaskedEmail: null)
            : new ActivationLinkChecked(
                await StateAsync(registration, token, cancellationToken),
                StarterProof.Holds(keys, registration, query.StarterSecret),
                EmailAddress.Mask(registration.Email));
    }

    private async Task<ActivationLinkState> StateAsync(Registration registration, string token, CancellationToken cancellationToken)
    {
        if (registration.State is RegistrationState.Completed or RegistrationState.Closed
            || (registration.Email.Length > 0 && await logins.FindAsync(registration.Email, cancellationToken) is not null))
        {
            return ActivationLinkState.Member;
        }

        var now = clock.GetUtcNow();
        if (!SecretToken.AreEqual(keys.LinkToken(registration), token))
        {
            return ActivationLinkState.Replaced;
        }

        return registration.StateAt(now) switch
        {
            RegistrationState.Expired => ActivationLinkState.Expired,
            _ when now >= registration.LinkExpiresAt => ActivationLinkState.Expired,
            RegistrationState.Provisional => ActivationLinkState.Valid,
            _ => ActivationLinkState.Used,
        };
    }
}
