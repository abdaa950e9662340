namespace Kencom.Core.SignIn;

/// <summary>Ends all sessions of a member: by the member, by staff, or after a change of the password (SI-5, STF-3).</summary>
public sealed class EndAllSessions(SessionStore store)
{
    /// <param name="exceptId">One that may go on; null for none.</param>
    public Task HandleAsync(string memberId, string? exceptId, CancellationToken cancellationToken) =>
        store.RemoveAllAsync(memberId, exceptId, cancellationToken);
}
