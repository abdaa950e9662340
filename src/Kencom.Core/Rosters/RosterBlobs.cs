using System.Globalization;
using System.Net;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Kencom.Core.Files;
using Kencom.Core.Storage;

namespace Kencom.Core.Rosters;

/// <summary>
/// The blobs of rosters: what the tables hold of an insurer's roster, part by part (<c>{insurer}/{parts}/{part}</c>), and what an import keeps beside its
/// file until it is finished.
/// </summary>
public sealed class RosterBlobs(BlobServiceClient service, FileBlobs files)
{
    private const string SequenceMark = "sequence";

    private readonly BlobContainerClient states = service.GetBlobContainerClient(ContainerNames.RosterState);

    // ---- State

    internal async Task<RosterState> ReadStateAsync(string insurerNumber, int parts, int part, int ofParts, CancellationToken cancellationToken) =>
        parts == 0
            ? new RosterState()
            : RosterState.Read(
                await states.DownloadIfExistsAsync(StateName(insurerNumber, parts, part * parts / ofParts), cancellationToken),
                parts == ofParts ? _ => true : key => RosterKeys.Part(key, ofParts) == part);

    /// <summary>Which state of a part is there.</summary>
    internal async Task<StateVersion> FindStateVersionAsync(string insurerNumber, int parts, int part, CancellationToken cancellationToken)
    {
        try
        {
            var properties = (await states.GetBlobClient(StateName(insurerNumber, parts, part)).GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
            return new StateVersion(int.Parse(properties.Metadata[SequenceMark], CultureInfo.InvariantCulture), properties.ETag);
        }
        catch (RequestFailedException missing) when (missing.Status == (int)HttpStatusCode.NotFound)
        {
            return default;
        }
    }

    /// <summary>Writes the state that a file has made.</summary>
    /// <returns>False when another file's is there.</returns>
    internal async Task<bool> TryWriteStateAsync(
        string insurerNumber, int parts, int part, RosterState state, StateVersion former, CancellationToken cancellationToken) =>
        await TryReplaceStateAsync(insurerNumber, parts, part, state, former, cancellationToken)

            // Of another instance that does the same, or our own first success whose answer was lost.
            || (await FindStateVersionAsync(insurerNumber, parts, part, cancellationToken)).Sequence == state.Sequence;

    /// <returns>False when the state is another than the one that was looked at.</returns>
    internal async Task<bool> TryReplaceStateAsync(
        string insurerNumber, int parts, int part, RosterState state, StateVersion former, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            Conditions = former.ETag is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All },
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [SequenceMark] = state.Sequence.ToString(CultureInfo.InvariantCulture) },
        };
        try
        {
            await states.GetBlobClient(StateName(insurerNumber, parts, part)).UploadAsync(BinaryData.FromBytes(state.Write()), options, cancellationToken);
            return true;
        }
        catch (RequestFailedException refused) when (refused.Status is (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    /// <summary>Removes the state of another division than that of so many parts.</summary>
    internal async Task CleanUpAsync(DroppedFile file, int parts, CancellationToken cancellationToken)
    {
        if (file.BaseParts != 0 && file.BaseParts != parts)
        {
            await states.DeleteAllAsync($"{file.Owner}/{file.BaseParts}/", cancellationToken);
        }
    }

    /// <summary>One part of an insurer's roster that is still there.</summary>
    internal async Task<(string Name, RosterState State)?> FindAnyStateAsync(string insurerNumber, CancellationToken cancellationToken)
    {
        var blob = await states.GetBlobsAsync(new GetBlobsOptions { Prefix = $"{insurerNumber}/" }, cancellationToken).FirstOrDefaultAsync(cancellationToken);
        return blob is null ? null : (blob.Name, RosterState.Read(await states.DownloadIfExistsAsync(blob.Name, cancellationToken), _ => true));
    }

    internal async Task DeleteStateAsync(string name, CancellationToken cancellationToken) =>
        await states.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    // ---- Beside the file

    /// <summary>Persons with a lapsed row: of one part, or (no part) of all.</summary>
    internal Task<HashSet<UInt128>> ReadLapsedAsync(string fileId, int? part, CancellationToken cancellationToken) => ReadKeysAsync(fileId, LapsedName(part), cancellationToken);

    internal Task<byte[]> WriteLapsedAsync(string fileId, int? part, IReadOnlySet<UInt128> lapsed, CancellationToken cancellationToken) =>
        WriteKeysAsync(fileId, LapsedName(part), lapsed, cancellationToken);

    internal async Task<PersonMoves> ReadMovesAsync(DroppedFile file, int part, CancellationToken cancellationToken) => new(
        await ReadKeysAsync(file.Id, MovesName(file, "ended", part), cancellationToken), await ReadKeysAsync(file.Id, MovesName(file, "come", part), cancellationToken));

    internal async Task WriteMovesAsync(DroppedFile file, int part, PersonMoves moves, CancellationToken cancellationToken)
    {
        await WriteKeysAsync(file.Id, MovesName(file, "ended", part), moves.Ended, cancellationToken);
        await WriteKeysAsync(file.Id, MovesName(file, "come", part), moves.Come, cancellationToken);
    }

    /// <summary>
    /// What a part changes, from comparing to applying; every compared part has one, if without changes. Whoever compares late, when other parts are applied
    /// already and give other answers, changes nothing of it.
    /// </summary>
    internal async Task<RosterChanges> ReadChangesAsync(DroppedFile file, int part, CancellationToken cancellationToken) =>
        RosterChanges.Read(await files.ReadExistingAsync(file.Id, ChangesName(file, part), cancellationToken));

    internal Task WriteChangesAsync(DroppedFile file, int part, RosterChanges changes, CancellationToken cancellationToken) =>
        files.AddAsync(file.Id, ChangesName(file, part), changes.Write(), cancellationToken);

    internal async Task<SharedIds> ReadSharedIdsAsync(string fileId, CancellationToken cancellationToken) =>
        SharedIds.Read(await files.ReadAsync(fileId, "shared-ids", cancellationToken));

    internal Task WriteSharedIdsAsync(string fileId, SharedIds ids, CancellationToken cancellationToken) =>
        files.WriteAsync(fileId, "shared-ids", ids.Write(), cancellationToken);

    internal Task<byte[]> ReadLooseRowsAsync(string fileId, CancellationToken cancellationToken) => files.ReadAsync(fileId, "loose-rows", cancellationToken);

    internal Task WriteLooseRowsAsync(string fileId, byte[] sealedRows, CancellationToken cancellationToken) =>
        files.WriteAsync(fileId, "loose-rows", sealedRows, cancellationToken);

    private static string LapsedName(int? part) => part is null ? "lapsed-all" : $"lapsed/{part:d3}";

    /// <summary>An approval compares anew: what it finds must not be mixed with what the first comparison found.</summary>
    private static string MovesName(DroppedFile file, string kind, int part) => $"{kind}{file.Round}/{part:d3}";

    private static string ChangesName(DroppedFile file, int part) => $"changes{file.Round}/{part:d3}";

    private static string StateName(string insurerNumber, int parts, int part) => $"{insurerNumber}/{parts}/{part:d3}";

    private async Task<HashSet<UInt128>> ReadKeysAsync(string fileId, string name, CancellationToken cancellationToken)
    {
        var bytes = await files.ReadAsync(fileId, name, cancellationToken);
        var keys = new HashSet<UInt128>(bytes.Length / 16);
        for (var reader = new ByteReader(bytes); !reader.IsAtEnd;)
        {
            keys.Add(reader.UInt128());
        }

        return keys;
    }

    private async Task<byte[]> WriteKeysAsync(string fileId, string name, IReadOnlySet<UInt128> keys, CancellationToken cancellationToken)
    {
        var bytes = new byte[16 * keys.Count];
        WriteSorted(bytes, keys);
        if (bytes.Length > 0)
        {
            await files.WriteAsync(fileId, name, bytes, cancellationToken);
        }

        return bytes;

        static void WriteSorted(Span<byte> to, IReadOnlySet<UInt128> keys)
        {
            var writer = new ByteWriter(to);
            foreach (var key in keys.Order())
            {
                writer.UInt128(key);
            }
        }
    }
}
