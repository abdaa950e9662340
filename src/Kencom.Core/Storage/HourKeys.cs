using System.Globalization;

namespace Kencom.Core.Storage;

/// <summary>
/// Partition keys that carry the hour in which their rows may go, for rows whose life is fixed from its start: what has ended is a range of keys,
/// and no sweep reads anything else (API-5).
/// </summary>
public static class HourKeys
{
    private const int Shards = 16;

    /// <param name="kind">Keeps the rows of several kinds in one table apart.</param>
    /// <param name="end">When the row may go.</param>
    /// <param name="id">Spreads the rows of an hour over partitions.</param>
    public static string Partition(string kind, DateTimeOffset end, string id) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}-{Hour(end)}-{id.Sum(static character => character) % Shards:x}");

    /// <summary>The rows of all hours before the present one.</summary>
    public static RowRange Ended(string kind, DateTimeOffset now) => RowRange.Partitions($"{kind}-", $"{kind}-{Hour(now)}");

    /// <summary>Of the same length for all of history: texts sort as instants do.</summary>
    private static string Hour(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
}
