using Azure.Storage.Blobs.Models;
using Kencom.Core.Insurers;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Files;

/// <summary>
/// Takes note of the files in an insurer's or a group's folder (RST-3). An announcement says only that something came: the folder itself says what, and
/// in which order, so that an event that is late, lost or repeated changes nothing. What fits no rule is listed as rejected, with the reason (RST-1).
/// </summary>
public sealed partial class ReceiveFiles(
    FileContents contents, FileBlobs blobs, FileStore store, InsurerStore insurers, ForgetOldFiles forget, StartNextFile startNext, TimeProvider clock, ILogger<ReceiveFiles> logger)
{
    /// <param name="path">Of the announced blob in its container.</param>
    public async Task HandleAsync(string container, string path, CancellationToken cancellationToken)
    {
        if (!contents.Containers.Contains(container))
        {
            return;
        }

        var owner = await OwnerOfAsync(FolderOf(path), cancellationToken);
        var known = await store.ListAsync(owner, cancellationToken);
        if (owner == FileOwner.Unplaced)
        {
            await AddNewAsync(container, owner, known, blobs.ListDropsAsync(container, path, cancellationToken), cancellationToken);
            return;
        }

        // An earlier file of another kind, whose event is still to come, goes first (RST-10).
        foreach (var each in contents.Containers)
        {
            await AddNewAsync(each, owner, known, blobs.ListDropsAsync(each, $"{owner}/", cancellationToken), cancellationToken);
        }

        await startNext.HandleAsync(owner, cancellationToken);
    }

    /// <summary>The folder that a blob lies in; empty for none.</summary>
    internal static string FolderOf(string path) => path[..Math.Max(0, path.IndexOf('/', StringComparison.Ordinal))];

    /// <summary>Takes note of what lies in a folder; nothing is started.</summary>
    /// <returns>The files of that container that were known before.</returns>
    internal async Task<IEnumerable<DroppedFile>> ReceiveAsync(string container, string folder, IAsyncEnumerable<BlobItem> drops, CancellationToken cancellationToken)
    {
        var owner = await OwnerOfAsync(folder, cancellationToken);
        var known = await store.ListAsync(owner, cancellationToken);
        await AddNewAsync(container, owner, known, drops, cancellationToken);
        return known.Where(file => file.Container == container);
    }

    private async Task AddNewAsync(string container, string owner, IReadOnlyList<DroppedFile> known, IAsyncEnumerable<BlobItem> drops, CancellationToken cancellationToken)
    {
        var ids = known.Select(file => file.Id).ToHashSet(StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        await foreach (var blob in drops.WithCancellation(cancellationToken))
        {
            var file = ToFile(container, owner, blob, now);
            if (ids.Contains(file.Id))
            {
                continue;
            }

            await forget.RememberAsync(file);
            if (await store.AddAsync(file))
            {
                Log.Received(logger, file.Id, file.Size, file.State);
            }
        }
    }

    /// <summary>Finds the owner of the folder. An insurer need not be known; a group must be, since any word could be a code.</summary>
    private async Task<string> OwnerOfAsync(string folder, CancellationToken cancellationToken) =>
        FileOwner.IsInsurer(folder) || (FileOwner.IsGroup(folder) && await insurers.FindGroupAsync(folder, cancellationToken) is not null) ? folder : FileOwner.Unplaced;

    private static DroppedFile ToFile(string container, string owner, BlobItem blob, DateTimeOffset now)
    {
        if (DropPath.TryParse(container, blob.Name, out var drop, out var reason) && owner == FileOwner.Unplaced)
        {
            (drop, reason) = (null, "この団体連携コードは登録されていません。登録してから、もう一度置いてください。");
        }

        var etag = blob.Properties.ETag?.ToString("H") ?? "";
        return new DroppedFile
        {
            Id = FileKeys.FileId(owner, container, blob.Name, etag),
            Owner = owner,
            Path = blob.Name,
            Kind = drop?.Kind ?? DropPath.KindOf(container),
            BlobETag = etag,
            Size = blob.Properties.ContentLength ?? 0,
            UploadedAt = blob.Properties.LastModified ?? now,
            ReceivedAt = now,
            State = drop is not null ? FileState.Received : FileState.Rejected,
            Reasons = drop is not null ? [] : [reason!],
            FinishedAt = drop is not null ? null : now,
        };
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Received file {FileId} of {Size} bytes: {State}.")]
        public static partial void Received(ILogger logger, string fileId, long size, FileState state);
    }
}
