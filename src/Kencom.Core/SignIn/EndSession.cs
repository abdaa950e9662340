namespace Kencom.Core.SignIn;

/// <summary>Ends one session: signing out, or a member's other session by its id (SI-5).</summary>
public sealed class EndSession(SessionStore store)
{
    /// <summary>Ending a session that has ended already is no error.</summary>
    public Task HandleAsync(string memberId, string sessionId, CancellationToken cancellationToken) =>
        SessionKeys.IsRow(sessionId) ? store.RemoveAsync(memberId, sessionId, cancellationToken) : Task.CompletedTask;
}
