using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.SignIn;

/// <summary>Starts a session for a member who has been proved: always a new token, never one that the caller brought (SI-5, fixation).</summary>
public sealed class StartSession(SessionStore store, KeyedHasher hasher, IOptions<SessionOptions> options, TimeProvider clock)
{
    public async Task<SessionStarted> HandleAsync(string memberId, SessionKind kind, bool staySignedIn, SessionClient? client, CancellationToken cancellationToken)
    {
        var (session, started) = Prepare(memberId, kind, staySignedIn, client);
        await store.AddAsync(session, cancellationToken);
        return started;
    }

    internal (Session Session, SessionStarted Started) Prepare(string memberId, SessionKind kind, bool staySignedIn, SessionClient? client)
    {
        var secret = SessionKeys.NewSecret();
        var now = clock.GetUtcNow();
        var session = new Session(
            memberId, SessionKeys.Row(hasher, memberId, secret), kind, staySignedIn, now, now, options.Value.EndOf(staySignedIn, now, now))
        { Client = client };
        return (session, new SessionStarted(SessionKeys.Token(memberId, secret), session.ExpiresAt, staySignedIn));
    }
}
