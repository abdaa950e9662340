using Microsoft.Extensions.Options;

namespace Kencom.Core.Files;

/// <summary>Starts an owner's next file when none is on its way (RST-10). Can be called by anybody at any time.</summary>
public sealed class StartNextFile(FileStore files, FileDispatch dispatch, IOptions<ImportOptions> options, TimeProvider clock)
{
    public async Task HandleAsync(string owner, CancellationToken cancellationToken)
    {
        var head = await files.GetHeadAsync(owner, cancellationToken);
        var all = await files.ListAsync(owner, cancellationToken);
        var current = all.FirstOrDefault(file => file.Id == head.CurrentFileId);
        if (current is { IsUnderWay: true })
        {
            return;
        }

        // A current file that was not started: somebody died between the two steps.
        var next = current is not null && IsReady(current) ? current : Next(all);
        if (next is not null && await files.ChangeHeadAsync(owner, present =>
            present.CurrentFileId == next.Id || present.CurrentFileId == head.CurrentFileId ? present with { CurrentFileId = next.Id } : null))
        {
            await StartAsync(next.Id, cancellationToken);
        }
    }

    /// <summary>
    /// The oldest one that is ready. A full roster does not wait for the decision on an earlier one, which it makes pointless; any other file does, for
    /// some days, but only for one of its own kind (RST-6).
    /// </summary>
    private DroppedFile? Next(IReadOnlyList<DroppedFile> all)
    {
        var decidedBy = clock.GetUtcNow() - options.Value.WaitForDecision;
        var undecided = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in all)
        {
            if (IsReady(file) && !(file.State is FileState.Received && file.Kind is not FileKind.Full && undecided.Contains(file.Container)))
            {
                return file;
            }

            if (file is { State: FileState.WaitingForApproval, IsApproved: false } && file.WaitingSince > decidedBy)
            {
                undecided.Add(file.Container);
            }
        }

        return null;
    }

    private static bool IsReady(DroppedFile file) => file.State is FileState.Received || file is { State: FileState.WaitingForApproval, IsApproved: true };

    private async Task StartAsync(string fileId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var started = await files.ChangeAsync(fileId, file => file.State switch
        {
            FileState.Received => file with { State = FileState.Splitting, StartedAt = now, ProgressAt = now },

            // Its rows are split already; only what they are compared with may be another by now.
            FileState.WaitingForApproval when file.IsApproved => file with { State = FileState.Splitting, ProgressAt = now, Round = file.Round + 1 },
            _ => null,
        });
        if (started is { Changed: true, File: var file })
        {
            await dispatch.SendAsync(file, cancellationToken);
        }
    }
}
