using Azure;
using Azure.Data.Tables;

namespace Kencom.Core.Rosters;

/// <summary>A card: its keys and one compact property.</summary>
internal sealed class RosterCardEntity : ITableEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    /// <summary><see cref="CardPayload"/>.</summary>
    public byte[] Persons { get; set; } = [];

    /// <summary>Of the file that wrote it (<see cref="RosterFile.Sequence"/>): an earlier file's late writer leaves it alone.</summary>
    public int Sequence { get; set; }
}

/// <summary>A 加入者ID (with birth date) that leads to a person who was known before the id was (EL-15).</summary>
internal sealed class AdoptedIdEntity : ITableEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string PersonKey { get; set; } = "";
}

/// <summary>A covered row of a person who also has one that has ended (EL-8): the insurer in the partition key, person and card in the row key.</summary>
internal sealed class RosterPersonEntity : ITableEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    /// <summary>Day numbers (days since 0001-01-01).</summary>
    public int CoverageStart { get; set; }

    public int? CoverageEnd { get; set; }
}
