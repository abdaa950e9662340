using Kencom.Core.Mail;

namespace Kencom.Core.Registrations;

/// <param name="Credential">The starter's secret, or the registration token of the steps after the activation.</param>
public sealed record FindCurrentRegistrationQuery(string? Credential);

public sealed record CurrentRegistration(RegistrationState State, MailState Mail, RegistrationStep Next);

/// <summary>
/// What became of a registration and its mail, for who started it (REG-15). A member's address gets another mail, and is answered as any other: its mail is
/// waiting, sent or failed too.
/// </summary>
/// <remarks>Storage calls: 2.</remarks>
public sealed class FindCurrentRegistration(RegistrationStore registrations, RegistrationKeys keys, MailOutbox mails, TimeProvider clock)
{
    public async Task<Result<CurrentRegistration>> HandleAsync(FindCurrentRegistrationQuery query, CancellationToken cancellationToken)
    {
        if (query.Credential is not { } credential || RegistrationKeys.IdOf(credential) is not { } id
            || await registrations.FindAsync(id, cancellationToken) is not { } registration
            || !Knows(credential, registration))
        {
            return Errors.RegistrationTokenInvalid;
        }

        var now = clock.GetUtcNow();
        var mail = await mails.FindStateAsync(registration.MailId, cancellationToken);
        return new CurrentRegistration(registration.StateAt(now), mail ?? MailState.Waiting, registration.NextAt(now));
    }

    private bool Knows(string credential, Registration registration) =>
        StarterProof.Holds(keys, registration, credential)
        || (clock.GetUtcNow() < registration.ContinuableUntil && Security.SecretToken.AreEqual(keys.RegistrationToken(registration), credential));
}
