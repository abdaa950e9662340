using Azure.Storage.Blobs.Models;
using Kencom.Core.Eligibility;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Rosters;

/// <summary>
/// Takes note of the files in an insurer's folder (RST-3). An announcement says only that something came: the folder itself says what, and in which
/// order, so that an event that is late, lost or repeated changes nothing.
/// </summary>
public sealed partial class ReceiveRosterFiles(RosterBlobs blobs, RosterFileStore store, StartNextRosterFile startNext, TimeProvider clock, ILogger<ReceiveRosterFiles> logger)
{
    /// <param name="path">Of the announced blob in the container <c>rosters</c>.</param>
    public async Task HandleAsync(string path, CancellationToken cancellationToken)
    {
        var folder = path[..Math.Max(0, path.IndexOf('/', StringComparison.Ordinal))];
        if (IsInsurerFolder(folder))
        {
            await ReceiveAsync(folder, blobs.ListDropsAsync($"{folder}/", cancellationToken), cancellationToken);
        }
        else
        {
            Log.NotAnInsurersFolder(logger);
        }
    }

    /// <returns>The files that were known before.</returns>
    internal async Task<IReadOnlyList<RosterFile>> ReceiveAsync(string insurerNumber, IAsyncEnumerable<BlobItem> drops, CancellationToken cancellationToken)
    {
        var files = await store.ListAsync(insurerNumber, cancellationToken);
        var known = files.Select(file => file.Id).ToHashSet(StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        await foreach (var blob in drops.WithCancellation(cancellationToken))
        {
            if (ToFile(insurerNumber, blob, now) is { } file && !known.Contains(file.Id) && await store.AddAsync(file, cancellationToken))
            {
                Log.Received(logger, file.Id, file.Size);
            }
        }

        await startNext.HandleAsync(insurerNumber, cancellationToken);
        return files;
    }

    /// <summary>The folder is the canonical number: an insurer has one folder only.</summary>
    internal static bool IsInsurerFolder(string folder) => InsurerNumber.TryParse(folder, out var number) && number.Value == folder;

    private static RosterFile? ToFile(string insurerNumber, BlobItem blob, DateTimeOffset now)
    {
        var etag = blob.Properties.ETag?.ToString("H") ?? "";
        return !DropPath.TryParse(blob.Name, out var drop, out _)
            ? null
            : new RosterFile
            {
                Id = RosterKeys.FileId(insurerNumber, blob.Name, etag),
                InsurerNumber = insurerNumber,
                Path = blob.Name,
                Kind = drop.Kind,
                BlobETag = etag,
                Size = blob.Properties.ContentLength ?? 0,
                UploadedAt = blob.Properties.LastModified ?? now,
                ReceivedAt = now,
            };
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Received roster file {FileId} of {Size} bytes.")]
        public static partial void Received(ILogger logger, string fileId, long size);

        [LoggerMessage(LogLevel.Warning, "A file was dropped outside the insurers' folders; it is left alone.")]
        public static partial void NotAnInsurersFolder(ILogger logger);
    }
}
