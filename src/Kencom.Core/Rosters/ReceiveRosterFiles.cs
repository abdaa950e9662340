using Azure.Storage.Blobs.Models;
using Kencom.Core.Cards;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Rosters;

/// <summary>
/// Takes note of the files in an insurer's folder (RST-3). An announcement says only that something came: the folder itself says what, and in which
/// order, so that an event that is late, lost or repeated changes nothing. What fits no rule is listed as rejected, with the reason (RST-1).
/// </summary>
public sealed partial class ReceiveRosterFiles(RosterBlobs blobs, RosterFileStore store, StartNextRosterFile startNext, TimeProvider clock, ILogger<ReceiveRosterFiles> logger)
{
    /// <param name="path">Of the announced blob in the container <c>rosters</c>.</param>
    public async Task HandleAsync(string path, CancellationToken cancellationToken)
    {
        var folder = path[..Math.Max(0, path.IndexOf('/', StringComparison.Ordinal))];
        await ReceiveAsync(folder, blobs.ListDropsAsync(IsInsurerFolder(folder) ? $"{folder}/" : path, cancellationToken), cancellationToken);
    }

    /// <returns>The files that were known before.</returns>
    internal async Task<IReadOnlyList<RosterFile>> ReceiveAsync(string folder, IAsyncEnumerable<BlobItem> drops, CancellationToken cancellationToken)
    {
        var insurerNumber = IsInsurerFolder(folder) ? folder : RosterKeys.Unplaced;
        var files = await store.ListAsync(insurerNumber, cancellationToken);
        var known = files.Select(file => file.Id).ToHashSet(StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        await foreach (var blob in drops.WithCancellation(cancellationToken))
        {
            var file = ToFile(insurerNumber, blob, now);
            if (!known.Contains(file.Id) && await store.AddAsync(file))
            {
                Log.Received(logger, file.Id, file.Size, file.State);
            }
        }

        if (insurerNumber != RosterKeys.Unplaced)
        {
            await startNext.HandleAsync(insurerNumber, cancellationToken);
        }

        return files;
    }

    /// <summary>The folder is the canonical number: an insurer has one folder only.</summary>
    private static bool IsInsurerFolder(string folder) => InsurerNumber.TryParse(folder, out var number) && number.Value == folder;

    private static RosterFile ToFile(string insurerNumber, BlobItem blob, DateTimeOffset now)
    {
        var fits = DropPath.TryParse(blob.Name, out var drop, out var reason);
        var etag = blob.Properties.ETag?.ToString("H") ?? "";
        return new RosterFile
        {
            Id = RosterKeys.FileId(insurerNumber, blob.Name, etag),
            InsurerNumber = insurerNumber,
            Path = blob.Name,
            Kind = drop?.Kind ?? RosterFileKind.Full,
            BlobETag = etag,
            Size = blob.Properties.ContentLength ?? 0,
            UploadedAt = blob.Properties.LastModified ?? now,
            ReceivedAt = now,
            State = fits ? RosterFileState.Received : RosterFileState.Rejected,
            Reasons = fits ? [] : [reason!],
            FinishedAt = fits ? null : now,
        };
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Received roster file {FileId} of {Size} bytes: {State}.")]
        public static partial void Received(ILogger logger, string fileId, long size, RosterFileState state);
    }
}
