using System.Net;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.SignIn;

/// <summary>The sessions: a member's are one partition, so that all can be ended at once (SI-5).</summary>
public sealed class SessionStore(TableServiceClient tables, KeyedHasher hasher, TimeProvider clock)
{
    private const int TransactionLimit = 100;

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

    internal async Task<bool> IsOpenAsync(string memberId, string sessionId, CancellationToken cancellationToken) =>
        await table.FindAsync<SessionEntity>(memberId, sessionId, cancellationToken) is { } session && session.ExpiresAt > clock.GetUtcNow();

    /// <returns>False when the session was changed or ended since it was read.</returns>
    internal Task<bool> TryReplaceAsync(Session session, CancellationToken cancellationToken) =>
        table.TryReplaceAsync(SessionEntity.From(session), cancellationToken);

    /// <summary>The member's sessions, those that have ended by themselves included.</summary>
    internal async IAsyncEnumerable<Session> ListAsync(string memberId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entity in table.QueryAsync<SessionEntity>(Partition(memberId), cancellationToken: cancellationToken))
        {
            yield return entity.ToSession();
        }
    }

    /// <returns>False when there is none (any more).</returns>
    internal async Task<bool> TryRemoveAsync(string memberId, string sessionId, CancellationToken cancellationToken) =>
        (await table.DeleteEntityAsync(memberId, sessionId, ETag.All, cancellationToken)).Status != (int)HttpStatusCode.NotFound;

    /// <summary>Ends all sessions of a member, but one if it is named: one query, and one call for each hundred of them.</summary>
    internal async Task RemoveAllAsync(string memberId, string? exceptId, CancellationToken cancellationToken)
    {
        await foreach (var page in table.QueryAsync<TableEntity>(Partition(memberId), TransactionLimit, ["PartitionKey", "RowKey"], cancellationToken).AsPages())
        {
            var ended = page.Values
                .Where(row => row.RowKey != exceptId)
                .Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All))
                .ToList();
            if (ended.Count > 0)
            {
                await RemoveTogetherAsync(ended, cancellationToken);
            }
        }
    }

    /// <summary>Deletes the sessions that have ended by themselves. Reads the whole table: for the sweep.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await foreach (var entity in table.QueryAsync<SessionEntity>(entity => entity.ExpiresAt < now, cancellationToken: cancellationToken))
        {
            await table.TryDeleteAsync(entity, cancellationToken);
        }
    }

    private async Task RemoveTogetherAsync(List<TableTransactionAction> ended, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(ended, cancellationToken);
        }
        catch (TableTransactionFailedException gone) when (gone.Status == (int)HttpStatusCode.NotFound)
        {
            // One of them ended meanwhile, which undid the others' end.
            foreach (var action in ended)
            {
                await table.DeleteEntityAsync(action.Entity, ETag.All, cancellationToken);
            }
        }
    }

    /// <summary>Without the row of <see cref="GuessGuard"/>, which lies among them and sorts behind.</summary>
    private static string Partition(string memberId) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {memberId} and RowKey lt {GuessGuard.RowPrefix}");
}
