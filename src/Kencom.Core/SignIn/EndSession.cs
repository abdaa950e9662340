namespace Kencom.Core.SignIn;

/// <summary>Ends one session: signing out, or a member's other session by its id (SI-5).</summary>
public sealed class EndSession(SessionStore store)
{
    /// <returns>False when the member has no such session (any more).</returns>
    public async Task<bool> HandleAsync(string memberId, string sessionId, CancellationToken cancellationToken) =>
        SessionKeys.IsRow(sessionId) && await store.TryRemoveAsync(memberId, sessionId, cancellationToken);
}
