using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Security;

/// <summary>At most <paramref name="Count"/> events in any period of <paramref name="Window"/> for one subject. The name is part of the stored key.</summary>
public sealed record LimitRule(string Name, int Count, TimeSpan Window);

/// <summary>
/// Limits that hold over all instances and under any number of parallel tries (REG-16, EL-12): the instants of the last events of a subject are one row.
/// Exact to the event: no window's edge lets twice as many pass.
/// </summary>
/// <remarks>One storage call, one more at the start of a <see cref="CounterPeriod"/> and when another instance counted meanwhile.</remarks>
public sealed class SlidingLimits(TableServiceClient tables, KeyedHasher hasher, TimeProvider clock, ILogger<SlidingLimits> logger)
{
    private const string Kind = "limit";

    private readonly Rows<EventCounter> rows = new(tables, TableNames.Counters, SecurityJson.Default.EventCounter, remembers: true);

    /// <summary>Counts one event, unless the limit is reached.</summary>
    /// <param name="subject">Who or what is limited, in the clear; only its keyed hash is stored.</param>
    /// <returns>Null when the event was counted, else how long to wait until one more would be.</returns>
    public async Task<TimeSpan?> TakeAsync(LimitRule rule, string subject, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var period = CounterPeriod.At(now, rule.Window);
        var earlier = await FindEarlierAsync(rule, subject, period, now, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var counted = await rows.ChangeAsync(KeyOf(rule, subject, period), present =>
        {
            var events = Recent(present ?? earlier, now - rule.Window);
            return Wait(rule, events, now) is { } wait ? Errors.TooManyRequests(wait) : new EventCounter([.. events, now]);
        });
        return counted.Error is { } refused ? Refused(rule, refused.RetryAfter) : null;
    }

    /// <summary>Whether one more event would be refused, without counting it.</summary>
    /// <returns>Null when one more is free, else how long to wait.</returns>
    public async Task<TimeSpan?> PeekAsync(LimitRule rule, string subject, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var period = CounterPeriod.At(now, rule.Window);
        var counter = (await rows.FindAsync(KeyOf(rule, subject, period), cancellationToken))?.Value
            ?? await FindEarlierAsync(rule, subject, period, now, cancellationToken);
        return Refused(rule, Wait(rule, Recent(counter, now - rule.Window), now));
    }

    /// <summary>Deletes the counters whose events are all too old to count.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) =>
        rows.DeleteAsync(HourKeys.Ended(Kind, clock.GetUtcNow()), except: null, cancellationToken);

    private async Task<EventCounter?> FindEarlierAsync(
        LimitRule rule, string subject, CounterPeriod period, DateTimeOffset now, CancellationToken cancellationToken) =>
        now - period.Start < rule.Window
            ? (await rows.FindAsync(KeyOf(rule, subject, period.Before), cancellationToken))?.Value
            : null;

    private RowKey KeyOf(LimitRule rule, string subject, CounterPeriod period)
    {
        var row = $"{rule.Name}-{hasher.Hash("counter", rule.Name, subject)}";
        return new RowKey(HourKeys.Partition(Kind, period.End + rule.Window, row), row);
    }

    private static ImmutableArray<DateTimeOffset> Recent(EventCounter? counter, DateTimeOffset since) =>
        counter is null ? [] : counter.Events.RemoveAll(at => at <= since);

    private static TimeSpan? Wait(LimitRule rule, ImmutableArray<DateTimeOffset> events, DateTimeOffset now) =>
        events.Length < rule.Count ? null : events[^rule.Count] + rule.Window - now;

    private TimeSpan? Refused(LimitRule rule, TimeSpan? wait)
    {
        if (wait is not null)
        {
            logger.LimitReached(rule.Name);
        }

        return wait;
    }
}

/// <summary>
/// The period that a counter's row belongs to: many times as long as the window it counts in. The row's end is then fixed from its start
/// (<see cref="HourKeys"/>), and only at the start of a period are the events of the one before looked up, too.
/// </summary>
public sealed record CounterPeriod(DateTimeOffset Start, TimeSpan Length)
{
    private const int Windows = 7;

    /// <summary>Periods begin at one in the morning in Japan, when fewest count.</summary>
    private static readonly TimeSpan Offset = TimeSpan.FromHours(16);

    public DateTimeOffset End => Start + Length;

    public CounterPeriod Before => this with { Start = Start - Length };

    public static CounterPeriod At(DateTimeOffset now, TimeSpan window)
    {
        var length = TimeSpan.FromDays(Math.Max(1, Math.Ceiling(window.TotalDays * Windows)));
        var ticks = (now.UtcTicks - Offset.Ticks) / length.Ticks * length.Ticks;
        return new CounterPeriod(new DateTimeOffset(ticks + Offset.Ticks, TimeSpan.Zero), length);
    }
}

/// <param name="Events">The oldest first.</param>
internal sealed record EventCounter(ImmutableArray<DateTimeOffset> Events);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventCounter))]
internal sealed partial class SecurityJson : JsonSerializerContext;
