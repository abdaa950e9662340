using System.Collections.Concurrent;

namespace Kencom.Core.Storage;

/// <summary>
/// Remembers each row as last written here, which saves reading it again, and puts changes that arrive while one is being written into the next write
/// together. The ETag decides whether what is remembered still holds, so nothing is lost, whatever other instances and parallel requests do.
/// </summary>
internal sealed class RememberedRows<T>(Rows<T> rows)
    where T : class
{
    private const int Capacity = 4096;

    private readonly ConcurrentDictionary<RowKey, Line> lines = new();

    /// <inheritdoc cref="Rows{T}.ChangeAsync(RowKey, Func{T, Result{T}})"/>
    /// <remarks>One call, unless another instance changed the row meanwhile.</remarks>
    public Task<Result<Row<T>>> ChangeAsync(RowKey key, Func<T?, Result<T>> decide)
    {
        return RequestDeadline.WaitAsync(LineOf(key).ChangeAsync(decide), CancellationToken.None);
    }

    public Row<T>? Find(RowKey key) => lines.TryGetValue(key, out var line) ? line.Present : null;

    /// <summary>Remembers a row that was read, unless it is remembered already: what was written here is newer, or is found to be older at the next write.</summary>
    public void Keep(Row<T> read) => LineOf(read.Key).Keep(read);

    public void Forget(RowKey key) => lines.TryRemove(key, out _);

    private Line LineOf(RowKey key)
    {
        if (lines.Count >= Capacity)
        {
            lines.Clear();
        }

        return lines.GetOrAdd(key, static (key, rows) => new Line(rows, key), rows);
    }

    private sealed record Change(Func<T?, Result<T>> Decide)
    {
        public TaskCompletionSource<Result<Row<T>>> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Result<T> Decided { get; set; }
    }

    /// <summary>The changes of one row, waiting for each other.</summary>
    private sealed class Line(Rows<T> rows, RowKey key)
    {
        private readonly Lock gate = new();
        private List<Change> waiting = [];
        private bool running;
        private Row<T>? present;

        public Row<T>? Present => Volatile.Read(ref present);

        public void Keep(Row<T> read) => Interlocked.CompareExchange(ref present, read, null);

        public Task<Result<Row<T>>> ChangeAsync(Func<T?, Result<T>> decide)
        {
            var change = new Change(decide);
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
                    changes.ForEach(change => change.Outcome.SetResult(OutcomeOf(change)));
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
            var isFresh = false;
            for (var attempt = 0; attempt < Attempts.Most; attempt++)
            {
                var value = Apply(changes);
                var isSame = value is null || value.Equals(present?.Value);
                if (!isFresh && (isSame || changes.Exists(change => !change.Decided.IsSuccess)))
                {
                    // The remembered row may be old: read it before it is the reason for a refusal, or for writing nothing.
                    (present, isFresh) = (await rows.FindAsync(key, CancellationToken.None), true);
                    continue;
                }

                if (isSame || await TryWriteAsync(value!))
                {
                    return;
                }

                isFresh = true;
                await Attempts.WaitAsync(attempt);
            }

            throw new RowBusyException(key);
        }

        private T? Apply(List<Change> changes)
        {
            var value = present?.Value;
            foreach (var change in changes)
            {
                change.Decided = change.Decide(value);
                value = change.Decided.IsSuccess ? change.Decided.Value : value;
            }

            return value;
        }

        private async Task<bool> TryWriteAsync(T value)
        {
            var (written, found) = present is null ? await rows.TryAddAsync(key, value) : await rows.TryReplaceAsync(present, value);
            present = written ?? found;
            return written is not null;
        }

        /// <summary>Each change has its own record, though only the last one was written.</summary>
        private Result<Row<T>> OutcomeOf(Change change) =>
            change.Decided.IsSuccess ? present! with { Value = change.Decided.Value } : change.Decided.Error;
    }
}
