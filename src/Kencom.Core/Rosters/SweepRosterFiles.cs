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
        var folders = new Dictionary<string, List<BlobItem>>(StringComparer.Ordinal);
        await foreach (var blob in blobs.ListDropsAsync(prefix: null, cancellationToken))
        {
            var folder = blob.Name.Split('/')[0];
            if (!ReceiveRosterFiles.IsInsurerFolder(folder))
            {
                continue;
            }

            if (blob.Properties.LastModified < clock.GetUtcNow() - options.Value.KeepFilesFor)
            {
                await DeleteAsync(folder, blob, cancellationToken);
            }
            else if (!folders.TryGetValue(folder, out var drops))
            {
                folders[folder] = [blob];
            }
            else
            {
                drops.Add(blob);
            }
        }

        foreach (var (folder, drops) in folders)
        {
            await receive.ReceiveAsync(folder, drops.ToAsyncEnumerable(), cancellationToken);
        }

        await WakeAsync(cancellationToken);
    }

    /// <summary>A file that nobody has read yet stays, however old it is.</summary>
    private async Task DeleteAsync(string insurerNumber, BlobItem blob, CancellationToken cancellationToken)
    {
        var id = RosterKeys.FileId(insurerNumber, blob.Name, blob.Properties.ETag?.ToString("H") ?? "");
        if (await files.FindAsync(id, cancellationToken) is { IsFinal: true } or { State: RosterFileState.WaitingForApproval })
        {
            await blobs.DeleteDropAsync(blob.Name, cancellationToken);
        }
        else
        {
            await receive.HandleAsync(blob.Name, cancellationToken);
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
