using Microsoft.Extensions.Options;

namespace Kencom.Core.SignIn;

/// <summary>Finds the session that a token opens, and notes its use.</summary>
public sealed class CheckSession(SessionStore store, IOptions<SessionOptions> options, TimeProvider clock)
{
    /// <returns>Null when there is no such session, or it has ended (SI-5).</returns>
    public async Task<Session?> HandleAsync(string? token, CancellationToken cancellationToken)
    {
        if (!SessionKeys.TryParse(token, out var memberId, out var secret))
        {
            return null;
        }

        var session = await store.FindAsync(memberId, secret, cancellationToken);
        var now = clock.GetUtcNow();
        if (session is null || session.ExpiresAt <= now)
        {
            return null;
        }

        return now - session.LastUsedAt < options.Value.UseNotedEvery ? session : await NoteUseAsync(session, now, cancellationToken);
    }

    /// <summary>Whoever loses the race to write has read a session that was just used, or just ended: the next request tells.</summary>
    private async Task<Session> NoteUseAsync(Session session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var used = session with { LastUsedAt = now, ExpiresAt = options.Value.EndOf(session.StaySignedIn, session.StartedAt, now) };
        await store.TryReplaceAsync(used, cancellationToken);
        return used with { IsRenewed = true };
    }
}
