using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.SignIn;

/// <summary>The sessions: a member's are one partition, so that all can be ended at once (SI-5).</summary>
public sealed class SessionStore(TableServiceClient tables, KeyedHasher hasher)
{
    private readonly TableClient table = tables.GetTableClient(TableNames.Sessions);

    internal Task AddAsync(Session session, CancellationToken cancellationToken) =>
        table.AddOrFindAsync(SessionEntity.From(session), cancellationToken);

    /// <summary>One read, whether it has expired or not; sessions started under an earlier hash key are found at one more read each.</summary>
    internal async Task<Session?> FindAsync(string memberId, string secret, CancellationToken cancellationToken)
    {
        foreach (var row in SessionKeys.RowOfAllVersions(hasher, memberId, secret))
        {
            if (await table.FindAsync<SessionEntity>(memberId, row, cancellationToken) is { } entity)
            {
                return entity.ToSession();
            }
        }

        return null;
    }

    /// <returns>False when the session was changed or ended since it was read.</returns>
    internal Task<bool> TryReplaceAsync(Session session, CancellationToken cancellationToken) =>
        table.TryReplaceAsync(SessionEntity.From(session), cancellationToken);
}
