using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Kencom.Core.Files;
using Kencom.Core.Storage;

namespace Kencom.Core.Checkups.PrintFiles;

/// <summary>The print files: an owner's are one partition; each has a blob of its name.</summary>
public sealed class PrintFileStore(TableServiceClient tables, BlobServiceClient blobs, Due due)
{
    private const string Kind = "print-file";

    private readonly Rows<PrintFile> rows = new(tables, TableNames.PrintFiles, CheckupJson.Default.PrintFile);
    private readonly BlobContainerClient container = blobs.GetBlobContainerClient(ContainerNames.PrintFiles);

    /// <summary>Those of an insurer or group, the newest first.</summary>
    public async Task<IReadOnlyList<PrintFile>> ListAsync(string owner, CancellationToken cancellationToken) =>
        [.. (await rows.ListAsync(RowRange.Partition(owner), cancellationToken).Select(row => row.Value).ToListAsync(cancellationToken)).OrderByDescending(file => file.CreatedAt)];

    public async Task<PrintFile?> FindAsync(string id, CancellationToken cancellationToken) =>
        FileKeys.IsId(id) ? (await rows.FindAsync(KeyOf(id), cancellationToken))?.Value : null;

    /// <summary>Deletes the files whose time is over.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => due.LookAsync(
        Kind,
        async (id, token) =>
        {
            await RemoveFileAsync(id, token);
            return null;
        },
        cancellationToken);

    /// <summary>Deletes all of an owner.</summary>
    internal async Task RemoveAsync(string owner, CancellationToken cancellationToken)
    {
        foreach (var file in await ListAsync(owner, cancellationToken))
        {
            await RemoveFileAsync(file.Id, cancellationToken);
        }
    }

    internal BlobClient BlobOf(string id) => container.GetBlobClient(id);

    internal async Task AddAsync(PrintFile file)
    {
        await due.AddAsync(new DueEntry(Kind, file.Id, file.DeletedAt));
        await rows.AddAsync(KeyOf(file.Id), file);
    }

    internal async Task<Result<PrintFile>> ChangeAsync(string id, Func<PrintFile, Result<PrintFile>> decide)
    {
        var changed = await rows.ChangeAsync(KeyOf(id), present => present is null ? Errors.NotFound : decide(present));
        return changed.IsSuccess ? changed.Value.Value : changed.Error;
    }

    /// <summary>The blob first: its row tells that there is one.</summary>
    private async Task RemoveFileAsync(string id, CancellationToken cancellationToken)
    {
        await BlobOf(id).DeleteIfExistsAsync(cancellationToken: cancellationToken);
        await rows.DeleteAsync(KeyOf(id));
    }

    private static RowKey KeyOf(string id) => new(FileKeys.OwnerOf(id), id);
}
