using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Checkups.Files;

/// <summary>How much there is of an owner: what the shares of FILE-2 and FILE-3 are measured by.</summary>
public sealed record CheckupHead
{
    /// <summary>Items of all checkups.</summary>
    public int Results { get; init; }

    /// <summary>Of the last checkup file that is counted in.</summary>
    public int ResultsSequence { get; init; }

    /// <summary>Codes by the day (yyyyMMdd, UTC) on which they came: those of the last days are the valid ones.</summary>
    public ImmutableSortedDictionary<string, int> Codes { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Of the last code file that is counted in.</summary>
    public int CodesSequence { get; init; }

    /// <summary>Compares by value, since a change that changes nothing is not written.</summary>
    public bool Equals(CheckupHead? other) =>
        other is not null && (Results, ResultsSequence, CodesSequence) == (other.Results, other.ResultsSequence, other.CodesSequence) && Codes.SequenceEqual(other.Codes);

    public override int GetHashCode() => HashCode.Combine(Results, ResultsSequence, CodesSequence);
}

/// <summary>The heads, one row an insurer or group.</summary>
public sealed class CheckupHeadStore(TableServiceClient tables)
{
    private readonly Rows<CheckupHead> rows = new(tables, TableNames.CheckupHeads, CheckupHeadJson.Default.CheckupHead);

    public async Task<CheckupHead> GetAsync(string owner, CancellationToken cancellationToken) =>
        (await rows.FindAsync(RowKey.Of(owner), cancellationToken))?.Value ?? new CheckupHead();

    internal Task RemoveAsync(string owner) => rows.DeleteAsync(RowKey.Of(owner));

    internal async Task MoveOnAsync(string owner, Func<CheckupHead, CheckupHead> change) =>
        await rows.ChangeAsync(RowKey.Of(owner), head => change(head ?? new CheckupHead()));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CheckupHead))]
internal sealed partial class CheckupHeadJson : JsonSerializerContext;
