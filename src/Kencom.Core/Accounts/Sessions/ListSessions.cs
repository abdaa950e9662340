using System.Collections.Immutable;

namespace Kencom.Core.Accounts;

/// <summary>Where a member is signed in (SI-5), the latest used first.</summary>
public sealed class ListSessions(SessionStore store, TimeProvider clock)
{
    public async Task<ImmutableArray<Session>> HandleAsync(string memberId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var sessions = new List<Session>();
        await foreach (var session in store.ListAsync(memberId, cancellationToken))
        {
            if (session.ExpiresAt > now)
            {
                sessions.Add(session);
            }
        }

        return [.. sessions.OrderByDescending(session => session.LastUsedAt)];
    }
}
