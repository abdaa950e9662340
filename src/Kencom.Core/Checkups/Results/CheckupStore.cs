using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Checkups.Results;

/// <summary>A checkup as it lies in its table: sealed, and which file wrote it.</summary>
internal sealed record SealedCheckup(string Sealed, int Sequence);

/// <summary>What a file's part of a checkup changed.</summary>
public enum CheckupChange
{
    Unchanged,
    Added,
    Changed,

    /// <summary>A later file has written it meanwhile.</summary>
    Overtaken,
}

/// <summary>
/// The results: those of a person are one partition, named by the person's key, which says nothing of them (CK-7). A checkup is a row, named by a keyed hash of
/// date, facility and kind, and sealed to that very row.
/// </summary>
/// <remarks>Under a new hash key rows stay where they are and are looked up under all keys; what is written is sealed under the newest data key (API-6).</remarks>
public sealed class CheckupStore(TableServiceClient tables, KeyedHasher hasher, Sealer sealer)
{
    private const string Purpose = "checkup";

    private readonly Rows<SealedCheckup> rows = new(tables, TableNames.Checkups, CheckupJson.Default.SealedCheckup);

    /// <summary>All of a person: one call.</summary>
    public IAsyncEnumerable<Checkup> ListAsync(string personKey, CancellationToken cancellationToken) =>
        rows.ListAsync(RowRange.Partition(personKey), cancellationToken).Select(Open);

    /// <summary>The checkup that this one is the same as (FILE-2).</summary>
    public async Task<Checkup?> FindAsync(string personKey, Checkup same, CancellationToken cancellationToken) =>
        await FindRowAsync(personKey, same, cancellationToken) is { } row ? Open(row) : null;

    /// <summary>Adds a checkup, or merges it into the one that is there; can be repeated.</summary>
    public async Task<CheckupChange> MergeAsync(string personKey, Checkup incoming, int sequence, bool isLikelyNew)
    {
        if (isLikelyNew && incoming.With(incoming) is { Items.IsEmpty: false } whole)
        {
            var key = NewKey(personKey, incoming);
            var added = await rows.AddAsync(key, Seal(key, whole, sequence));
            return added.IsNew ? CheckupChange.Added : await MergeAsync(added.Row, incoming, sequence);
        }

        return await FindRowAsync(personKey, incoming, CancellationToken.None) is { } row
            ? await MergeAsync(row, incoming, sequence)
            : incoming.Items.All(item => item.Value.Length == 0) ? CheckupChange.Unchanged
            : await MergeAsync(personKey, incoming, sequence, isLikelyNew: true);
    }

    /// <returns>Whether there was one.</returns>
    internal async Task<bool> RemoveAsync(string personKey, Checkup same, int sequence) =>
        await FindRowAsync(personKey, same, CancellationToken.None) is { } row && await rows.DeleteAsync(row, present => present.Sequence <= sequence);

    /// <summary>Removes all results of a person, but those of a later file.</summary>
    internal async Task RemoveAllAsync(string personKey, int sequence, CancellationToken cancellationToken)
    {
        await foreach (var row in rows.ListAsync(RowRange.Partition(personKey), cancellationToken))
        {
            await rows.DeleteAsync(row, present => present.Sequence <= sequence);
        }
    }

    internal Task<int> CountAsync(string personKey, CancellationToken cancellationToken) =>
        rows.ListKeysAsync(RowRange.Partition(personKey), cancellationToken).CountAsync(cancellationToken).AsTask();

    /// <summary>Seals anew what lies under an earlier data key, so that the key can be retired (API-6).</summary>
    internal async Task SealAnewAsync(string personKey, CancellationToken cancellationToken)
    {
        await foreach (var row in rows.ListAsync(RowRange.Partition(personKey), cancellationToken))
        {
            if (Sealer.VersionOf(Convert.FromBase64String(row.Value.Sealed)) != sealer.CurrentVersion)
            {
                await rows.ChangeAsync(row, present => present is null ? Errors.NotAnyMore : Seal(row.Key, Open(row.Key, present), present.Sequence));
            }
        }
    }

    private async Task<CheckupChange> MergeAsync(Row<SealedCheckup> row, Checkup incoming, int sequence)
    {
        var change = CheckupChange.Unchanged;
        var merged = await rows.ChangeAsync(row, present =>
        {
            if (present is null)
            {
                return Errors.NotAnyMore; // Removed meanwhile: only a later file does.
            }

            if (present.Sequence > sequence)
            {
                return Errors.NotAnyMore;
            }

            var before = Open(row.Key, present);
            var after = before.With(incoming);
            change = after == before ? CheckupChange.Unchanged : CheckupChange.Changed;
            return change is CheckupChange.Unchanged ? present : Seal(row.Key, after, sequence);
        });
        return merged.IsSuccess ? change : CheckupChange.Overtaken;
    }

    private Task<Row<SealedCheckup>?> FindRowAsync(string personKey, Checkup same, CancellationToken cancellationToken) =>
        rows.FindAnyAsync(hasher.HashesOfAllVersions(Purpose, [personKey, .. same.Identity]).Select(row => new RowKey(personKey, row)), cancellationToken);

    private RowKey NewKey(string personKey, Checkup checkup) => new(personKey, hasher.Hash(Purpose, [personKey, .. checkup.Identity]));

    private Checkup Open(Row<SealedCheckup> row) => Open(row.Key, row.Value);

    private Checkup Open(RowKey key, SealedCheckup row)
    {
        using var packed = new BrotliStream(new MemoryStream(sealer.Open(Purpose, key.ToString(), Convert.FromBase64String(row.Sealed))), CompressionMode.Decompress);
        return JsonSerializer.Deserialize(packed, CheckupJson.Default.Checkup)!;
    }

    private SealedCheckup Seal(RowKey key, Checkup checkup, int sequence)
    {
        using var packed = new MemoryStream();
        using (var packing = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(packing, checkup, CheckupJson.Default.Checkup);
        }

        return new SealedCheckup(Convert.ToBase64String(sealer.Seal(Purpose, key.ToString(), packed.GetBuffer().AsSpan(0, (int)packed.Length))), sequence);
    }
}
