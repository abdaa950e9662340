using System.Collections.Immutable;

namespace Kencom.Core.Files;

/// <summary>
/// Ends a file of which nothing is applied: it cannot be used (RST-1, RST-7, RST-16), an operator does not want it, or a later one has overtaken it
/// (RST-6).
/// </summary>
public sealed class RejectFile(FileStore files, WriteFileReport report, CleanUpFile cleanUp, TimeProvider clock)
{
    /// <summary>Once a part of the file may be written, it can only go on.</summary>
    public static readonly ImmutableArray<FileState> WhileNothingIsApplied =
        [FileState.Received, FileState.Splitting, FileState.Comparing, FileState.WaitingForApproval];

    /// <param name="from">In any other state the file is left alone, however old the caller's look at it is.</param>
    /// <returns>Whether the file is rejected, by this call or by an earlier one.</returns>
    public async Task<bool> HandleAsync(string fileId, string reason, IReadOnlyCollection<FileState> from, CancellationToken cancellationToken, int? rowsRead = null)
    {
        var rejected = await files.ChangeAsync(fileId, file => !from.Contains(file.State) ? null : file with
        {
            State = FileState.Rejected,
            Reasons = [.. file.Reasons, reason],
            Counts = NothingOf(rowsRead ?? file.Counts.Read),
            FinishedAt = clock.GetUtcNow(),
        });
        if (rejected is not { File: { State: FileState.Rejected } file })
        {
            return false;
        }

        if (rejected.Value.Changed)
        {
            await report.HandleAsync(file, cancellationToken);
        }

        await files.ChangeHeadAsync(file.Owner, head => head.CurrentFileId == fileId ? head with { CurrentFileId = null } : null);
        await cleanUp.HandleAsync(file, cancellationToken);
        return true;
    }

    /// <summary>None of the rows is imported: all count as skipped (RST-8).</summary>
    private static FileCounts NothingOf(int rows) => new(Read: rows, Skipped: rows);
}
