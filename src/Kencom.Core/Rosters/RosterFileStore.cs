using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Rosters;

/// <summary>The files and how far they are; beside an insurer's files stands the row of where its roster stands.</summary>
public sealed class RosterFileStore(TableServiceClient tables)
{
    private readonly TableClient table = tables.GetTableClient(TableNames.RosterFiles);

    /// <returns>False when this version of the file was there already (RST-3).</returns>
    public async Task<bool> AddAsync(RosterFile file, CancellationToken cancellationToken) =>
        await table.AddOrFindAsync(RosterFileEntity.From(file), cancellationToken) is null;

    public async Task<RosterFile?> FindAsync(string fileId, CancellationToken cancellationToken) =>
        IsId(fileId) ? (await table.FindAsync<RosterFileEntity>(RosterKeys.InsurerOf(fileId), fileId, cancellationToken))?.ToFile() : null;

    /// <summary>An insurer's files in the order of arrival (RST-10); of one second and one look, the full one first.</summary>
    public async Task<IReadOnlyList<RosterFile>> ListAsync(string insurerNumber, CancellationToken cancellationToken)
    {
        var files = new List<RosterFile>();
        await foreach (var entity in table.QueryAsync<RosterFileEntity>(
            row => row.PartitionKey == insurerNumber && row.RowKey != RosterKeys.Head, cancellationToken: cancellationToken))
        {
            files.Add(entity.ToFile());
        }

        return [.. files.OrderBy(file => file.UploadedAt).ThenBy(file => file.ReceivedAt).ThenBy(file => file.Kind).ThenBy(file => file.Path, StringComparer.Ordinal)];
    }

    /// <summary>Files of all insurers that are on their way, for the sweep.</summary>
    public async IAsyncEnumerable<RosterFile> ListUnderWayAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (splitting, comparing, applying) = (nameof(RosterFileState.Splitting), nameof(RosterFileState.Comparing), nameof(RosterFileState.Applying));
        await foreach (var entity in table.QueryAsync<RosterFileEntity>(
            row => row.State == splitting || row.State == comparing || row.State == applying, cancellationToken: cancellationToken))
        {
            yield return entity.ToFile();
        }
    }

    /// <summary>Changes a file on top of what others change at the same time.</summary>
    /// <param name="change">Gives the changed file, or null to leave it.</param>
    /// <returns>The file as it then is, and whether this call changed it; null when there is none.</returns>
    public async Task<(RosterFile File, bool Changed)?> ChangeAsync(string fileId, Func<RosterFile, RosterFile?> change, CancellationToken cancellationToken)
    {
        while (await FindAsync(fileId, cancellationToken) is { } file)
        {
            if (change(file) is not { } changed)
            {
                return (file, false);
            }

            var entity = RosterFileEntity.From(changed);
            if (await table.TryReplaceAsync(entity, cancellationToken))
            {
                if (changed.State != file.State)
                {
                    RosterTelemetry.CountReached(changed.State);
                }

                return (entity.ToFile(), true);
            }
        }

        return null;
    }

    /// <summary>Where the insurer's roster stands; made when it is asked for first.</summary>
    public async Task<RosterHead> GetHeadAsync(string insurerNumber, CancellationToken cancellationToken)
    {
        var head = await table.FindAsync<RosterHeadEntity>(insurerNumber, RosterKeys.Head, cancellationToken);
        if (head is null)
        {
            var first = RosterHeadEntity.From(new RosterHead { InsurerNumber = insurerNumber });
            head = await table.AddOrFindAsync(first, cancellationToken) ?? first;
        }

        return head.ToHead();
    }

    /// <returns>False when it was changed since it was read.</returns>
    public Task<bool> TryReplaceHeadAsync(RosterHead head, CancellationToken cancellationToken) =>
        table.TryReplaceAsync(RosterHeadEntity.From(head), cancellationToken);

    /// <summary>Changes where an insurer's roster stands; null from <paramref name="change"/> leaves it.</summary>
    public async Task ChangeHeadAsync(string insurerNumber, Func<RosterHead, RosterHead?> change, CancellationToken cancellationToken)
    {
        while (change(await GetHeadAsync(insurerNumber, cancellationToken)) is { } changed)
        {
            if (await TryReplaceHeadAsync(changed, cancellationToken))
            {
                return;
            }
        }
    }

    private static bool IsId(string fileId) =>
        fileId.Length is > 0 and <= 64 && fileId.All(character => char.IsAsciiLetterOrDigit(character) || character == '-') && fileId.Contains('-', StringComparison.Ordinal);
}
