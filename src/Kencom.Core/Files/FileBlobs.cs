using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Kencom.Core.Storage;

namespace Kencom.Core.Rosters;

/// <summary>
/// All blobs of the imports: dropped files, working state and reports. Of a file under way: <c>files/{id}/…</c>; of an insurer's roster as applied:
/// <c>state/{insurer}/{parts}/{part}</c>.
/// </summary>
public sealed class RosterBlobs(BlobServiceClient blobs)
{
    private const string SequenceMark = "sequence";

    private readonly BlobContainerClient drops = blobs.GetBlobContainerClient(ContainerNames.Rosters);
    private readonly BlobContainerClient work = blobs.GetBlobContainerClient(ContainerNames.RosterWork);
    private readonly BlobContainerClient reports = blobs.GetBlobContainerClient(ContainerNames.RosterReports);

    // ---- Dropped files

    /// <summary>The dropped files of one insurer (<paramref name="prefix"/> <c>06123459/</c>) or of all.</summary>
    internal async IAsyncEnumerable<BlobItem> ListDropsAsync(string? prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in drops.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellationToken))
        {
            yield return blob;
        }
    }

    /// <returns>Null when this version of the file is no longer there.</returns>
    internal async Task<Stream?> OpenDropAsync(RosterFile file, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobDownloadOptions { Conditions = new BlobRequestConditions { IfMatch = new ETag(file.BlobETag) } };
            return (await drops.GetBlobClient(file.Path).DownloadStreamingAsync(options, cancellationToken)).Value.Content;
        }
        catch (RequestFailedException gone) when (IsGone(gone))
        {
            return null;
        }
    }

    internal static bool IsGone(RequestFailedException failure) => failure.Status is (int)HttpStatusCode.NotFound or (int)HttpStatusCode.PreconditionFailed;

    /// <summary>Deletes this version of a dropped file; a newer one stays.</summary>
    internal async Task DeleteDropAsync(RosterFile file, CancellationToken cancellationToken)
    {
        try
        {
            await drops.GetBlobClient(file.Path).DeleteIfExistsAsync(
                DeleteSnapshotsOption.IncludeSnapshots, new BlobRequestConditions { IfMatch = new ETag(file.BlobETag) }, cancellationToken);
        }
        catch (RequestFailedException gone) when (IsGone(gone))
        {
            // A newer version has come meanwhile.
        }
    }

    // ---- Working blobs

    internal BlockBlobClient Staged(string fileId, int part) => work.GetBlockBlobClient($"files/{fileId}/staged/{part:d3}");

    /// <summary>Every part has one, if without rows: one that is missing must never be taken for a part that everybody has left.</summary>
    /// <exception cref="RequestFailedException">The blob is missing: the file was finished meanwhile and cleaned up, or something is wrong.</exception>
    internal async Task<byte[]> ReadStagedAsync(string fileId, int part, CancellationToken cancellationToken) =>
        await DownloadAsync($"files/{fileId}/staged/{part:d3}", cancellationToken);

    /// <summary>Persons with a lapsed row: of one part, or (no part) of all.</summary>
    internal Task<HashSet<UInt128>> ReadLapsedAsync(string fileId, int? part, CancellationToken cancellationToken) => ReadKeysAsync(LapsedName(fileId, part), cancellationToken);

    internal Task<byte[]> WriteLapsedAsync(string fileId, int? part, IReadOnlySet<UInt128> lapsed, CancellationToken cancellationToken) =>
        WriteKeysAsync(LapsedName(fileId, part), lapsed, cancellationToken);

    internal async Task<PersonMoves> ReadMovesAsync(RosterFile file, int part, CancellationToken cancellationToken) => new(
        await ReadKeysAsync(MovesName(file, "ended", part), cancellationToken), await ReadKeysAsync(MovesName(file, "come", part), cancellationToken));

    internal async Task WriteMovesAsync(RosterFile file, int part, PersonMoves moves, CancellationToken cancellationToken)
    {
        await WriteKeysAsync(MovesName(file, "ended", part), moves.Ended, cancellationToken);
        await WriteKeysAsync(MovesName(file, "come", part), moves.Come, cancellationToken);
    }

    internal async Task<SharedIds> ReadSharedIdsAsync(string fileId, CancellationToken cancellationToken) =>
        SharedIds.Read(await ReadAsync($"files/{fileId}/shared-ids", cancellationToken));

    internal Task WriteSharedIdsAsync(string fileId, SharedIds ids, CancellationToken cancellationToken) =>
        WriteAsync($"files/{fileId}/shared-ids", ids.Write(), cancellationToken);

    internal Task<byte[]> ReadLooseRowsAsync(string fileId, CancellationToken cancellationToken) => ReadAsync($"files/{fileId}/loose-rows", cancellationToken);

    internal Task WriteLooseRowsAsync(string fileId, byte[] sealedRows, CancellationToken cancellationToken) =>
        WriteAsync($"files/{fileId}/loose-rows", sealedRows, cancellationToken);

    /// <summary>The rows to report, of reading (no part) or of comparing a part.</summary>
    internal async Task WriteRowsAsync(RosterFile file, int? part, IReadOnlyCollection<ReportedRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count > 0)
        {
            await WriteAsync(RowsName(file, part), JsonSerializer.SerializeToUtf8Bytes(rows), cancellationToken);
        }
    }

    internal async Task<IReadOnlyList<ReportedRow>> ReadRowsAsync(RosterFile file, int? part, CancellationToken cancellationToken) =>
        await ReadAsync(RowsName(file, part), cancellationToken) is { Length: > 0 } bytes ? JsonSerializer.Deserialize<ReportedRow[]>(bytes)! : [];

    // ---- State: what the tables hold of an insurer's roster, part by part

    internal async Task<RosterState> ReadStateAsync(string insurerNumber, int parts, int part, int ofParts, CancellationToken cancellationToken) =>
        parts == 0
            ? new RosterState()
            : RosterState.Read(
                await ReadAsync(StateName(insurerNumber, parts, part * parts / ofParts), cancellationToken),
                parts == ofParts ? _ => true : key => RosterKeys.Part(key, ofParts) == part);

    /// <summary>Which state of a part is there.</summary>
    internal async Task<StateVersion> FindStateVersionAsync(string insurerNumber, int parts, int part, CancellationToken cancellationToken)
    {
        try
        {
            var properties = (await work.GetBlobClient(StateName(insurerNumber, parts, part)).GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
            return new StateVersion(int.Parse(properties.Metadata[SequenceMark], CultureInfo.InvariantCulture), properties.ETag);
        }
        catch (RequestFailedException missing) when (missing.Status == (int)HttpStatusCode.NotFound)
        {
            return default;
        }
    }

    /// <returns>False when the state is another than the one that was looked at.</returns>
    internal async Task<bool> TryWriteStateAsync(
        string insurerNumber, int parts, int part, RosterState state, StateVersion former, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            Conditions = former.ETag is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All },
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [SequenceMark] = state.Sequence.ToString(CultureInfo.InvariantCulture) },
        };
        try
        {
            await work.GetBlobClient(StateName(insurerNumber, parts, part)).UploadAsync(BinaryData.FromBytes(state.Write()), options, cancellationToken);
            return true;
        }
        catch (RequestFailedException refused) when (refused.Status is (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.Conflict)
        {
            // Another's, or our own first success whose answer was lost: then the sequence number is ours.
            return (await FindStateVersionAsync(insurerNumber, parts, part, cancellationToken)).Sequence == state.Sequence;
        }
    }

    /// <summary>Removes what a finished file leaves; the state of another division than <paramref name="parts"/> too.</summary>
    internal async Task CleanUpAsync(RosterFile file, int parts, CancellationToken cancellationToken)
    {
        await DeleteAllAsync($"files/{file.Id}/", cancellationToken);
        if (file.BaseParts != 0 && file.BaseParts != parts)
        {
            await DeleteAllAsync($"state/{file.InsurerNumber}/{file.BaseParts}/", cancellationToken);
        }
    }

    // ---- Reports

    internal Task WriteReportAsync(string fileId, string extension, byte[] report, CancellationToken cancellationToken) =>
        reports.GetBlobClient($"{RosterKeys.InsurerOf(fileId)}/{fileId}.{extension}").UploadAsync(BinaryData.FromBytes(report), overwrite: true, cancellationToken);

    /// <returns>Null before there is one.</returns>
    public async Task<Stream?> OpenReportAsync(string fileId, string extension, CancellationToken cancellationToken)
    {
        try
        {
            return (await reports.GetBlobClient($"{RosterKeys.InsurerOf(fileId)}/{fileId}.{extension}").DownloadStreamingAsync(cancellationToken: cancellationToken)).Value.Content;
        }
        catch (RequestFailedException missing) when (missing.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private static string LapsedName(string fileId, int? part) => part is null ? $"files/{fileId}/lapsed-all" : $"files/{fileId}/lapsed/{part:d3}";

    /// <summary>An approval compares anew: what it finds must not be mixed with what the first comparison found.</summary>
    private static string RowsName(RosterFile file, int? part) => part is null ? $"files/{file.Id}/rows/read" : $"files/{file.Id}/rows{file.Round}/{part:d3}";

    private static string MovesName(RosterFile file, string kind, int part) => $"files/{file.Id}/{kind}{file.Round}/{part:d3}";

    private static string StateName(string insurerNumber, int parts, int part) => $"state/{insurerNumber}/{parts}/{part:d3}";

    private async Task DeleteAllAsync(string prefix, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            work.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellationToken),
            options,
            async (blob, token) => await work.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: token));
    }

    private async Task WriteAsync(string name, byte[] content, CancellationToken cancellationToken) =>
        await work.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(content), overwrite: true, cancellationToken);

    private async Task<HashSet<UInt128>> ReadKeysAsync(string name, CancellationToken cancellationToken)
    {
        var bytes = await ReadAsync(name, cancellationToken);
        var keys = new HashSet<UInt128>(bytes.Length / 16);
        for (var reader = new ByteReader(bytes); !reader.IsAtEnd;)
        {
            keys.Add(reader.UInt128());
        }

        return keys;
    }

    private async Task<byte[]> WriteKeysAsync(string name, IReadOnlySet<UInt128> keys, CancellationToken cancellationToken)
    {
        var bytes = new byte[16 * keys.Count];
        WriteSorted(bytes, keys);
        if (bytes.Length > 0)
        {
            await WriteAsync(name, bytes, cancellationToken);
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

    /// <returns>Nothing when there is no such blob: what is empty is not written.</returns>
    private async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await DownloadAsync(name, cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.Status == (int)HttpStatusCode.NotFound)
        {
            return [];
        }
    }

    private async Task<byte[]> DownloadAsync(string name, CancellationToken cancellationToken)
    {
        BlobDownloadStreamingResult download = await work.GetBlobClient(name).DownloadStreamingAsync(cancellationToken: cancellationToken);
        await using var content = download.Content;
        var bytes = new byte[download.Details.ContentLength];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
