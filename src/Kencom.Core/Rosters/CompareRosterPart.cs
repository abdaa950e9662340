using System.Globalization;
using Kencom.Core.Security;

namespace Kencom.Core.Rosters;

/// <summary>
/// Compares one part of a file with what was last applied and leaves the changes as a blob; who finishes the last part has the file decided.
/// Repeating it writes the same (RST-5).
/// </summary>
public sealed class CompareRosterPart(RosterFileStore files, RosterBlobs blobs, DecideRosterFile decide, KeyedHasher hasher, TimeProvider clock)
{
    public async Task HandleAsync(RosterPartMessage message, CancellationToken cancellationToken)
    {
        var file = await files.FindAsync(message.FileId, cancellationToken);
        if (file?.State is RosterFileState.Comparing && !file.Compared.Contains(message.Part))
        {
            var difference = await CompareAsync(file, message.Part, cancellationToken);
            await LeaveAsync(file.Id, message.Part, difference, cancellationToken);
            file = await RecordAsync(file.Id, message.Part, difference, cancellationToken);
        }

        if (file is not null)
        {
            await decide.HandleAsync(file, cancellationToken);
        }
    }

    /// <summary>The insurer's mark on its cards.</summary>
    internal static ulong OwnerOf(KeyedHasher hasher, RosterFile file) =>
        (ulong)(RosterKeys.Parse(hasher.Hash("roster-owner", file.InsurerNumber)) >> 64);

    private async Task<RosterDifference> CompareAsync(RosterFile file, int part, CancellationToken cancellationToken)
    {
        var before = await blobs.ReadStateAsync(file.InsurerNumber, file.BaseParts, part, file.Parts, cancellationToken);
        var rows = await ReadStagedAsync(file.Id, part, cancellationToken);
        using var hashing = new RosterHasher(hasher, file.HashVersion);
        return new RosterComparison(hashing, OwnerOf(hasher, file), file.Kind is RosterFileKind.Full, file.Day).Compare(before.Cards, rows);
    }

    private async Task<List<StagedRow>> ReadStagedAsync(string fileId, int part, CancellationToken cancellationToken)
    {
        await using var staged = await blobs.OpenStagedAsync(fileId, part, cancellationToken);
        var rows = new List<StagedRow>();
        var chunk = new byte[1024 * StagedRow.Size];
        for (int read; (read = await staged.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancellationToken)) > 0;)
        {
            AddRows(rows, chunk.AsSpan(0, read));
        }

        return rows;
    }

    private static void AddRows(List<StagedRow> rows, ReadOnlySpan<byte> bytes)
    {
        for (var reader = new ByteReader(bytes); !reader.IsAtEnd;)
        {
            rows.Add(StagedRow.Read(ref reader));
        }
    }

    private async Task LeaveAsync(string fileId, int part, RosterDifference difference, CancellationToken cancellationToken)
    {
        if (difference.Changes.Count > 0)
        {
            await blobs.WriteChangesAsync(fileId, part, new RosterChanges(difference.Changes, difference.KeyChanges).Write(), cancellationToken);
        }

        await blobs.WriteLapsedAsync(fileId, part, difference.Lapsed, cancellationToken);
        await blobs.WriteRowsAsync(fileId, part, difference.Reported as IReadOnlyCollection<ReportedRow>, cancellationToken);
    }

    private async Task<RosterFile?> RecordAsync(string fileId, int part, RosterDifference difference, CancellationToken cancellationToken) =>
        (await files.ChangeAsync(
            fileId,
            file => file.State is not RosterFileState.Comparing || file.Compared.Contains(part) ? null : file with
            {
                Compared = file.Compared.With(part),
                Counts = file.Counts + difference.Counts,
                ChangedCards = file.ChangedCards + difference.Changes.Count,
                OpenBefore = file.OpenBefore + difference.OpenBefore,
                LapsedHash = difference.Lapsed.Count > 0 ? DecideRosterFile.SomeLapsed : file.LapsedHash,
                ProgressAt = clock.GetUtcNow(),
            },
            cancellationToken))?.File;
}
