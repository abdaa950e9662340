namespace Kencom.Core.Registrations;

/// <summary>Opens the registration that a registration token stands for, if its next step may be taken.</summary>
/// <remarks>Storage calls: 1.</remarks>
public sealed class RegistrationAccess(RegistrationStore registrations, RegistrationKeys keys, TimeProvider clock)
{
    /// <summary>The registration in whatever state it is; the token must be true and in time.</summary>
    public async Task<Result<Registration>> OpenAsync(string? registrationToken, CancellationToken cancellationToken)
    {
        if (registrationToken is null || RegistrationKeys.IdOf(registrationToken) is not { } id
            || await registrations.FindAsync(id, cancellationToken) is not { } registration
            || !Security.SecretToken.AreEqual(keys.RegistrationToken(registration), registrationToken)
            || clock.GetUtcNow() >= registration.ContinuableUntil)
        {
            return Errors.RegistrationTokenInvalid;
        }

        return registration.State == RegistrationState.Closed ? Errors.RegistrationClosed : registration;
    }

    /// <summary>The registration, if it goes the given way and is not completed: a check can be repeated with other data until then (EL-13).</summary>
    public async Task<Result<Registration>> OpenForCheckAsync(string? registrationToken, RegistrationRoute route, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(registrationToken, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        var registration = opened.Value;
        return registration.Route == route && registration.State is RegistrationState.Activated or RegistrationState.Confirmed
            ? registration
            : Errors.WrongStep(registration.NextAt(clock.GetUtcNow()).ToWire());
    }
}
