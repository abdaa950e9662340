using System.Runtime.CompilerServices;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Rosters;

/// <summary>
/// Finds what no event announced (RST-3), wakes what an instance left behind (RST-5), and deletes dropped files after their time (RST-11).
/// </summary>
public sealed class SweepRosterFiles(
    RosterBlobs blobs, RosterFileStore files, ReceiveRosterFiles receive, RosterDispatch dispatch, IOptions<RosterOptions> options, TimeProvider clock)
{
    public async Task HandleAsync(CancellationToken cancellationToken)
    {
        await foreach (var (folder, drops) in ListFoldersAsync(cancellationToken))
        {
            var known = await receive.ReceiveAsync(folder, drops.ToAsyncEnumerable(), cancellationToken);
            await DeleteOldAsync(known, drops, cancellationToken);
        }

        await WakeAsync(cancellationToken);
    }

    /// <summary>Names come in order, so that a folder's are together.</summary>
    private async IAsyncEnumerable<(string Folder, List<BlobItem> Drops)> ListFoldersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (folder, drops) = ("", new List<BlobItem>());
        await foreach (var blob in blobs.ListDropsAsync(prefix: null, cancellationToken))
        {
            var name = blob.Name.Split('/')[0];
            if (name != folder)
            {
                if (drops.Count > 0)
                {
                    yield return (folder, drops);
                }

                (folder, drops) = (name, []);
            }

            if (ReceiveRosterFiles.IsInsurerFolder(name))
            {
                drops.Add(blob);
            }
        }

        if (drops.Count > 0)
        {
            yield return (folder, drops);
        }
    }

    /// <summary>A file that nobody has read yet stays, however old it is.</summary>
    private async Task DeleteOldAsync(IReadOnlyList<RosterFile> known, List<BlobItem> drops, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - options.Value.KeepFilesFor;
        foreach (var file in known.Where(file => file.ReceivedAt < before && (file.IsFinal || file.State is RosterFileState.WaitingForApproval)))
        {
            if (drops.Any(drop => drop.Name == file.Path && drop.Properties.ETag?.ToString("H") == file.BlobETag))
            {
                await blobs.DeleteDropAsync(file, cancellationToken);
            }
        }
    }

    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - options.Value.StalledAfter;
        await foreach (var file in files.ListUnderWayAsync(cancellationToken))
        {
            if (file.ProgressAt < before)
            {
                var woken = await files.ChangeAsync(file.Id, stalled => stalled.ProgressAt < before ? stalled with { ProgressAt = clock.GetUtcNow() } : null, cancellationToken);
                if (woken is { Changed: true, File: var current })
                {
                    await dispatch.SendAsync(current, cancellationToken);
                }
            }
        }
    }
}
