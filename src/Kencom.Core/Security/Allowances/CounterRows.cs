using Azure.Data.Tables;
using Kencom.Core.Storage;
using System.Text.Json.Serialization.Metadata;

namespace Kencom.Core.Security;

/// <summary>The counts of a subject as they were read, and where a change of them is to be written.</summary>
/// <param name="Carried">Of the day before, where today has none yet.</param>
internal sealed record Counter<T>(RowKey Key, Row<T>? Row, T? Carried)
    where T : class
{
    public T? Value => Row?.Value ?? Carried;
}

/// <summary>
/// Rows of counts: one a subject and day. The day is in the key, so what has ended is a range of keys (<see cref="HourKeys"/>), at most a day after its last event has
/// ceased to count (ABU-4); a day's first row carries on what the day before has counted, so that no midnight lets twice as many pass.
/// </summary>
/// <remarks>Both days are read, at once, whatever there is: neither calls nor time tell whether anybody has counted for the subject before.</remarks>
internal sealed class CounterRows<T>(TableServiceClient tables, string kind, JsonTypeInfo<T> json, TimeProvider clock, bool remembers)
    where T : class
{
    /// <summary>Days begin at one in the morning in Japan, when fewest count.</summary>
    private static readonly TimeSpan Offset = TimeSpan.FromHours(16);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly Rows<T> rows = new(tables, TableNames.Counters, json, remembers: remembers);

    /// <summary>Two calls; none for what this instance remembers.</summary>
    public async Task<Counter<T>> FindAsync(string id, CancellationToken cancellationToken)
    {
        var today = KeyOf(id, daysAgo: 0);
        if (rows.Remembered(today) is { } known)
        {
            return new Counter<T>(today, known, Carried: null);
        }

        var earlier = rows.FindAsync(KeyOf(id, daysAgo: 1), cancellationToken);
        var present = await rows.FindAsync(today, cancellationToken);
        return new Counter<T>(today, present, (await earlier)?.Value);
    }

    /// <summary>Reads today's row again, for who must not be refused on what is only remembered: one call.</summary>
    public async Task<Counter<T>> ReadAgainAsync(Counter<T> counter, CancellationToken cancellationToken) =>
        counter with { Row = await rows.FindAsync(counter.Key, cancellationToken) };

    /// <summary>One call, unless somebody else counted meanwhile.</summary>
    public Task<Result<Row<T>>> ChangeAsync(Counter<T> counter, Func<T?, Result<T>> decide) =>
        counter.Row is { } read
            ? rows.ChangeAsync(read, present => decide(present ?? counter.Carried))
            : rows.ChangeAsync(counter.Key, present => decide(present ?? counter.Carried));

    public Task SweepAsync(CancellationToken cancellationToken) =>
        rows.DeleteAsync(HourKeys.Ended(kind, clock.GetUtcNow()), except: null, cancellationToken);

    private RowKey KeyOf(string id, int daysAgo)
    {
        var day = (clock.GetUtcNow().UtcTicks - Offset.Ticks) / Day.Ticks - daysAgo;
        var end = new DateTimeOffset((day + 1) * Day.Ticks + Offset.Ticks, TimeSpan.Zero) + Day;
        return new RowKey(HourKeys.Partition(kind, end - TimeSpan.FromTicks(1), id), $"{day}-{id}");
    }
}
