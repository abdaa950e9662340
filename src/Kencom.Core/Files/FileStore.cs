using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Files;

/// <summary>
/// The files and how far they are. Beside an owner's files stands the row of where they stand; a file's parts have a partition of their own, and what is
/// not finished is listed in one more, so that the sweep reads nothing else (API-5). No owner's name begins as the names of these two do.
/// </summary>
public sealed class FileStore(TableServiceClient tables)
{
    private const string Unfinished = "_unfinished";

    /// <summary>Before all characters that an id may hold: what begins with an id and this is the first key behind it.</summary>
    private const char FirstCharacter = ' ';

    private readonly Rows<DroppedFile> files = new(tables, TableNames.Files, FileJson.Default.DroppedFile);
    private readonly Rows<FileHead> heads = new(tables, TableNames.Files, FileJson.Default.FileHead);
    private readonly Rows<FilePart> parts = new(tables, TableNames.Files, FileJson.Default.FilePart);
    private readonly Rows<FileFailures> failures = new(tables, TableNames.Files, FileJson.Default.FileFailures);
    private readonly Rows<FileMark> unfinished = new(tables, TableNames.Files, FileJson.Default.FileMark);

    /// <returns>False when this version of the file was there already (RST-3).</returns>
    public async Task<bool> AddAsync(DroppedFile file)
    {
        if (!file.IsFinal)
        {
            await unfinished.AddAsync(new RowKey(Unfinished, file.Id), new FileMark(file.Id));
        }

        var isNew = (await files.AddAsync(KeyOf(file.Id), file)).IsNew;
        if (isNew && file.IsFinal)
        {
            FileTelemetry.CountReached(file);
        }

        return isNew;
    }

    public async Task<DroppedFile?> FindAsync(string fileId, CancellationToken cancellationToken) =>
        FileKeys.IsId(fileId) ? (await files.FindAsync(KeyOf(fileId), cancellationToken))?.Value : null;

    /// <summary>The same, with how many of its parts are done.</summary>
    public async Task<DroppedFile?> ShowAsync(string fileId, CancellationToken cancellationToken) =>
        await FindAsync(fileId, cancellationToken) is { } file ? await WithProgressAsync(file, cancellationToken) : null;

    public async Task<DroppedFile> WithProgressAsync(DroppedFile file, CancellationToken cancellationToken) =>
        file.State is FileState.Comparing or FileState.Applying
            ? file with { PartsDone = (await ListPartsAsync(file, cancellationToken)).Count }
            : file;

    /// <summary>An owner's files of all kinds in the order of arrival (RST-10); of one second and one look, the full roster first.</summary>
    public async Task<IReadOnlyList<DroppedFile>> ListAsync(string owner, CancellationToken cancellationToken)
    {
        var found = new List<DroppedFile>();
        await foreach (var row in files.ListAsync(RowRange.Prefix(owner, $"{owner}-"), cancellationToken))
        {
            found.Add(row.Value);
        }

        return [.. found.OrderBy(file => file.UploadedAt).ThenBy(file => file.ReceivedAt).ThenBy(file => file.Kind).ThenBy(file => file.Path, StringComparer.Ordinal)];
    }

    /// <summary>Files of all owners that are not finished, for the sweep.</summary>
    public async IAsyncEnumerable<DroppedFile> ListUnfinishedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in unfinished.ListAsync(RowRange.Partition(Unfinished), cancellationToken))
        {
            if (await FindAsync(row.Value.FileId, cancellationToken) is { } file)
            {
                yield return file;
            }
        }
    }

    /// <summary>A page of the same by owner, each with how many of its parts are done, for operators.</summary>
    /// <param name="after">The id to go on behind; null for the first page.</param>
    public async Task<FilePage> PageUnfinishedAsync(string? after, int count, CancellationToken cancellationToken)
    {
        var range = after is null ? RowRange.Partition(Unfinished) : RowRange.Rows(Unfinished, $"{after}{FirstCharacter}", RowRange.After("~"));
        var marks = await unfinished.ListAsync(range, cancellationToken).Take(count + 1).Select(row => row.Value.FileId).ToListAsync(cancellationToken);
        var found = await Task.WhenAll(marks.Take(count).Select(id => ShowAsync(id, cancellationToken)));
        return new FilePage([.. found.OfType<DroppedFile>().Where(file => !file.IsFinal)], marks.Count > count ? marks[count - 1] : null);
    }

    /// <summary>Takes a finished file off the list, and its parts' rows away.</summary>
    public async Task CleanUpAsync(DroppedFile finished, CancellationToken cancellationToken)
    {
        await parts.DeleteAsync(RowRange.Partition(PartsOf(finished.Id)), except: null, cancellationToken);
        await unfinished.DeleteAsync(new RowKey(Unfinished, finished.Id));
    }

    /// <summary>Changes a file on top of what others change at the same time.</summary>
    /// <param name="change">Gives the changed file, or null to leave it.</param>
    /// <returns>The file as it then is, and whether this call changed it; null when there is none.</returns>
    public async Task<(DroppedFile File, bool Changed)?> ChangeAsync(string fileId, Func<DroppedFile, DroppedFile?> change)
    {
        DroppedFile? before = null, changed = null;
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
            FileTelemetry.CountReached(changed);
        }

        return (result.Value.Value, changed is not null);
    }

    /// <summary>Where the owner's files stand; a new row before the first of them.</summary>
    public async Task<FileHead> GetHeadAsync(string owner, CancellationToken cancellationToken) =>
        (await heads.FindAsync(HeadOf(owner), cancellationToken))?.Value ?? new FileHead();

    /// <summary>Changes where an owner's files stand; null from <paramref name="change"/> leaves it.</summary>
    /// <returns>Whether this call changed it.</returns>
    public async Task<bool> ChangeHeadAsync(string owner, Func<FileHead, FileHead?> change)
    {
        var changed = false;
        await heads.ChangeAsync(HeadOf(owner), head =>
        {
            head ??= new FileHead();
            var after = change(head);
            changed = after is not null;
            return after ?? head;
        });
        return changed;
    }

    /// <summary>Forgets a finished file.</summary>
    internal Task DeleteAsync(DroppedFile finished) => files.DeleteAsync(KeyOf(finished.Id));

    // ---- Parts

    /// <returns>False when another has done the part before.</returns>
    public async Task<bool> AddPartAsync(DroppedFile file, FilePart part) => (await parts.AddAsync(PartOf(file, part.Number), part)).IsNew;

    public async Task<bool> IsPartDoneAsync(DroppedFile file, int part, CancellationToken cancellationToken) =>
        await parts.FindAsync(PartOf(file, part), cancellationToken) is not null;

    /// <summary>The parts that are done in the present phase.</summary>
    public async Task<IReadOnlyList<FilePart>> ListPartsAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        var found = new List<FilePart>();
        await foreach (var row in parts.ListAsync(RowRange.Prefix(PartsOf(file.Id), $"{file.Phase}-"), cancellationToken))
        {
            found.Add(row.Value);
        }

        return found;
    }

    /// <returns>How often this piece of work has failed by now.</returns>
    public async Task<int> CountFailureAsync(DroppedFile file, int part)
    {
        var key = new RowKey(PartsOf(file.Id), FormattableString.Invariant($"failed-{file.State}-{part:d3}"));
        return (await failures.ChangeAsync(key, failed => new FileFailures((failed?.Count ?? 0) + 1))).Value.Value.Count;
    }

    private static RowKey KeyOf(string fileId) => new(FileKeys.OwnerOf(fileId), fileId);

    private static RowKey HeadOf(string owner) => new(owner, FileKeys.Head);

    private static string PartsOf(string fileId) => $"_parts-{fileId}";

    private static RowKey PartOf(DroppedFile file, int part) => new(PartsOf(file.Id), FormattableString.Invariant($"{file.Phase}-{part:d3}"));
}
