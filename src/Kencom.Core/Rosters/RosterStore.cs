using System.Net;
using Azure;
using Azure.Data.Tables;
using Kencom.Core.Eligibility;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Rosters;

/// <summary>The roster as checks read it and imports write it.</summary>
public sealed class RosterStore(TableServiceClient tables, KeyedHasher hasher) : IDisposable
{
    /// <summary>A transaction's limits: 100 rows, 4 MiB; base64 and names make a third more of the payload.</summary>
    private const int MaximumRows = 100;
    private const int MaximumBytes = 2 * 1024 * 1024;

    /// <summary>
    /// Parts whose cards an instance writes at once, and transactions of each: the others are read and compared meanwhile, and no more than 1,200 rows
    /// of the SDK's making are in memory at a time.
    /// </summary>
    private const int PartsAtOnce = 3;
    private const int TransactionsAtOnce = 4;

    private readonly SemaphoreSlim writers = new(PartsAtOnce);
    private readonly TableClient cards = tables.GetTableClient(TableNames.RosterCards);
    private readonly TableClient persons = tables.GetTableClient(TableNames.RosterPersons);

    /// <summary>The key that a card has, or would have, in the roster.</summary>
    public string KeyOf(Card card) => hasher.Hash(RosterHasher.CardPurpose, card.InsurerNumber.Value, card.Symbol.Value, card.Number.Value);

    /// <summary>One point read for the whole family; one more for each earlier hash key that is still in use, when there is no such card.</summary>
    public async Task<RosterCard?> FindCardAsync(InsurerNumber insurer, CardSymbol symbol, CardNumber number, CancellationToken cancellationToken)
    {
        foreach (var key in hasher.HashesOfAllVersions(RosterHasher.CardPurpose, insurer.Value, symbol.Value, number.Value))
        {
            if (await FindCardAsync(key, cancellationToken) is { } card)
            {
                return card;
            }
        }

        return null;
    }

    /// <summary>A card by its key.</summary>
    public async Task<RosterCard?> FindCardAsync(string cardKey, CancellationToken cancellationToken)
    {
        if (await cards.FindAsync<RosterCardEntity>(RosterKeys.Partition(cardKey), cardKey, cancellationToken) is not { } entity)
        {
            return null;
        }

        var version = int.Parse(cardKey.AsSpan(0, cardKey.IndexOf('-', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture);
        return new RosterCard(hasher, version, RosterKeys.Parse(cardKey), entity.Persons);
    }

    /// <summary>
    /// Whether the person is covered on this day: by the row that matched, or, if that has ended, by another card's row of the same 加入者ID (EL-8).
    /// The second takes one more read.
    /// </summary>
    public async Task<bool> IsCoveredAsync(MatchedPerson person, DateOnly day, CancellationToken cancellationToken)
    {
        if (person.Covers(day) || !person.HasId)
        {
            return person.Covers(day);
        }

        var first = RosterKeys.LinkPrefix(person.Key);
        var beyond = first[..^1] + (char)(first[^1] + 1);
        await foreach (var link in persons.QueryAsync<RosterPersonEntity>(
            row => row.PartitionKey == person.LinkPartition && row.RowKey.CompareTo(first) >= 0 && row.RowKey.CompareTo(beyond) < 0, cancellationToken: cancellationToken))
        {
            if (link.CoverageStart <= day.DayNumber && !(link.CoverageEnd <= day.DayNumber))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes changed cards in transactions; the same changes can be written again (RST-5).</summary>
    /// <param name="changes">In the order of their keys: those of a partition follow each other.</param>
    internal async Task WriteAsync(int version, IReadOnlyList<CardChange> changes, CancellationToken cancellationToken)
    {
        await writers.WaitAsync(cancellationToken);
        try
        {
            await Parallel.ForEachAsync(
                Transactions(changes),
                new ParallelOptions { MaxDegreeOfParallelism = TransactionsAtOnce, CancellationToken = cancellationToken },
                async (rows, token) => await WriteTransactionAsync([.. rows.Select(row => (row.IsNew, ToEntity(version, row)))], token));
        }
        finally
        {
            writers.Release();
        }
    }

    /// <summary>Makes the links of a part what they should be; can be repeated (RST-5).</summary>
    internal async Task WriteLinksAsync(int version, ulong owner, IReadOnlySet<CoverageLink> before, IReadOnlySet<CoverageLink> after, CancellationToken cancellationToken)
    {
        var kept = after.Select(link => (link.PersonKey, link.CardKey)).ToHashSet();
        var gone = before.Where(link => !kept.Contains((link.PersonKey, link.CardKey)))
            .Select(link => new TableTransactionAction(TableTransactionActionType.Delete, ToEntity(version, owner, link), ETag.All));
        var come = after.Where(link => !before.Contains(link))
            .Select(link => new TableTransactionAction(TableTransactionActionType.UpsertReplace, ToEntity(version, owner, link)));
        foreach (var actions in gone.Concat(come).Chunk(MaximumRows))
        {
            await WriteLinksAsync(actions, cancellationToken);
        }
    }

    public void Dispose() => writers.Dispose();

    private async Task WriteLinksAsync(TableTransactionAction[] actions, CancellationToken cancellationToken)
    {
        try
        {
            await persons.SubmitTransactionAsync(actions, cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.Status == (int)HttpStatusCode.NotFound)
        {
            // An instance died after it had deleted one of these; a single row that is missing is deleted without complaint.
            foreach (var action in actions)
            {
                await (action.ActionType == TableTransactionActionType.Delete
                    ? persons.DeleteEntityAsync(action.Entity.PartitionKey, action.Entity.RowKey, ETag.All, cancellationToken)
                    : persons.UpsertEntityAsync((RosterPersonEntity)action.Entity, TableUpdateMode.Replace, cancellationToken));
            }
        }
    }

    private static RosterPersonEntity ToEntity(int version, ulong owner, CoverageLink link) => new()
    {
        PartitionKey = RosterKeys.LinkPartition(version, owner),
        RowKey = RosterKeys.Link(version, link.PersonKey, link.CardKey),
        CoverageStart = link.CoverageStart.DayNumber,
        CoverageEnd = link.CoverageEnd?.DayNumber,
    };

    private static RosterCardEntity ToEntity(int version, CardChange change)
    {
        var key = RosterKeys.Format(version, change.CardKey);
        return new RosterCardEntity { PartitionKey = RosterKeys.Partition(key), RowKey = key, Persons = change.Payload.ToArray() };
    }

    private static IEnumerable<CardChange[]> Transactions(IReadOnlyList<CardChange> changes)
    {
        var rows = new List<CardChange>(MaximumRows);
        var bytes = 0;
        foreach (var change in changes)
        {
            if (rows.Count == MaximumRows || bytes + change.Payload.Length > MaximumBytes
                || (rows.Count > 0 && RosterKeys.PartitionByte(rows[0].CardKey) != RosterKeys.PartitionByte(change.CardKey)))
            {
                yield return [.. rows];
                rows.Clear();
                bytes = 0;
            }

            rows.Add(change);
            bytes += change.Payload.Length;
        }

        if (rows.Count > 0)
        {
            yield return [.. rows];
        }
    }

    private async Task WriteTransactionAsync(List<(bool IsNew, RosterCardEntity Entity)> rows, CancellationToken cancellationToken)
    {
        try
        {
            // Merge and replace are the same for one property; the emulator merges faster.
            await cards.SubmitTransactionAsync(
                rows.Select(row => new TableTransactionAction(row.IsNew ? TableTransactionActionType.Add : TableTransactionActionType.UpsertMerge, row.Entity)),
                cancellationToken);
        }
        catch (RequestFailedException conflict) when (conflict.Status == (int)HttpStatusCode.Conflict)
        {
            // A transaction that was written before an instance died.
            await WriteWhatDiffersAsync(rows, cancellationToken);
        }
    }

    /// <summary>Looks up all rows of a transaction at once, and writes those that are missing or different.</summary>
    private async Task WriteWhatDiffersAsync(List<(bool IsNew, RosterCardEntity Entity)> rows, CancellationToken cancellationToken)
    {
        var (partition, first, last) = (rows[0].Entity.PartitionKey, rows[0].Entity.RowKey, rows[^1].Entity.RowKey);
        var existing = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await foreach (var row in cards.QueryAsync<RosterCardEntity>(
            row => row.PartitionKey == partition && row.RowKey.CompareTo(first) >= 0 && row.RowKey.CompareTo(last) <= 0, cancellationToken: cancellationToken))
        {
            existing.Add(row.RowKey, row.Persons);
        }

        var actions = new List<TableTransactionAction>();
        foreach (var (_, entity) in rows)
        {
            if (!existing.TryGetValue(entity.RowKey, out var persons))
            {
                actions.Add(new TableTransactionAction(TableTransactionActionType.Add, entity));
            }
            else if (!persons.AsSpan().SequenceEqual(entity.Persons))
            {
                actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertMerge, entity));
            }
        }

        if (actions.Count > 0)
        {
            await cards.SubmitTransactionAsync(actions, cancellationToken);
        }
    }
}
