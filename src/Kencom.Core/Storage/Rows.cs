using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Azure.Data.Tables;

namespace Kencom.Core.Storage;

/// <summary>
/// All access to the rows of one kind. A row is its key, a schema version, the id of the write that made it, and the record as JSON.
/// </summary>
/// <remarks>
/// <para>Changes go through <see cref="ChangeAsync(RowKey, Func{T, Result{T}})"/>: it reads, decides, writes under the ETag, and decides anew on what
/// somebody else has written meanwhile, a bounded number of times. So no caller sees a conflict: what no longer holds is for its decision to refuse.</para>
/// <para>The SDK retries a call whose answer was lost. If the first try had succeeded, the retry is refused; the row then carries our own write id, and
/// the write counts as done.</para>
/// <para>Reads can be cancelled, writes cannot: once something is written, the operation goes to its end.</para>
/// </remarks>
public sealed class Rows<T>
    where T : class
{
    private const string Version = "Version";
    private const string WriteId = "WriteId";
    private const string Record = "Record";

    /// <summary>A property holds 64 KiB of UTF-16.</summary>
    private const int MostCharacters = 32 * 1024;

    private readonly TableClient table;
    private readonly JsonTypeInfo<T> json;
    private readonly int version;
    private readonly RememberedRows<T>? remembered;

    /// <param name="version">Of the record's JSON. Raise it when older rows must not be read as they are.</param>
    /// <param name="remembers">For rows that every request of a subject changes, such as counters (<see cref="RememberedRows{T}"/>).</param>
    public Rows(TableServiceClient tables, string tableName, JsonTypeInfo<T> json, int version = 1, bool remembers = false)
    {
        (table, this.json, this.version) = (tables.GetTableClient(tableName), json, version);
        remembered = remembers ? new RememberedRows<T>(this) : null;
    }

    public async Task<Row<T>?> FindAsync(RowKey key, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(key.Partition, key.Row, cancellationToken: cancellationToken);
        var row = found.HasValue ? Read(found.Value!) : null;
        if (row is not null)
        {
            remembered?.Keep(row);
        }

        return row;
    }

    /// <summary>The row as this process remembers it, without a call; null when it does not. What is decided on it, a change decides again.</summary>
    public Row<T>? Remembered(RowKey key) => remembered?.Find(key);

    /// <summary>A row of one kind and one of another that lie in one partition: one call for both.</summary>
    public async Task<(Row<T>? Row, Row<TOther>? Other)> FindWithAsync<TOther>(RowKey key, Rows<TOther> others, string otherRow, CancellationToken cancellationToken)
        where TOther : class
    {
        (Row<T>? row, Row<TOther>? other) = (null, null);
        var range = RowRange.Two(key.Partition, key.Row, otherRow);
        await foreach (var entity in table.QueryAsync<TableEntity>(range.Filter, cancellationToken: cancellationToken))
        {
            (row, other) = entity.RowKey == otherRow ? (row, others.Read(entity)) : (Read(entity), other);
        }

        return (row, other);
    }

    /// <summary>Looks under all keys at once: the current hash key's and the earlier ones', so that time does not tell which it was (API-6).</summary>
    public async Task<Row<T>?> FindAnyAsync(IEnumerable<RowKey> keys, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(keys.Select(key => FindAsync(key, cancellationToken)));
        return found.FirstOrDefault(row => row is not null);
    }

    public async IAsyncEnumerable<Row<T>> ListAsync(RowRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entity in table.QueryAsync<TableEntity>(range.Filter, cancellationToken: cancellationToken))
        {
            yield return Read(entity);
        }
    }

    /// <summary>The keys alone, whatever the rows hold.</summary>
    public IAsyncEnumerable<RowKey> ListKeysAsync(RowRange range, CancellationToken cancellationToken) =>
        table.QueryAsync<TableEntity>(range.Filter, select: [nameof(ITableEntity.PartitionKey), nameof(ITableEntity.RowKey)], cancellationToken: cancellationToken)
            .Select(entity => new RowKey(entity.PartitionKey, entity.RowKey));

    /// <summary>Adds a row, unless there is one.</summary>
    public async Task<Added<T>> AddAsync(RowKey key, T value)
    {
        for (var attempt = 0; attempt < Attempts.Most; attempt++)
        {
            var (written, present) = await TryAddAsync(key, value);
            if (written is not null || present is not null)
            {
                return new Added<T>(written ?? present!, IsNew: written is not null);
            }

            await Attempts.WaitAsync(attempt); // Deleted between the two calls: the place is free again.
        }

        throw new RowBusyException(key);
    }

    /// <summary>Changes a row, or adds it, on top of whatever others do at the same time.</summary>
    /// <param name="decide">Gives the new record for the present one (null: there is none), the present one itself to leave it, or why nothing
    /// is changed. It may be called several times, each with a newer record; the last call counts.</param>
    /// <returns>The row as it then is, or the decision's error.</returns>
    public async Task<Result<Row<T>>> ChangeAsync(RowKey key, Func<T?, Result<T>> decide) =>
        remembered is null
            ? await ChangeAsync(key, await FindAsync(key, CancellationToken.None), decide)
            : await remembered.ChangeAsync(key, decide);

    /// <summary>The same for a row that was just read: one call, unless somebody changed it since.</summary>
    public Task<Result<Row<T>>> ChangeAsync(Row<T> read, Func<T?, Result<T>> decide) => ChangeAsync(read.Key, read, decide);

    /// <summary>The same for a row that was just looked for and was not there.</summary>
    public Task<Result<Row<T>>> AddOrChangeAsync(RowKey key, Func<T?, Result<T>> decide) => ChangeAsync(key, present: null, decide);

    /// <summary>Writes a row whatever was there, in one call: for what does not depend on it.</summary>
    public Task PutAsync(RowKey key, T value)
    {
        remembered?.Forget(key);
        return table.UpsertEntityAsync(ToEntity(key, value), TableUpdateMode.Replace, CancellationToken.None);
    }

    /// <summary>Deletes a row, whatever it holds.</summary>
    /// <returns>False when there was none (any more).</returns>
    public async Task<bool> DeleteAsync(RowKey key)
    {
        remembered?.Forget(key);
        return (await table.DeleteEntityAsync(key.Partition, key.Row, ETag.All, CancellationToken.None)).Status != (int)HttpStatusCode.NotFound;
    }

    /// <summary>Deletes a row as long as the condition holds for it.</summary>
    /// <returns>False when it holds no more; a row that is gone counts as deleted.</returns>
    public async Task<bool> DeleteAsync(RowKey key, Predicate<T> when) => await DeleteAsync(await FindAsync(key, CancellationToken.None), when);

    /// <inheritdoc cref="DeleteAsync(RowKey, Predicate{T})"/>
    public async Task<bool> DeleteAsync(Row<T>? read, Predicate<T> when)
    {
        for (var attempt = 0; read is not null; attempt++)
        {
            if (attempt == Attempts.Most)
            {
                throw new RowBusyException(read.Key);
            }

            if (!when(read.Value))
            {
                return false;
            }

            remembered?.Forget(read.Key);
            try
            {
                await table.DeleteEntityAsync(read.Key.Partition, read.Key.Row, read.ETag, CancellationToken.None);
                return true;
            }
            catch (RequestFailedException conflict) when (conflict.Status == (int)HttpStatusCode.PreconditionFailed)
            {
                await Attempts.WaitAsync(attempt);
                read = await FindAsync(read.Key, CancellationToken.None);
            }
        }

        return true;
    }

    /// <summary>Deletes all rows of a range, whatever they hold: one call for each hundred of a partition.</summary>
    /// <param name="except">A row that stays.</param>
    public async Task DeleteAsync(RowRange range, RowKey? except, CancellationToken cancellationToken)
    {
        var batch = new List<RowWrite>();
        await foreach (var key in ListKeysAsync(range, cancellationToken))
        {
            if (key == except)
            {
                continue;
            }

            if (batch.Count == RowBatch.MostRows || (batch.Count > 0 && batch[0].Partition != key.Partition))
            {
                await RowBatch.DeleteAsync(batch);
                batch.Clear();
            }

            batch.Add(Deleting(key));
        }

        await RowBatch.DeleteAsync(batch);
    }

    /// <summary>For <see cref="RowBatch"/>: adds a row, or the whole batch fails.</summary>
    public RowWrite Adding(RowKey key, T value) => Write(TableTransactionActionType.Add, key, value, default);

    /// <summary>For <see cref="RowBatch"/>: replaces a row that nobody changed since it was read, or the whole batch fails.</summary>
    /// <remarks>Every write has all columns, so that merging replaces; the emulator merges several times faster.</remarks>
    public RowWrite Replacing(Row<T> read, T value) => Write(TableTransactionActionType.UpdateMerge, read.Key, value, read.ETag);

    /// <summary>For <see cref="RowBatch"/>: writes a row, whatever was there.</summary>
    public RowWrite Putting(RowKey key, T value) => Write(TableTransactionActionType.UpsertReplace, key, value, default);

    /// <summary>For <see cref="RowBatch"/>: deletes a row that nobody changed since it was read, or the whole batch fails.</summary>
    public RowWrite Deleting(Row<T> read) => Delete(read.Key, read.ETag);

    /// <summary>For <see cref="RowBatch"/>: deletes a row, which must be there.</summary>
    public RowWrite Deleting(RowKey key) => Delete(key, ETag.All);

    internal async Task<(Row<T>? Written, Row<T>? Present)> TryAddAsync(RowKey key, T value)
    {
        var entity = ToEntity(key, value);
        try
        {
            var response = await table.AddEntityAsync(entity, CancellationToken.None);
            return (ToRow(key, value, entity, response.Headers.ETag), null);
        }
        catch (RequestFailedException conflict) when (conflict.Status == (int)HttpStatusCode.Conflict)
        {
            return Recognize(entity, value, await FindAsync(key, CancellationToken.None));
        }
    }

    internal async Task<(Row<T>? Written, Row<T>? Present)> TryReplaceAsync(Row<T> read, T value)
    {
        var entity = ToEntity(read.Key, value);
        try
        {
            var response = await table.UpdateEntityAsync(entity, read.ETag, TableUpdateMode.Replace, CancellationToken.None);
            return (ToRow(read.Key, value, entity, response.Headers.ETag), null);
        }
        catch (RequestFailedException conflict) when (conflict.Status is (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.NotFound)
        {
            return Recognize(entity, value, await FindAsync(read.Key, CancellationToken.None));
        }
    }

    private async Task<Result<Row<T>>> ChangeAsync(RowKey key, Row<T>? present, Func<T?, Result<T>> decide)
    {
        for (var attempt = 0; attempt < Attempts.Most; attempt++)
        {
            var decided = decide(present?.Value);
            if (!decided.IsSuccess)
            {
                return decided.Error;
            }

            if (present is not null && decided.Value.Equals(present.Value))
            {
                return present;
            }

            (var written, present) = present is null ? await TryAddAsync(key, decided.Value) : await TryReplaceAsync(present, decided.Value);
            if (written is not null)
            {
                return written;
            }

            await Attempts.WaitAsync(attempt);
        }

        throw new RowBusyException(key);
    }

    /// <summary>Tells the refused retry of a write that had succeeded from a row that another has written.</summary>
    private static (Row<T>? Written, Row<T>? Present) Recognize(TableEntity entity, T value, Row<T>? present) =>
        present?.WriteId == entity.GetString(WriteId) ? (present! with { Value = value }, null) : (null, present);

    private RowWrite Write(TableTransactionActionType type, RowKey key, T value, ETag etag)
    {
        remembered?.Forget(key);
        var entity = ToEntity(key, value);
        return new RowWrite(table, new TableTransactionAction(type, entity, etag), entity.GetString(WriteId));
    }

    private RowWrite Delete(RowKey key, ETag etag)
    {
        remembered?.Forget(key);
        return new RowWrite(table, new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(key.Partition, key.Row), etag), writeId: null);
    }

    private TableEntity ToEntity(RowKey key, T value)
    {
        var record = JsonSerializer.Serialize(value, json);
        if (record.Length > MostCharacters)
        {
            throw new RowTooLargeException(key, record.Length);
        }

        return new TableEntity(key.Partition, key.Row)
        {
            [Version] = version,
            [WriteId] = Guid.NewGuid().ToString("N"),
            [Record] = record,
        };
    }

    private Row<T> Read(TableEntity entity)
    {
        var key = new RowKey(entity.PartitionKey, entity.RowKey);
        return entity.GetInt32(Version) == version
            ? ToRow(key, JsonSerializer.Deserialize(entity.GetString(Record), json)!, entity, entity.ETag)
            : throw new InvalidOperationException($"The row {key} has version {entity.GetInt32(Version)}, expected was {version}.");
    }

    private static Row<T> ToRow(RowKey key, T value, TableEntity entity, ETag? etag) =>
        new(key, value) { ETag = etag ?? default, WriteId = entity.GetString(WriteId) };
}

/// <summary>How often a write is tried that others are always faster than, and how long it waits in between.</summary>
internal static class Attempts
{
    public const int Most = 24;

    private const int LongestMilliseconds = 1000;

    /// <summary>A random time, so that those who met once do not meet again; longer after each meeting.</summary>
    public static Task WaitAsync(int attempt) =>
        Task.Delay(RandomNumberGenerator.GetInt32(Math.Min(8 << Math.Min(attempt, 10), LongestMilliseconds)));
}
