using System.Text.Json.Serialization;
using Azure.Data.Tables;

namespace Kencom.Core.Storage;

/// <summary>When a sweep last went through.</summary>
public sealed record SweepRun(string Name, DateTimeOffset LastSuccess);

/// <summary>Keeps when each sweep last went through: operators see whether what should go on by itself does (STF-6).</summary>
public sealed class SweepRuns(TableServiceClient tables, TimeProvider clock)
{
    private const string Partition = "sweeps";

    private readonly Rows<SweepRun> rows = new(tables, TableNames.SweepRuns, SweepJson.Default.SweepRun);

    public Task SucceededAsync(string name) => rows.PutAsync(new RowKey(Partition, name), new SweepRun(name, clock.GetUtcNow()));

    /// <summary>By name; without those that never went through.</summary>
    public IAsyncEnumerable<SweepRun> ListAsync(CancellationToken cancellationToken) =>
        rows.ListAsync(RowRange.Partition(Partition), cancellationToken).Select(row => row.Value);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SweepRun))]
internal sealed partial class SweepJson : JsonSerializerContext;
