using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Rosters;

/// <summary>
/// The files and how far they are. Beside an insurer's files stands the row of where its roster stands; a file's parts have a partition of their own,
/// and what is not finished is listed in one more, so that the sweep reads nothing else (API-5).
/// </summary>
public sealed class RosterFileStore(TableServiceClient tables)
{
    private const string Unfinished = "unfinished";

    private readonly Rows<RosterFile> files = new(tables, TableNames.RosterFiles, RosterJson.Default.RosterFile);
    private readonly Rows<RosterHead> heads = new(tables, TableNames.RosterFiles, RosterJson.Default.RosterHead);
    private readonly Rows<RosterPart> parts = new(tables, TableNames.RosterFiles, RosterJson.Default.RosterPart);
    private readonly Rows<RosterFailures> failures = new(tables, TableNames.RosterFiles, RosterJson.Default.RosterFailures);
    private readonly Rows<RosterFileMark> unfinished = new(tables, TableNames.RosterFiles, RosterJson.Default.RosterFileMark);

    /// <returns>False when this version of the file was there already (RST-3).</returns>
    public async Task<bool> AddAsync(RosterFile file)
    {
        if (!file.IsFinal)
        {
            await unfinished.AddAsync(new RowKey(Unfinished, file.Id), new RosterFileMark(file.Id));
        }

        var isNew = (await files.AddAsync(KeyOf(file.Id), file)).IsNew;
        if (isNew && file.IsFinal)
        {
            RosterTelemetry.CountReached(file.State);
        }

        return isNew;
    }

    public async Task<RosterFile?> FindAsync(string fileId, CancellationToken cancellationToken) =>
        IsId(fileId) ? (await files.FindAsync(KeyOf(fileId), cancellationToken))?.Value : null;

    /// <summary>The same, with how many of its parts are done.</summary>
    public async Task<RosterFile?> ShowAsync(string fileId, CancellationToken cancellationToken) =>
        await FindAsync(fileId, cancellationToken) is { } file ? await WithProgressAsync(file, cancellationToken) : null;

    public async Task<RosterFile> WithProgressAsync(RosterFile file, CancellationToken cancellationToken) =>
        file.State is RosterFileState.Comparing or RosterFileState.Applying
            ? file with { PartsDone = (await ListPartsAsync(file, cancellationToken)).Count }
            : file;

    /// <summary>An insurer's files in the order of arrival (RST-10); of one second and one look, the full one first.</summary>
    public async Task<IReadOnlyList<RosterFile>> ListAsync(string insurerNumber, CancellationToken cancellationToken)
    {
        var found = new List<RosterFile>();
        await foreach (var row in files.ListAsync(RowRange.Prefix(insurerNumber, $"{insurerNumber}-"), cancellationToken))
        {
            found.Add(row.Value);
        }

        return [.. found.OrderBy(file => file.UploadedAt).ThenBy(file => file.ReceivedAt).ThenBy(file => file.Kind).ThenBy(file => file.Path, StringComparer.Ordinal)];
    }

    /// <summary>Files of all insurers that are not finished, for the sweep.</summary>
    public async IAsyncEnumerable<RosterFile> ListUnfinishedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in unfinished.ListAsync(RowRange.Partition(Unfinished), cancellationToken))
        {
            if (await FindAsync(row.Value.FileId, cancellationToken) is { } file)
            {
                yield return file;
            }
        }
    }

    /// <summary>Takes a finished file off the list, and its parts' rows away.</summary>
    public async Task CleanUpAsync(RosterFile finished, CancellationToken cancellationToken)
    {
        await parts.DeleteAsync(RowRange.Partition(finished.Id), except: null, cancellationToken);
        await unfinished.DeleteAsync(new RowKey(Unfinished, finished.Id));
    }

    /// <summary>Changes a file on top of what others change at the same time.</summary>
    /// <param name="change">Gives the changed file, or null to leave it.</param>
    /// <returns>The file as it then is, and whether this call changed it; null when there is none.</returns>
    public async Task<(RosterFile File, bool Changed)?> ChangeAsync(string fileId, Func<RosterFile, RosterFile?> change)
    {
        RosterFile? before = null, changed = null;
        var result = await files.ChangeAsync(KeyOf(fileId), file =>
        {
            if (file is null)
            {
                return Errors.NotFound;
            }

            (before, changed) = (file, change(file));
            return changed ?? file;
        });
        if (!result.IsSuccess)
        {
            return null;
        }

        if (changed is not null && changed.State != before!.State)
        {
            RosterTelemetry.CountReached(changed.State);
        }

        return (result.Value.Value, changed is not null);
    }

    /// <summary>Where the insurer's roster stands; a new one before the first file.</summary>
    public async Task<RosterHead> GetHeadAsync(string insurerNumber, CancellationToken cancellationToken) =>
        (await heads.FindAsync(HeadOf(insurerNumber), cancellationToken))?.Value ?? new RosterHead { InsurerNumber = insurerNumber };

    /// <summary>Changes where an insurer's roster stands; null from <paramref name="change"/> leaves it.</summary>
    /// <returns>Whether this call changed it.</returns>
    public async Task<bool> ChangeHeadAsync(string insurerNumber, Func<RosterHead, RosterHead?> change)
    {
        var changed = false;
        await heads.ChangeAsync(HeadOf(insurerNumber), head =>
        {
            head ??= new RosterHead { InsurerNumber = insurerNumber };
            var after = change(head);
            changed = after is not null;
            return after ?? head;
        });
        return changed;
    }

    // ---- Parts

    /// <returns>False when another has done the part before.</returns>
    public async Task<bool> AddPartAsync(RosterFile file, RosterPart part) => (await parts.AddAsync(PartOf(file, part.Number), part)).IsNew;

    public async Task<bool> IsPartDoneAsync(RosterFile file, int part, CancellationToken cancellationToken) =>
        await parts.FindAsync(PartOf(file, part), cancellationToken) is not null;

    /// <summary>The parts that are done in the present phase.</summary>
    public async Task<IReadOnlyList<RosterPart>> ListPartsAsync(RosterFile file, CancellationToken cancellationToken)
    {
        var found = new List<RosterPart>();
        await foreach (var row in parts.ListAsync(RowRange.Prefix(file.Id, $"{file.Phase}-"), cancellationToken))
        {
            found.Add(row.Value);
        }

        return found;
    }

    /// <returns>How often this piece of work has failed by now.</returns>
    public async Task<int> CountFailureAsync(RosterFile file, int part)
    {
        var key = new RowKey(file.Id, FormattableString.Invariant($"failed-{file.State}-{part:d3}"));
        return (await failures.ChangeAsync(key, failed => new RosterFailures((failed?.Count ?? 0) + 1))).Value.Value.Count;
    }

    private static RowKey KeyOf(string fileId) => new(RosterKeys.InsurerOf(fileId), fileId);

    private static RowKey HeadOf(string insurerNumber) => new(insurerNumber, RosterKeys.Head);

    private static RowKey PartOf(RosterFile file, int part) => new(file.Id, FormattableString.Invariant($"{file.Phase}-{part:d3}"));

    private static bool IsId(string fileId) =>
        fileId.Length is > 0 and <= 64 && fileId.All(character => char.IsAsciiLetterOrDigit(character) || character == '-') && fileId.Contains('-', StringComparison.Ordinal);
}
