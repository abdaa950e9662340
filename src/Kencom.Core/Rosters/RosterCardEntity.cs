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
