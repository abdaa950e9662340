using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Registrations;

/// <summary>Opens the registration that a registration token stands for, if its next step may be taken.</summary>
/// <remarks>Storage calls: 1.</remarks>
public sealed class RegistrationAccess(RegistrationStore registrations, RegistrationKeys keys, TimeProvider clock)
{
    /// <summary>The registration in whatever state it is; the token must be true and in time.</summary>
    public async Task<Result<Row<Registration>>> OpenAsync(string? registrationToken, CancellationToken cancellationToken)
    {
        if (registrationToken is null || RegistrationKeys.IdOf(registrationToken) is not { } id
            || await registrations.FindAsync(id, cancellationToken) is not { } registration
            || !SecretToken.AreEqual(keys.RegistrationToken(registration.Value), registrationToken)
            || clock.GetUtcNow() >= registration.Value.ContinuableUntil)
        {
            return Errors.RegistrationTokenInvalid;
        }

        return registration.Value.State == RegistrationState.Closed ? Ended(registration.Value) : registration;
    }

    /// <summary>The registration, if it goes the given way and is not completed: a check can be repeated with other data until then (EL-13).</summary>
    public async Task<Result<Row<Registration>>> OpenForCheckAsync(string? registrationToken, RegistrationRoute route, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(registrationToken, cancellationToken);
        return opened.IsSuccess && RefuseCheck(opened.Value.Value, route) is { } refused ? refused : opened;
    }

    /// <summary>Too many misses have closed it, or another registration for the address was completed.</summary>
    private static Error Ended(Registration closed) =>
        closed.Superseded ? Errors.WrongStep(RegistrationStep.SignIn.ToWire()) : Errors.RegistrationClosed;

    /// <summary>Why the registration cannot be checked now; null when it can. To be asked again when somebody has changed it meanwhile.</summary>
    public Error? RefuseCheck(Registration registration, RegistrationRoute route) => registration switch
    {
        { State: RegistrationState.Closed } => Ended(registration),
        { State: RegistrationState.Activated or RegistrationState.Confirmed } when registration.Route == route => null,
        _ => Errors.WrongStep(registration.NextAt(clock.GetUtcNow()).ToWire()),
    };
}
