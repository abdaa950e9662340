using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Accounts;

/// <summary>The sessions: a member's are a range of the member's partition, so that all can be ended at once (SI-5).</summary>
public sealed class SessionStore(TableServiceClient tables, KeyedHasher hasher, IOptions<SessionOptions> options, TimeProvider clock)
{
    internal Rows<Session> Rows { get; } = new(tables, TableNames.Members, AccountJson.Default.Session);

    internal static RowKey KeyOf(Session session) => SessionKeys.Of(session.MemberId, session.Id);

    internal Task AddAsync(Session session) => Rows.AddAsync(KeyOf(session), session);

    /// <summary>For a batch with others of the member's rows.</summary>
    internal RowWrite Adding(Session session) => Rows.Adding(KeyOf(session), session);

    internal bool HasEnded(Session session) => session.ExpiresAt <= clock.GetUtcNow() || session.StartedAt < options.Value.AllEndedAt;

    /// <summary>Adds a session and ends those that it takes the place of: one call.</summary>
    internal Task AddAsync(Session session, IEnumerable<string> formerIds) => RowBatch.TryWriteAsync(
    [
        Adding(session),

        // Not deleted: one that is gone already would make all of it fail. The sweep deletes it.
        .. formerIds.Select(id => session with { Id = id, ExpiresAt = session.StartedAt }).Select(ended => Rows.Putting(KeyOf(ended), ended)),
    ]);

    /// <summary>The session of a token, whether it has expired or not; one that was started under an earlier hash key too (API-6).</summary>
    internal Task<Row<Session>?> FindAsync(string memberId, string secret, CancellationToken cancellationToken) =>
        Rows.FindAnyAsync(SessionKeys.IdsOfAllVersions(hasher, memberId, secret).Select(id => SessionKeys.Of(memberId, id)), cancellationToken);

    internal async Task<bool> IsOpenAsync(string memberId, string sessionId, CancellationToken cancellationToken) =>
        await Rows.FindAsync(SessionKeys.Of(memberId, sessionId), cancellationToken) is { } session && !HasEnded(session.Value);

    /// <summary>The member's sessions, those that have ended by themselves included.</summary>
    internal IAsyncEnumerable<Session> ListAsync(string memberId, CancellationToken cancellationToken) =>
        Rows.ListAsync(SessionKeys.AllOf(memberId), cancellationToken).Select(row => row.Value);

    /// <summary>Ends one session: signing out, or a member's other session by its id (SI-5).</summary>
    /// <returns>False when the member has no such session (any more).</returns>
    public async Task<bool> EndAsync(string memberId, string sessionId) =>
        SessionKeys.IsId(sessionId) && await Rows.DeleteAsync(SessionKeys.Of(memberId, sessionId));

    /// <summary>Ends all sessions of a member: by the member, by staff, or after a change of the password (SI-5, STF-3).</summary>
    /// <param name="exceptId">One that may go on; null for none.</param>
    public Task EndAllAsync(string memberId, string? exceptId) =>
        Rows.DeleteAsync(SessionKeys.AllOf(memberId), exceptId is null ? null : SessionKeys.Of(memberId, exceptId), CancellationToken.None);

    /// <summary>Deletes the member's sessions that have ended by themselves.</summary>
    /// <returns>Whether any is left.</returns>
    internal async Task<bool> DeleteEndedAsync(string memberId, CancellationToken cancellationToken)
    {
        var isAnyLeft = false;
        await foreach (var session in Rows.ListAsync(SessionKeys.AllOf(memberId), cancellationToken))
        {
            isAnyLeft |= !await Rows.DeleteAsync(session, HasEnded);
        }

        return isAnyLeft;
    }
}
