using System.Runtime.CompilerServices;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Files;

/// <summary>
/// Finds what no event announced (RST-3), wakes what an instance left behind (RST-5), and deletes dropped files after their time (RST-11).
/// </summary>
public sealed class SweepFiles(
    FileContents contents, FileBlobs blobs, FileStore files, ReceiveFiles receive, FileDispatch dispatch, FileAttempts attempts, StartNextFile startNext,
    CleanUpFile cleanUp, IOptions<ImportOptions> options, TimeProvider clock)
{
    /// <summary>Operators hear once more when a diff is about to overtake a waiting file (RST-6).</summary>
    private static readonly TimeSpan LastCall = TimeSpan.FromDays(1);

    /// <summary>Whoever works on the file dies without a word: far beyond what a busy queue takes.</summary>
    private const int MaximumWakes = 30;

    public async Task HandleAsync(CancellationToken cancellationToken)
    {
        foreach (var container in contents.Containers)
        {
            await foreach (var (folder, drops) in ListFoldersAsync(container, cancellationToken))
            {
                var known = await receive.ReceiveAsync(container, folder, drops.ToAsyncEnumerable(), cancellationToken);
                await DeleteOldAsync(known, drops, cancellationToken);
            }
        }

        // Files start only when all containers are looked through: files of all kinds go in the order of arrival (RST-10).
        await foreach (var file in files.ListUnfinishedAsync(cancellationToken))
        {
            await CareForAsync(file, cancellationToken);
        }
    }

    /// <summary>Names come in order, so that a folder's are together.</summary>
    private async IAsyncEnumerable<(string Folder, List<BlobItem> Drops)> ListFoldersAsync(string container, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (folder, drops) = ("", new List<BlobItem>());
        await foreach (var blob in blobs.ListDropsAsync(container, prefix: null, cancellationToken))
        {
            var name = ReceiveFiles.FolderOf(blob.Name);
            if (name != folder && drops.Count > 0)
            {
                yield return (folder, drops);
                drops = [];
            }

            folder = name;
            drops.Add(blob);
        }

        if (drops.Count > 0)
        {
            yield return (folder, drops);
        }
    }

    /// <summary>A file that nobody has read yet stays, however old it is.</summary>
    private async Task DeleteOldAsync(IEnumerable<DroppedFile> known, List<BlobItem> drops, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - options.Value.KeepFilesFor;
        foreach (var file in known.Where(file => file.ReceivedAt < before && (file.IsFinal || file.State is FileState.WaitingForApproval)))
        {
            if (drops.Any(drop => drop.Name == file.Path && drop.Properties.ETag?.ToString("H") == file.BlobETag))
            {
                await blobs.DeleteDropAsync(file, cancellationToken);
            }
        }
    }

    private async Task CareForAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        if (file.IsUnderWay)
        {
            await WakeAsync(file, cancellationToken);
        }
        else if (file.IsFinal)
        {
            await cleanUp.HandleAsync(file, cancellationToken); // An instance died before it had.
        }
        else
        {
            await CallOnceMoreAsync(file);
            await startNext.HandleAsync(file.Owner, cancellationToken);
        }
    }

    private async Task WakeAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - options.Value.StalledAfter;
        if (file.ProgressAt >= before)
        {
            return;
        }

        var parts = await files.ListPartsAsync(file, cancellationToken);
        if (parts.Any(part => part.DoneAt >= before))
        {
            return;
        }

        var woken = await files.ChangeAsync(file.Id, stalled => stalled.State != file.State || stalled.ProgressAt >= before ? null : stalled with
        {
            ProgressAt = clock.GetUtcNow(),
            Wakes = parts.Count == stalled.PartsDoneAtWake ? stalled.Wakes + 1 : 1,
            PartsDoneAtWake = parts.Count,
        });
        if (woken is not { Changed: true, File: var current })
        {
            return;
        }

        if (current.Wakes > MaximumWakes && await attempts.GiveUpAsync(current, cancellationToken))
        {
            return;
        }

        await dispatch.SendAsync(current, cancellationToken);
    }

    private async Task CallOnceMoreAsync(DroppedFile file)
    {
        var since = clock.GetUtcNow() - options.Value.WaitForDecision + LastCall;
        if (file is { State: FileState.WaitingForApproval, IsWaitNearlyOver: false } && file.WaitingSince < since)
        {
            var called = await files.ChangeAsync(file.Id, waiting => waiting.IsWaitNearlyOver ? null : waiting with { IsWaitNearlyOver = true });
            if (called is { Changed: true })
            {
                FileTelemetry.CountWaitNearlyOver(file);
            }
        }
    }
}
