using System.Net;
using Azure;
using Azure.Data.Tables;
using Kencom.Core.Cards;
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

    private const int LookupsAtOnce = 16;

    /// <summary>Fewer rows than these are read one by one; more of a transaction in one query.</summary>
    private const int FewRows = 16;

    /// <summary>Somebody else writes the same cards at the same time: the same part, twice on its way.</summary>
    private const int MaximumTries = 20;

    private readonly SemaphoreSlim writers = new(PartsAtOnce);
    private readonly TableClient cards = tables.GetTableClient(TableNames.RosterCards);
    private readonly Rows<RosterLink> links = new(tables, TableNames.RosterPersons, RosterJson.Default.RosterLink);
    private readonly Rows<AdoptedPerson> adoptedPersons = new(tables, TableNames.RosterPersons, RosterJson.Default.AdoptedPerson);

    /// <summary>The key that a card has, or would have, in the roster.</summary>
    public string KeyOf(Card card) => hasher.Hash(RosterHasher.CardPurpose, card.InsurerNumber.Value, card.Symbol.Value, card.Number.Value);

    /// <summary>One point read for the whole family, under each hash key that is still in use at once: time tells nothing (API-6).</summary>
    public async Task<RosterCard?> FindCardAsync(InsurerNumber insurer, CardSymbol symbol, CardNumber number, CancellationToken cancellationToken)
    {
        var keys = hasher.HashesOfAllVersions(RosterHasher.CardPurpose, insurer.Value, symbol.Value, number.Value);
        return (await Task.WhenAll(keys.Select(key => FindCardAsync(key, cancellationToken)))).FirstOrDefault(card => card is not null);
    }

    /// <summary>Stands for the person whom a check did not find, so that a miss is looked up like a hit (EL-12). Nobody has its key.</summary>
    public MatchedPerson Nobody(Card card)
    {
        var key = RosterKeys.Parse(hasher.Hash("roster-nobody", card.InsurerNumber.Value, card.Symbol.Value, card.Number.Value));
        return new MatchedPerson(
            RosterKeys.FormatPerson(key), RosterKeys.LinkPartition(1, (ulong)key), Id: null, Relation.Insured, DateOnly.MaxValue, DateOnly.MinValue);
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
    /// Whether the person is covered on this day: by the row that matched, or, if that has ended, by another card's row of the same 加入者ID (EL-8). It costs one read,
    /// whoever it is: a person whom the row covers, <see cref="Nobody"/> and a person without an id too (EL-12).
    /// </summary>
    public async Task<bool> IsCoveredAsync(MatchedPerson person, DateOnly day, CancellationToken cancellationToken)
    {
        var id = person.Id ?? (ulong)RosterKeys.ParsePerson(person.Key);
        var isCoveredElsewhere = false;
        await foreach (var link in links.ListAsync(RowRange.Prefix(person.LinkPartition, RosterKeys.LinkPrefix(id)), cancellationToken))
        {
            isCoveredElsewhere |= link.Value.Covers(day) && (link.Value.IsOfAnother || link.Value.PersonKey == person.Key);
        }

        return person.Covers(day) || (person.Id is not null && isCoveredElsewhere);
    }

    /// <summary>
    /// Writes changed cards in transactions; the same changes can be written again (RST-5). A new card is added, another is replaced as it was read,
    /// so that nothing of a later file is ever overwritten.
    /// </summary>
    /// <param name="sequence">Of the file.</param>
    /// <param name="changes">In the order of their keys: those of a partition follow each other.</param>
    /// <returns>False when a later file has written any of these cards: whoever asks is late.</returns>
    internal async Task<bool> WriteAsync(int version, int sequence, IReadOnlyList<CardChange> changes, CancellationToken cancellationToken)
    {
        var isLate = false;
        await writers.WaitAsync(cancellationToken);
        try
        {
            await Parallel.ForEachAsync(
                Transactions(changes),
                new ParallelOptions { MaxDegreeOfParallelism = TransactionsAtOnce, CancellationToken = cancellationToken },
                async (rows, token) =>
                {
                    if (!isLate && !await WriteTransactionAsync([.. rows.Select(row => ToEntity(version, sequence, row))], Array.TrueForAll(rows, row => row.IsNew), token))
                    {
                        isLate = true;
                    }
                });
        }
        finally
        {
            writers.Release();
        }

        return !isLate;
    }

    /// <summary>Notes ids that lead to persons who were known before them; the first that an id led to stays.</summary>
    internal Task WriteAdoptedIdsAsync(int version, ulong owner, IReadOnlyList<AdoptedId> adopted, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            adopted.DistinctBy(id => id.Identity).Select(id => (Key: IdKey(version, owner, id.Identity), Person: new AdoptedPerson(RosterKeys.FormatPerson(id.PersonKey)))).Chunk(RowBatch.MostRows),
            new ParallelOptions { MaxDegreeOfParallelism = TransactionsAtOnce, CancellationToken = cancellationToken },
            async (ids, _) =>
            {
                if (!await RowBatch.TryWriteAsync([.. ids.Select(id => adoptedPersons.Adding(id.Key, id.Person))]))
                {
                    foreach (var (key, person) in ids)
                    {
                        await adoptedPersons.AddAsync(key, person);
                    }
                }
            });

    /// <summary>Which of these ids lead to persons who were known before them.</summary>
    internal async Task<IReadOnlyDictionary<UInt128, UInt128>> FindAdoptedAsync(int version, ulong owner, IReadOnlyList<UInt128> identities, CancellationToken cancellationToken)
    {
        var found = new System.Collections.Concurrent.ConcurrentDictionary<UInt128, UInt128>();
        await Parallel.ForEachAsync(
            identities,
            new ParallelOptions { MaxDegreeOfParallelism = LookupsAtOnce, CancellationToken = cancellationToken },
            async (identity, token) =>
            {
                if (await adoptedPersons.FindAsync(IdKey(version, owner, identity), token) is { } row)
                {
                    found[identity] = RosterKeys.ParsePerson(row.Value.PersonKey);
                }
            });
        return found;
    }

    /// <summary>Deletes cards of an insurer whose contract has ended (RST-11); those that are gone already are left out.</summary>
    internal async Task DeleteCardsAsync(int version, IEnumerable<UInt128> keys, CancellationToken cancellationToken)
    {
        foreach (var partition in keys.Select(key => RosterKeys.Format(version, key)).GroupBy(RosterKeys.Partition))
        {
            await DeleteAsync(cards, partition.Key, partition, cancellationToken);
        }
    }

    /// <summary>Deletes some of an insurer's ids, and of the links that make its cards valid.</summary>
    /// <returns>Whether there may be more.</returns>
    internal async Task<bool> DeleteLinksAsync(int version, ulong owner, int most, CancellationToken cancellationToken)
    {
        var keys = await links.ListKeysAsync(RowRange.Partition(RosterKeys.LinkPartition(version, owner)), cancellationToken).Take(most).ToListAsync(cancellationToken);
        foreach (var some in keys.Chunk(RowBatch.MostRows))
        {
            await RowBatch.DeleteAsync([.. some.Select(links.Deleting)]);
        }

        return keys.Count == most;
    }

    /// <summary>Makes the links of a part what they should be; can be repeated (RST-5).</summary>
    /// <param name="owner">The insurer whose rows they are.</param>
    internal async Task WriteLinksAsync(int version, ulong owner, IReadOnlySet<CoverageLink> before, IReadOnlySet<CoverageLink> after)
    {
        var kept = after.Select(link => LinkKey(version, link)).ToHashSet();
        var gone = before.Select(link => LinkKey(version, link)).Where(key => !kept.Contains(key)).ToHashSet();
        var come = after.Except(before).Select(link => (Key: LinkKey(version, link), Link: ToRow(owner, link)));
        foreach (var partition in come.GroupBy(link => link.Key.Partition))
        {
            foreach (var some in partition.Chunk(RowBatch.MostRows))
            {
                await RowBatch.TryWriteAsync([.. some.Select(link => links.Putting(link.Key, link.Link))]);
            }
        }

        foreach (var partition in gone.GroupBy(key => key.Partition))
        {
            foreach (var some in partition.Chunk(RowBatch.MostRows))
            {
                await RowBatch.DeleteAsync([.. some.Select(links.Deleting)]);
            }
        }
    }

    public void Dispose() => writers.Dispose();

    private static RowKey LinkKey(int version, CoverageLink link) =>
        new(RosterKeys.LinkPartition(version, link.For), RosterKeys.Link(link.Id, link.PersonKey, link.CardKey));

    private static RowKey IdKey(int version, ulong owner, UInt128 identity) => new(RosterKeys.LinkPartition(version, owner), RosterKeys.AdoptedId(identity));

    private static RosterLink ToRow(ulong owner, CoverageLink link) =>
        new(RosterKeys.FormatPerson(link.PersonKey), IsOfAnother: link.For != owner, link.CoverageStart, link.CoverageEnd);

    private static async Task DeleteAsync(TableClient table, string partition, IEnumerable<string> rows, CancellationToken cancellationToken)
    {
        foreach (var some in rows.Chunk(MaximumRows))
        {
            try
            {
                await table.SubmitTransactionAsync(
                    some.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, row), ETag.All)), cancellationToken);
            }
            catch (RequestFailedException missing) when (missing.Status == (int)HttpStatusCode.NotFound)
            {
                // An instance died in the middle; a single row that is missing is deleted without complaint.
                foreach (var row in some)
                {
                    await table.DeleteEntityAsync(partition, row, ETag.All, cancellationToken);
                }
            }
        }
    }

    private static RosterCardEntity ToEntity(int version, int sequence, CardChange change)
    {
        var key = RosterKeys.Format(version, change.CardKey);
        return new RosterCardEntity { PartitionKey = RosterKeys.Partition(key), RowKey = key, Persons = change.Payload.ToArray(), Sequence = sequence };
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

    /// <returns>False when a later file has written any of the rows.</returns>
    private async Task<bool> WriteTransactionAsync(RosterCardEntity[] rows, bool areNew, CancellationToken cancellationToken)
    {
        if (areNew)
        {
            try
            {
                await cards.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), cancellationToken);
                return true;
            }
            catch (RequestFailedException conflict) when (conflict.Status == (int)HttpStatusCode.Conflict)
            {
                // Written before an instance died, by another that does the same, or by the next file.
            }
        }

        for (var attempt = 1; ; attempt++)
        {
            var present = await ReadAsync(rows, cancellationToken);
            if (present.Values.Any(row => row.Sequence > rows[0].Sequence))
            {
                return false;
            }

            var actions = rows.Select(row => ToAction(row, present.GetValueOrDefault(row.RowKey))).OfType<TableTransactionAction>().ToArray();
            try
            {
                if (actions.Length > 0)
                {
                    await cards.SubmitTransactionAsync(actions, cancellationToken);
                }

                return true;
            }
            catch (RequestFailedException changed) when (
                attempt < MaximumTries && changed.Status is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.PreconditionFailed)
            {
                // Changed since it was read.
            }
        }
    }

    /// <returns>Null for a row that is as it should be.</returns>
    private static TableTransactionAction? ToAction(RosterCardEntity row, RosterCardEntity? present) =>
        present is null ? new TableTransactionAction(TableTransactionActionType.Add, row)
        : present.Sequence == row.Sequence && present.Persons.AsSpan().SequenceEqual(row.Persons) ? null
        : new TableTransactionAction(TableTransactionActionType.UpdateMerge, row, present.ETag); // The emulator merges faster than it replaces.

    private async Task<Dictionary<string, RosterCardEntity>> ReadAsync(RosterCardEntity[] rows, CancellationToken cancellationToken)
    {
        var present = new Dictionary<string, RosterCardEntity>(StringComparer.Ordinal);
        var (partition, first, last) = (rows[0].PartitionKey, rows[0].RowKey, rows[^1].RowKey);
        if (rows.Length < FewRows)
        {
            foreach (var row in rows)
            {
                if (await cards.FindAsync<RosterCardEntity>(partition, row.RowKey, cancellationToken) is { } found)
                {
                    present.Add(row.RowKey, found);
                }
            }

            return present;
        }

        await foreach (var row in cards.QueryAsync<RosterCardEntity>(
            row => row.PartitionKey == partition && row.RowKey.CompareTo(first) >= 0 && row.RowKey.CompareTo(last) <= 0, cancellationToken: cancellationToken))
        {
            present.Add(row.RowKey, row);
        }

        return present;
    }
}
