using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Registrations;

/// <param name="KanaName">As it is compared, like the other values.</param>
/// <param name="EndsOn">When everything is deleted and the person told.</param>
public sealed record WaitingCheck(string KanaName, DateOnly BirthDate, string InsurerNumber, DateTimeOffset Since, DateTimeOffset EndsOn);

/// <summary>Shows a person the check that waits (EL-14): by the mail's token, or to who is in the registration.</summary>
/// <remarks>Storage calls: 1.</remarks>
public sealed class FindWaitingCheck(RegistrationStore registrations, RegistrationKeys keys, Sealer sealer, TimeProvider clock)
{
    public async Task<Result<WaitingCheck>> HandleAsync(string? credential, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(credential, cancellationToken);
        return opened.IsSuccess ? Describe(opened.Value.Value) : opened.Error;
    }

    /// <summary>The registration that waits.</summary>
    internal async Task<Result<Row<Registration>>> OpenAsync(string? credential, CancellationToken cancellationToken)
    {
        if (credential is null || RegistrationKeys.IdOf(credential) is not { } id
            || await registrations.FindAsync(id, cancellationToken) is not { } registration
            || !Opens(credential, registration.Value))
        {
            return Errors.RegistrationTokenInvalid;
        }

        return Waits(registration.Value) ? registration : Errors.NotFound;
    }

    private WaitingCheck Describe(Registration registration)
    {
        var typed = registration.LastMiss!.Open(registration.Id, sealer);
        return new WaitingCheck(typed.KanaName, typed.BirthDate, typed.Card.InsurerNumber, registration.WaitingSince!.Value, registration.WaitingUntil!.Value);
    }

    private bool Waits(Registration registration) =>
        registration is { State: RegistrationState.Activated, LastMiss: not null, WaitingSince: not null } && clock.GetUtcNow() < registration.WaitingUntil;

    private bool Opens(string credential, Registration registration) =>
        (Waits(registration) && SecretToken.AreEqual(keys.WaitingToken(registration), credential))
        || (clock.GetUtcNow() < registration.ContinuableUntil && SecretToken.AreEqual(keys.RegistrationToken(registration), credential));
}
