using System.Text.Json;
using Azure;
using Kencom.Core.Storage;

namespace Kencom.Core.Insurers;

internal sealed class InsurerEntity : IStampedEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }

    public string Name { get; set; } = "";

    public bool InsuredOnly { get; set; }

    public int? DependentsFromAge { get; set; }

    public DateTimeOffset? MaintenanceFrom { get; set; }

    public DateTimeOffset? MaintenanceTo { get; set; }

    public string? MaintenanceMessage { get; set; }

    /// <summary>A JSON array of networks in CIDR form.</summary>
    public string ExemptNetworks { get; set; } = "[]";

    public string? EraTable { get; set; }

    public static InsurerEntity From(Insurer insurer) => new()
    {
        PartitionKey = insurer.Number,
        RowKey = insurer.Number,
        ETag = insurer.ETag,
        Name = insurer.Name,
        InsuredOnly = insurer.InsuredOnly,
        DependentsFromAge = insurer.DependentsFromAge,
        MaintenanceFrom = insurer.Maintenance?.From,
        MaintenanceTo = insurer.Maintenance?.To,
        MaintenanceMessage = insurer.Maintenance?.Message,
        ExemptNetworks = JsonSerializer.Serialize(insurer.ExemptNetworks.AsEnumerable()),
        EraTable = insurer.EraTable?.ToString(),
    };

    public Insurer ToInsurer() => new()
    {
        Number = PartitionKey,
        ETag = ETag,
        Name = Name,
        InsuredOnly = InsuredOnly,
        DependentsFromAge = DependentsFromAge,
        Maintenance = MaintenanceFrom is { } from && MaintenanceTo is { } to ? new Maintenance(from, to, MaintenanceMessage ?? "") : null,
        ExemptNetworks = [.. JsonSerializer.Deserialize<string[]>(ExemptNetworks) ?? []],
        EraTable = EraTable is null ? null : Enum.Parse<EraTable>(EraTable),
    };
}

internal sealed class GroupEntity : IStampedEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? WriteId { get; set; }

    public string Name { get; set; } = "";
}
