using System.Globalization;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Storage;

/// <summary>Something to be looked at from an instant on.</summary>
/// <param name="Kind">Who looks at it.</param>
/// <param name="Subject">The id of what is to be looked at.</param>
public sealed record DueEntry(string Kind, string Subject, DateTimeOffset At);

/// <summary>
/// What is to be looked at when (API-5), for rows whose end moves. The key is hour and shard, then kind and subject, so a sweep reads what is due and
/// nothing else. An entry is only a hint to look: whoever moves an end later leaves the entry where it is, and the look moves it.
/// </summary>
public sealed partial class Due(TableServiceClient tables, TimeProvider clock, ILogger<Due> logger)
{
    /// <summary>A run looks at no more entries than this; the next run takes the rest.</summary>
    private const int MostOfARun = 2000;

    private const int AtOnce = 8;

    /// <summary>A look that failed is tried again after this time, so that it does not hold up the others.</summary>
    private static readonly TimeSpan PutOff = TimeSpan.FromMinutes(30);

    private readonly Rows<DueEntry> rows = new(tables, TableNames.Due, DueJson.Default.DueEntry);

    /// <summary>To be called before the row is written that the entry leads to: one without an entry would never be found. Can be repeated.</summary>
    public Task AddAsync(DueEntry entry) => rows.PutAsync(KeyOf(entry), entry);

    /// <summary>Looks at everything of a kind whose time has come.</summary>
    /// <param name="look">Gives when to look again; null when that is not needed. Can be called again for the same subject.</param>
    /// <returns>How many entries there were.</returns>
    public async Task<int> LookAsync(string kind, Func<string, CancellationToken, Task<DateTimeOffset?>> look, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var due = await rows.ListAsync(HourKeys.Ended(kind, now + TimeSpan.FromHours(1)), cancellationToken)
            .Where(row => row.Value.At <= now)
            .Take(MostOfARun)
            .ToListAsync(cancellationToken);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (row, token) => await LookAsync(row, look, token));
        return due.Count;
    }

    private async Task LookAsync(Row<DueEntry> row, Func<string, CancellationToken, Task<DateTimeOffset?>> look, CancellationToken cancellationToken)
    {
        DateTimeOffset? next;
        try
        {
            next = await look(row.Value.Subject, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            Log.LookFailed(logger, fault, row.Value.Kind);
            next = clock.GetUtcNow() + PutOff;
        }

        if (next is { } at)
        {
            await AddAsync(row.Value with { At = at });
        }

        if (next is null || KeyOf(row.Value with { At = next.Value }) != row.Key)
        {
            await rows.DeleteAsync(row.Key);
        }
    }

    private static RowKey KeyOf(DueEntry entry) => new(
        HourKeys.Partition(entry.Kind, entry.At, entry.Subject),
        string.Create(CultureInfo.InvariantCulture, $"{entry.At.UtcTicks:d19}-{entry.Subject}"));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "What is due of kind {Kind} could not be looked at; it comes again later.", EventName = "due-look-failed")]
        public static partial void LookFailed(ILogger logger, Exception fault, string kind);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DueEntry))]
internal sealed partial class DueJson : JsonSerializerContext;
