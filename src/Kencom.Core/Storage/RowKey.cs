namespace Kencom.Core.Storage;

/// <summary>Where a row lies.</summary>
public readonly record struct RowKey(string Partition, string Row)
{
    /// <summary>
    /// A row alone in its partition repeats its id in both keys: a row key that many rows share makes the emulator slow.
    /// </summary>
    public static RowKey Of(string id) => new(id, id);

    public override string ToString() => Partition == Row ? Partition : $"{Partition}/{Row}";
}

/// <summary>
/// Which rows a list reads: always a partition or a range of keys, so that no list can read a whole table (API-5). Ends are exclusive.
/// </summary>
public readonly record struct RowRange
{
    private RowRange(string filter) => Filter = filter;

    internal string Filter { get; }

    /// <summary>All rows of one partition.</summary>
    public static RowRange Partition(string partition) =>
        new(Azure.Data.Tables.TableClient.CreateQueryFilter($"PartitionKey eq {partition}"));

    /// <summary>Two rows of one partition.</summary>
    internal static RowRange Two(string partition, string row, string other) =>
        new(Azure.Data.Tables.TableClient.CreateQueryFilter($"PartitionKey eq {partition} and (RowKey eq {row} or RowKey eq {other})"));

    /// <summary>The rows of one partition from a row key to another.</summary>
    public static RowRange Rows(string partition, string from, string to) =>
        new(Azure.Data.Tables.TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {to}"));

    /// <summary>The rows of one partition whose keys begin with a text.</summary>
    public static RowRange Prefix(string partition, string prefix) => Rows(partition, prefix, After(prefix));

    /// <summary>All rows of the partitions from one key to another.</summary>
    public static RowRange Partitions(string from, string to) =>
        new(Azure.Data.Tables.TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {to}"));

    /// <summary>The first key behind all that begin with a text.</summary>
    public static string After(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);
}
