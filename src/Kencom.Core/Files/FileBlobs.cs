using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Kencom.Core.Storage;

namespace Kencom.Core.Files;

/// <summary>All blobs of the imports: dropped files, what lies beside a file while it is under way (<c>{id}/…</c>), and reports.</summary>
public sealed class FileBlobs(BlobServiceClient blobs)
{
    private readonly BlobContainerClient work = blobs.GetBlobContainerClient(ContainerNames.FileWork);
    private readonly BlobContainerClient reports = blobs.GetBlobContainerClient(ContainerNames.FileReports);

    // ---- Dropped files

    /// <summary>The dropped files of one owner (<paramref name="prefix"/> <c>06123459/</c>) or of all.</summary>
    internal async IAsyncEnumerable<BlobItem> ListDropsAsync(string container, string? prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in blobs.GetBlobContainerClient(container).GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellationToken))
        {
            yield return blob;
        }
    }

    /// <returns>Null when this version of the file is no longer there.</returns>
    internal async Task<Stream?> OpenDropAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobDownloadOptions { Conditions = new BlobRequestConditions { IfMatch = new ETag(file.BlobETag) } };
            return (await DropOf(file).DownloadStreamingAsync(options, cancellationToken)).Value.Content;
        }
        catch (RequestFailedException gone) when (IsGone(gone))
        {
            return null;
        }
    }

    internal static bool IsGone(RequestFailedException failure) => failure.Status is (int)HttpStatusCode.NotFound or (int)HttpStatusCode.PreconditionFailed;

    /// <summary>Deletes this version of a dropped file; a newer one stays.</summary>
    internal async Task DeleteDropAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        try
        {
            await DropOf(file).DeleteIfExistsAsync(
                DeleteSnapshotsOption.IncludeSnapshots, new BlobRequestConditions { IfMatch = new ETag(file.BlobETag) }, cancellationToken);
        }
        catch (RequestFailedException gone) when (IsGone(gone))
        {
            // A newer version has come meanwhile.
        }
    }

    /// <summary>Deletes some of an owner's dropped files, whatever they are.</summary>
    /// <returns>Whether there were any.</returns>
    internal async Task<bool> DeleteDropsAsync(string container, string prefix, int most, CancellationToken cancellationToken)
    {
        var any = false;
        await foreach (var blob in ListDropsAsync(container, prefix, cancellationToken).Take(most).WithCancellation(cancellationToken))
        {
            await blobs.GetBlobContainerClient(container).GetBlobClient(blob.Name).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
            any = true;
        }

        return any;
    }

    // ---- What lies beside a file while it is under way

    internal BlockBlobClient Staged(string fileId, int part) => work.GetBlockBlobClient($"{fileId}/staged/{part:d3}");

    /// <summary>Every part has one, if without rows: one that is missing must never be taken for a part that everybody has left.</summary>
    /// <exception cref="RequestFailedException">The blob is missing: the file was finished meanwhile and cleaned up, or something is wrong.</exception>
    internal Task<byte[]> ReadStagedAsync(string fileId, int part, CancellationToken cancellationToken) => ReadExistingAsync(fileId, $"staged/{part:d3}", cancellationToken);

    /// <summary>What a content keeps beside its file until that is finished.</summary>
    /// <param name="name">Such as <c>lapsed/003</c>; with the round in it where an approval, which compares anew, must not find what was there before.</param>
    /// <returns>Nothing when there is no such blob: what is empty need not be written.</returns>
    internal Task<byte[]> ReadAsync(string fileId, string name, CancellationToken cancellationToken) => work.DownloadIfExistsAsync($"{fileId}/{name}", cancellationToken);

    /// <summary>Opens a blob that must be there.</summary>
    /// <exception cref="RequestFailedException">The blob is missing: the file was finished meanwhile and cleaned up, or something is wrong.</exception>
    internal Task<byte[]> ReadExistingAsync(string fileId, string name, CancellationToken cancellationToken) => work.DownloadAsync($"{fileId}/{name}", cancellationToken);

    internal async Task WriteAsync(string fileId, string name, byte[] content, CancellationToken cancellationToken) =>
        await work.GetBlobClient($"{fileId}/{name}").UploadAsync(BinaryData.FromBytes(content), overwrite: true, cancellationToken);

    /// <summary>Writes it unless it is there: whoever comes late changes nothing.</summary>
    internal async Task AddAsync(string fileId, string name, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            await work.GetBlobClient($"{fileId}/{name}").UploadAsync(BinaryData.FromBytes(content), overwrite: false, cancellationToken);
        }
        catch (RequestFailedException present) when (present.Status is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.PreconditionFailed)
        {
            // Another's, or our own first success whose answer was lost.
        }
    }

    /// <summary>The rows to report, of reading (no part) or of comparing a part.</summary>
    internal async Task WriteRowsAsync(DroppedFile file, int? part, IReadOnlyCollection<ReportedRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count > 0)
        {
            await WriteAsync(file.Id, RowsName(file, part), JsonSerializer.SerializeToUtf8Bytes(rows), cancellationToken);
        }
    }

    internal async Task<IReadOnlyList<ReportedRow>> ReadRowsAsync(DroppedFile file, int? part, CancellationToken cancellationToken) =>
        await ReadAsync(file.Id, RowsName(file, part), cancellationToken) is { Length: > 0 } bytes ? JsonSerializer.Deserialize<ReportedRow[]>(bytes)! : [];

    /// <summary>Removes what a finished file leaves.</summary>
    internal Task CleanUpAsync(string fileId, CancellationToken cancellationToken) => work.DeleteAllAsync($"{fileId}/", cancellationToken);

    // ---- Reports

    internal Task WriteReportAsync(string fileId, string extension, byte[] report, CancellationToken cancellationToken) =>
        ReportOf(fileId, extension).UploadAsync(BinaryData.FromBytes(report), overwrite: true, cancellationToken);

    /// <returns>Null before there is one.</returns>
    public async Task<Stream?> OpenReportAsync(string fileId, string extension, CancellationToken cancellationToken)
    {
        try
        {
            return (await ReportOf(fileId, extension).DownloadStreamingAsync(cancellationToken: cancellationToken)).Value.Content;
        }
        catch (RequestFailedException missing) when (missing.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    internal async Task DeleteReportsAsync(string fileId, CancellationToken cancellationToken)
    {
        await ReportOf(fileId, "json").DeleteIfExistsAsync(cancellationToken: cancellationToken);
        await ReportOf(fileId, "csv").DeleteIfExistsAsync(cancellationToken: cancellationToken);
    }

    private BlobClient DropOf(DroppedFile file) => blobs.GetBlobContainerClient(file.Container).GetBlobClient(file.Path);

    private BlobClient ReportOf(string fileId, string extension) => reports.GetBlobClient($"{FileKeys.OwnerOf(fileId)}/{fileId}.{extension}");

    /// <summary>An approval compares anew: what it finds must not be mixed with what the first comparison found.</summary>
    private static string RowsName(DroppedFile file, int? part) => part is null ? "rows/read" : $"rows{file.Round}/{part:d3}";
}

/// <summary>What the SDK needs several lines for.</summary>
internal static class BlobContainers
{
    public static async Task<byte[]> DownloadAsync(this BlobContainerClient container, string name, CancellationToken cancellationToken)
    {
        BlobDownloadStreamingResult download = await container.GetBlobClient(name).DownloadStreamingAsync(cancellationToken: cancellationToken);
        await using var content = download.Content;
        var bytes = new byte[download.Details.ContentLength];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <returns>Nothing when there is no such blob.</returns>
    public static async Task<byte[]> DownloadIfExistsAsync(this BlobContainerClient container, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await container.DownloadAsync(name, cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.Status == (int)HttpStatusCode.NotFound)
        {
            return [];
        }
    }

    public static Task DeleteAllAsync(this BlobContainerClient container, string prefix, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (blob, token) => await container.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: token));
}
