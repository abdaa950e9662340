using System.Buffers.Binary;
using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Security;

/// <summary>At most <paramref name="Count"/> events in any period of <paramref name="Window"/> for one subject. The name is part of the stored key.</summary>
public sealed record LimitRule(string Name, int Count, TimeSpan Window);

/// <summary>
/// Limits that hold over all instances and under any number of parallel tries (REG-16, EL-12): the instants of the last events of a subject are one row,
/// changed under its ETag. Exact to the event: no window's edge lets twice as many pass.
/// </summary>
public sealed class SlidingLimits(TableServiceClient tables, KeyedHasher hasher, TimeProvider clock, ILogger<SlidingLimits> logger)
{
    private const int RememberedRows = 4096;

    private readonly TableClient table = tables.GetTableClient(TableNames.Counters);

    /// <summary>The rows as last written here: a hint that saves reading them again. The ETag decides whether it still holds.</summary>
    private readonly ConcurrentDictionary<string, CounterEntity> remembered = new(StringComparer.Ordinal);

    /// <summary>Counts one event, unless the limit is reached.</summary>
    /// <param name="subject">Who or what is limited, in the clear; only its keyed hash is stored.</param>
    /// <returns>Null when the event was counted, else how long to wait until one more would be.</returns>
    public async Task<TimeSpan?> TakeAsync(LimitRule rule, string subject, CancellationToken cancellationToken)
    {
        var key = KeyOf(rule, subject);
        var row = remembered.GetValueOrDefault(key);
        while (true)
        {
            if (row is null)
            {
                row = NewRow(key, rule);
                if (await table.AddOrFindAsync(row, cancellationToken) is not { } existing)
                {
                    Remember(row);
                    return null;
                }

                row = existing;
            }

            var events = row.RecentEvents(clock.GetUtcNow() - rule.Window);
            if (Wait(rule, events) is { } wait)
            {
                return wait;
            }

            row = row.With([.. events, clock.GetUtcNow()], rule.Window);
            if (await table.TryReplaceAsync(row, cancellationToken))
            {
                Remember(row);
                return null;
            }

            remembered.TryRemove(key, out _);
            row = await table.FindAsync<CounterEntity>(key, cancellationToken);
        }
    }

    /// <summary>Whether one more event would be refused, without counting it.</summary>
    /// <returns>Null when one more is free, else how long to wait.</returns>
    public async Task<TimeSpan?> PeekAsync(LimitRule rule, string subject, CancellationToken cancellationToken)
    {
        var row = await table.FindAsync<CounterEntity>(KeyOf(rule, subject), cancellationToken);
        if (row is null)
        {
            return null;
        }

        Remember(row);
        return Wait(rule, row.RecentEvents(clock.GetUtcNow() - rule.Window));
    }

    /// <summary>Forgets a subject's events, as after a success.</summary>
    public async Task ResetAsync(LimitRule rule, string subject, CancellationToken cancellationToken)
    {
        var key = KeyOf(rule, subject);
        remembered.TryRemove(key, out _);
        await table.DeleteEntityAsync(key, key, ETag.All, cancellationToken);
    }

    /// <summary>Deletes the rows whose events are all too old to count.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await foreach (var row in table.QueryAsync<CounterEntity>(row => row.ForgetAt < now, cancellationToken: cancellationToken))
        {
            remembered.TryRemove(row.PartitionKey, out _);
            await table.TryDeleteAsync(row, cancellationToken);
        }
    }

    private string KeyOf(LimitRule rule, string subject) => $"{rule.Name}-{hasher.Hash("counter", rule.Name, subject)}";

    private CounterEntity NewRow(string key, LimitRule rule) =>
        new CounterEntity { PartitionKey = key, RowKey = key }.With([clock.GetUtcNow()], rule.Window);

    private TimeSpan? Wait(LimitRule rule, IReadOnlyList<DateTimeOffset> events)
    {
        if (events.Count < rule.Count)
        {
            return null;
        }

        logger.LimitReached(rule.Name);
        return events[^rule.Count] + rule.Window - clock.GetUtcNow();
    }

    private void Remember(CounterEntity row)
    {
        if (remembered.Count >= RememberedRows)
        {
            remembered.Clear();
        }

        remembered[row.PartitionKey] = row;
    }
}

internal sealed class CounterEntity : IStampedEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }

    /// <summary>Instants of the events, UTC ticks, 8 bytes each, oldest first.</summary>
    public byte[] Events { get; set; } = [];

    /// <summary>When the last event no longer counts and the row may go.</summary>
    public DateTimeOffset ForgetAt { get; set; }

    public IReadOnlyList<DateTimeOffset> RecentEvents(DateTimeOffset since)
    {
        var events = new List<DateTimeOffset>(Events.Length / sizeof(long));
        for (var at = 0; at < Events.Length; at += sizeof(long))
        {
            var instant = new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(Events.AsSpan(at)), TimeSpan.Zero);
            if (instant > since)
            {
                events.Add(instant);
            }
        }

        return events;
    }

    public CounterEntity With(IReadOnlyList<DateTimeOffset> events, TimeSpan window)
    {
        var bytes = new byte[events.Count * sizeof(long)];
        for (var i = 0; i < events.Count; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(i * sizeof(long)), events[i].UtcTicks);
        }

        return new CounterEntity
        {
            PartitionKey = PartitionKey,
            RowKey = RowKey,
            ETag = ETag,
            Events = bytes,
            ForgetAt = events[^1] + window,
        };
    }
}
