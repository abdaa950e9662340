using System.Net;
using Azure;
using Azure.Data.Tables;

namespace Kencom.Core.Storage;

/// <summary>A row that knows which write made it, so that a retried write can recognise its own first success.</summary>
public interface IStampedEntity : ITableEntity
{
    /// <summary>A fresh id for each write.</summary>
    string? WriteId { get; set; }
}

/// <summary>
/// The few table operations that stores need. A row that is alone in its partition repeats its id in both keys: a RowKey that many rows share
/// makes the emulator slow.
/// </summary>
/// <remarks>
/// The SDK retries a call whose answer was lost. If the first try had succeeded, the retry meets 409 or 412; the row then carries our own
/// <see cref="IStampedEntity.WriteId"/>, and it is no conflict.
/// </remarks>
public static class TableAccess
{
    public static async Task<T?> FindAsync<T>(this TableClient table, string partitionKey, string rowKey, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        var found = await table.GetEntityIfExistsAsync<T>(partitionKey, rowKey, cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    public static Task<T?> FindAsync<T>(this TableClient table, string key, CancellationToken cancellationToken)
        where T : class, ITableEntity
        => table.FindAsync<T>(key, key, cancellationToken);

    /// <returns>Null when the row was added (its ETag is then set), else the row that was there before.</returns>
    public static async Task<T?> AddOrFindAsync<T>(this TableClient table, T entity, CancellationToken cancellationToken)
        where T : class, IStampedEntity
    {
        while (true)
        {
            entity.WriteId = NewWriteId();
            try
            {
                var response = await table.AddEntityAsync(entity, cancellationToken);
                entity.ETag = response.Headers.ETag ?? default;
                return null;
            }
            catch (RequestFailedException conflict) when (conflict.Status == (int)HttpStatusCode.Conflict)
            {
                var existing = await table.FindAsync<T>(entity.PartitionKey, entity.RowKey, cancellationToken);
                if (existing is null)
                {
                    continue; // Deleted in between: the place is free again.
                }

                if (existing.WriteId == entity.WriteId)
                {
                    entity.ETag = existing.ETag;
                    return null;
                }

                return existing;
            }
        }
    }

    /// <summary>Writes the whole row if nobody changed it since it was read.</summary>
    /// <returns>False when somebody did, or the row is gone; nothing is written then.</returns>
    public static async Task<bool> TryReplaceAsync<T>(this TableClient table, T entity, CancellationToken cancellationToken)
        where T : class, IStampedEntity
    {
        entity.WriteId = NewWriteId();
        try
        {
            var response = await table.UpdateEntityAsync(entity, entity.ETag, TableUpdateMode.Replace, cancellationToken);
            entity.ETag = response.Headers.ETag ?? default;
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status == (int)HttpStatusCode.PreconditionFailed)
        {
            var existing = await table.FindAsync<T>(entity.PartitionKey, entity.RowKey, cancellationToken);
            if (existing is null || existing.WriteId != entity.WriteId)
            {
                return false;
            }

            entity.ETag = existing.ETag;
            return true;
        }
        catch (RequestFailedException gone) when (gone.Status == (int)HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Deletes the row if nobody changed it since it was read; a row that is gone already counts as deleted.</summary>
    public static async Task<bool> TryDeleteAsync(this TableClient table, ITableEntity entity, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(entity.PartitionKey, entity.RowKey, entity.ETag, cancellationToken);
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status == (int)HttpStatusCode.PreconditionFailed)
        {
            return false;
        }
    }

    private static string NewWriteId() => Guid.NewGuid().ToString("N");
}
