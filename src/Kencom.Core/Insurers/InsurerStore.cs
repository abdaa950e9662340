using System.Collections.Concurrent;
using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Insurers;

/// <summary>
/// Table access of insurers and groups. What is read often is kept for <see cref="FreshFor"/>: a change made on another instance counts within that time.
/// </summary>
public sealed class InsurerStore(TableServiceClient tables, TimeProvider clock)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(30);

    private readonly TableClient insurers = tables.GetTableClient(TableNames.Insurers);
    private readonly TableClient groups = tables.GetTableClient(TableNames.Groups);
    private readonly ConcurrentDictionary<string, (Insurer? Insurer, DateTimeOffset ReadAt)> cached = new(StringComparer.Ordinal);

    /// <summary>An insurer by its canonical number, at most <see cref="FreshFor"/> old.</summary>
    public async Task<Insurer?> FindAsync(string insurerNumber, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (cached.TryGetValue(insurerNumber, out var kept) && now - kept.ReadAt < FreshFor)
        {
            return kept.Insurer;
        }

        var insurer = await ReadAsync(insurerNumber, cancellationToken);
        if (insurer is not null)
        {
            // Unknown numbers are whatever people type: keeping them would fill the memory.
            cached[insurerNumber] = (insurer, now);
        }

        return insurer;
    }

    /// <summary>An insurer as it is stored now.</summary>
    public async Task<Insurer?> ReadAsync(string insurerNumber, CancellationToken cancellationToken) =>
        (await insurers.FindAsync<InsurerEntity>(insurerNumber, cancellationToken))?.ToInsurer();

    /// <summary>Writes an insurer, new or not; the last writer wins.</summary>
    public async Task PutAsync(Insurer insurer, CancellationToken cancellationToken)
    {
        await insurers.UpsertEntityAsync(InsurerEntity.From(insurer), TableUpdateMode.Replace, cancellationToken);
        cached.TryRemove(insurer.Number, out _);
    }

    public IAsyncEnumerable<Insurer> ListAsync(CancellationToken cancellationToken) =>
        insurers.QueryAsync<InsurerEntity>(cancellationToken: cancellationToken).Select(row => row.ToInsurer());

    public async Task<Group?> FindGroupAsync(string code, CancellationToken cancellationToken) =>
        IsKey(code) && await groups.FindAsync<GroupEntity>(code, cancellationToken) is { } row ? new Group(code, row.Name) : null;

    public Task PutGroupAsync(Group group, CancellationToken cancellationToken) =>
        groups.UpsertEntityAsync(
            new GroupEntity { PartitionKey = group.Code, RowKey = group.Code, Name = group.Name }, TableUpdateMode.Replace, cancellationToken);

    public IAsyncEnumerable<Group> ListGroupsAsync(CancellationToken cancellationToken) =>
        groups.QueryAsync<GroupEntity>(cancellationToken: cancellationToken).Select(row => new Group(row.PartitionKey, row.Name));

    /// <summary>Codes are letters, digits and hyphens: anything else is nobody's and might be no table key at all.</summary>
    public static bool IsKey(string code) => code.Length is > 0 and <= 40 && code.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');
}
