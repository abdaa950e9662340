using Kencom.Core.Mail;

namespace Kencom.Core.Registrations;

/// <param name="Credential">The starter's secret, or the registration token of the steps after the activation.</param>
public sealed record FindCurrentRegistrationQuery(string? Credential);

/// <param name="LinkExpiresAt">Null until the mail is handed over: before, nobody can open its link.</param>
public sealed record CurrentRegistration(RegistrationState State, MailState Mail, DateTimeOffset? LinkExpiresAt, RegistrationStep Next);

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
            || (await registrations.FindAsync(id, cancellationToken))?.Value is not { } registration
            || !Knows(credential, registration))
        {
            return Errors.RegistrationTokenInvalid;
        }

        var now = clock.GetUtcNow();
        var mail = Told(await mails.FindStateAsync(registration.Id, registration.MailId, cancellationToken), registration);
        return new CurrentRegistration(
            registration.StateAt(now), mail, mail == MailState.Sent ? registration.LinkExpiresAt : null, registration.NextAt(now));
    }

    /// <summary>
    /// One of the three that a person can do something with. A mail without a row is about to be stored, or was deleted after its time; one that was called off came
    /// too late, or its registration had ended, which is told by the state.
    /// </summary>
    private static MailState Told(MailState? mail, Registration registration) => mail switch
    {
        MailState.Sent => MailState.Sent,
        MailState.Failed => MailState.Failed,
        MailState.Cancelled => registration.State == RegistrationState.Provisional ? MailState.Failed : MailState.Sent,
        _ => registration.State == RegistrationState.Provisional ? MailState.Waiting : MailState.Sent,
    };

    private bool Knows(string credential, Registration registration) =>
        StarterProof.Holds(keys, registration, credential)
        || (clock.GetUtcNow() < registration.ContinuableUntil && Security.SecretToken.AreEqual(keys.RegistrationToken(registration), credential));
}
