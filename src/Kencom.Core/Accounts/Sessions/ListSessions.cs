using System.Collections.Immutable;

namespace Kencom.Core.Accounts;

/// <summary>Where a member is signed in (SI-5), the latest used first.</summary>
public sealed class ListSessions(SessionStore store)
{
    public async Task<ImmutableArray<Session>> HandleAsync(string memberId, CancellationToken cancellationToken)
    {
        var open = await store.ListAsync(memberId, cancellationToken).Where(session => !store.HasEnded(session)).ToListAsync(cancellationToken);
        return [.. open.OrderByDescending(session => session.LastUsedAt)];
    }
}
