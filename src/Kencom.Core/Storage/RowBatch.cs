using System.Net;
using Azure;
using Azure.Data.Tables;

namespace Kencom.Core.Storage;

/// <summary>One write of a batch, made by <see cref="Rows{T}"/>.</summary>
public sealed class RowWrite
{
    internal RowWrite(TableClient table, TableTransactionAction action, string? writeId) => (Table, Action, WriteId) = (table, action, writeId);

    internal TableClient Table { get; }

    internal TableTransactionAction Action { get; }

    internal string? WriteId { get; }

    internal string Partition => Action.Entity.PartitionKey;
}

/// <summary>Writes rows of one partition together: all or none, in one call.</summary>
public static class RowBatch
{
    /// <summary>Azure's limit. The emulator knows none, nor that a batch has one partition, so both are guarded here.</summary>
    public const int MostRows = 100;

    /// <returns>False when a row was there already, was changed since it was read, or is gone: nothing is written then.</returns>
    public static async Task<bool> TryWriteAsync(params IReadOnlyList<RowWrite> writes)
    {
        Guard(writes);
        try
        {
            await writes[0].Table.SubmitTransactionAsync(writes.Select(write => write.Action), CancellationToken.None);
            return true;
        }
        catch (TableTransactionFailedException refused) when (
            (HttpStatusCode)refused.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed)
        {
            // A retry of the SDK is refused if the first try had succeeded: then the rows are ours.
            return writes.FirstOrDefault(write => write.WriteId is not null) is { } witness && await IsWrittenAsync(witness);
        }
    }

    /// <summary>Deletes rows; those that are gone already count as deleted.</summary>
    internal static async Task DeleteAsync(IReadOnlyList<RowWrite> deletions)
    {
        if (deletions.Count == 0 || await TryWriteAsync(deletions))
        {
            return;
        }

        // One of them was gone, which undid the others' deletion.
        foreach (var deletion in deletions)
        {
            await deletion.Table.DeleteEntityAsync(deletion.Partition, deletion.Action.Entity.RowKey, ETag.All, CancellationToken.None);
        }
    }

    private static async Task<bool> IsWrittenAsync(RowWrite witness)
    {
        var row = await witness.Table.GetEntityIfExistsAsync<TableEntity>(witness.Partition, witness.Action.Entity.RowKey, ["WriteId"], CancellationToken.None);
        return row.HasValue && row.Value!.GetString("WriteId") == witness.WriteId;
    }

    private static void Guard(IReadOnlyList<RowWrite> writes)
    {
        if (writes.Count is 0 or > MostRows)
        {
            throw new ArgumentException($"A batch has 1 to {MostRows} rows, not {writes.Count}.", nameof(writes));
        }

        if (writes.Any(write => write.Partition != writes[0].Partition || write.Table.Name != writes[0].Table.Name))
        {
            throw new ArgumentException("The rows of a batch lie in one partition of one table.", nameof(writes));
        }
    }
}
