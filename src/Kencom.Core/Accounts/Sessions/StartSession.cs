using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Accounts;

/// <summary>Makes a session for a member who has been proved: always a new token, never one that the caller brought (SI-5, fixation).</summary>
public sealed class StartSession(KeyedHasher hasher, IOptions<SessionOptions> options, TimeProvider clock)
{
    /// <summary>The session to be stored, and what its holder gets.</summary>
    internal (Session Session, SessionStarted Started) Prepare(string memberId, SessionKind kind, bool staySignedIn, SessionClient? client)
    {
        var secret = SessionKeys.NewSecret();
        var now = clock.GetUtcNow();
        var session = new Session(
            memberId, SessionKeys.Id(hasher, memberId, secret), kind, staySignedIn, now, now, options.Value.EndOf(staySignedIn, now, now))
        {
            Client = client,
        };
        return (session, new SessionStarted(SessionKeys.Token(memberId, secret), session.ExpiresAt, staySignedIn ? session.ExpiresAt - now : null));
    }
}
