using System.Collections.Concurrent;
using Azure.Data.Tables;

namespace Kencom.Core.Storage;

/// <summary>
/// Rows that every request of a subject changes, such as counters. Each as last written here is remembered, which saves reading it again, and
/// changes that arrive while one is being written go into the next write together. The ETag decides whether what is remembered still holds, so that
/// nothing is ever lost, whatever other instances and parallel requests do.
/// </summary>
public sealed class RememberedRows<T>(TableClient table)
    where T : class, IStampedEntity
{
    private const int Capacity = 4096;

    private readonly ConcurrentDictionary<(string Partition, string Row), Line> lines = new();

    /// <summary>Changes a row, or adds it: one storage call unless another instance changed it meanwhile.</summary>
    /// <param name="change">Makes the new row from the present one (null: there is none) without altering it, or gives null to leave it. It may be
    /// called again with a newer row; the last call counts.</param>
    /// <returns>The row as written, or null when it was left.</returns>
    public Task<T?> ChangeAsync(string partitionKey, string rowKey, Func<T?, T?> change, CancellationToken cancellationToken)
    {
        if (lines.Count >= Capacity)
        {
            lines.Clear();
        }

        var line = lines.GetOrAdd((partitionKey, rowKey), key => new Line(table, key.Partition, key.Row));
        return RequestDeadline.WaitAsync(line.ChangeAsync(change), cancellationToken);
    }

    /// <summary>To be called when the row was changed or deleted by other means.</summary>
    public void Forget(string partitionKey, string rowKey) => lines.TryRemove((partitionKey, rowKey), out _);

    private sealed record Change(Func<T?, T?> Make)
    {
        public TaskCompletionSource<T?> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public T? Made { get; set; }
    }

    /// <summary>The changes of one row, waiting for each other.</summary>
    private sealed class Line(TableClient table, string partitionKey, string rowKey)
    {
        private readonly Lock gate = new();
        private List<Change> waiting = [];
        private bool running;
        private T? present;

        public Task<T?> ChangeAsync(Func<T?, T?> make)
        {
            var change = new Change(make);
            lock (gate)
            {
                waiting.Add(change);
                if (running)
                {
                    return change.Outcome.Task;
                }

                running = true;
            }

            _ = RunAsync();
            return change.Outcome.Task;
        }

        private async Task RunAsync()
        {
            while (TakeWaiting() is { } changes)
            {
                RequestDeadline.Renew(); // Else the first request's would end them all.
                try
                {
                    await WriteAsync(changes);
                    changes.ForEach(change => change.Outcome.SetResult(change.Made));
                }
                catch (Exception fault)
                {
                    present = null;
                    changes.ForEach(change => change.Outcome.SetException(fault));
                }
            }
        }

        private List<Change>? TakeWaiting()
        {
            lock (gate)
            {
                running = waiting.Count > 0;
                var changes = waiting;
                waiting = [];
                return running ? changes : null;
            }
        }

        private async Task WriteAsync(List<Change> changes)
        {
            var remembered = present is not null;
            while (true)
            {
                var row = Apply(changes);
                if (remembered && changes.Exists(change => change.Made is null))
                {
                    // A refusal is not given on what is only remembered.
                    (present, remembered) = (await FindAsync(), false);
                    continue;
                }

                if (ReferenceEquals(row, present) || await TryWriteAsync(row!))
                {
                    present = row;
                    changes.ForEach(change => change.Made?.ETag = row!.ETag);
                    return;
                }

                remembered = false;
            }
        }

        private T? Apply(List<Change> changes)
        {
            var row = present;
            foreach (var change in changes)
            {
                change.Made = change.Make(row);
                row = change.Made ?? row;
            }

            return row;
        }

        /// <returns>False when the row was another; it is then read again.</returns>
        private async Task<bool> TryWriteAsync(T row)
        {
            (row.PartitionKey, row.RowKey) = (partitionKey, rowKey);
            if (present is null)
            {
                present = await table.AddOrFindAsync(row, CancellationToken.None);
                return present is null;
            }

            row.ETag = present.ETag;
            if (await table.TryReplaceAsync(row, CancellationToken.None))
            {
                return true;
            }

            present = await FindAsync();
            return false;
        }

        private Task<T?> FindAsync() => table.FindAsync<T>(partitionKey, rowKey, CancellationToken.None);
    }
}
