using Azure.Data.Tables;
using Kencom.Core.Cards;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Rosters;

/// <summary>The roster as checks read it and imports write it.</summary>
public sealed class RosterStore(TableServiceClient tables, KeyedHasher hasher) : IDisposable
{
    /// <summary>A transaction holds 4 MiB; base64 and names make a third more of the payload.</summary>
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

    private readonly SemaphoreSlim writers = new(PartsAtOnce);
    private readonly Rows<StoredRosterCard> cards = new(tables, TableNames.RosterCards, RosterJson.Default.StoredRosterCard);
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
        var row = await cards.FindAsync(CardKey(cardKey), cancellationToken);
        return row is null ? null : new RosterCard(hasher, KeyedHasher.VersionOf(cardKey), RosterKeys.Parse(cardKey), row.Value.Persons);
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
                    if (!isLate && !await WriteTransactionAsync([.. rows.Select(row => ToWrite(version, sequence, row))], Array.TrueForAll(rows, row => row.IsNew), token))
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
        foreach (var partition in keys.Select(key => CardKey(RosterKeys.Format(version, key))).GroupBy(key => key.Partition))
        {
            foreach (var some in partition.Chunk(RowBatch.MostRows))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await RowBatch.DeleteAsync([.. some.Select(cards.Deleting)]);
            }
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

    private static RowKey CardKey(string cardKey) => new(RosterKeys.Partition(cardKey), cardKey);

    private static CardWrite ToWrite(int version, int sequence, CardChange change) =>
        new(CardKey(RosterKeys.Format(version, change.CardKey)), new StoredRosterCard(change.Payload.ToArray(), sequence));

    private static IEnumerable<CardChange[]> Transactions(IReadOnlyList<CardChange> changes)
    {
        var rows = new List<CardChange>(RowBatch.MostRows);
        var bytes = 0;
        foreach (var change in changes)
        {
            if (rows.Count == RowBatch.MostRows || bytes + change.Payload.Length > MaximumBytes
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
    private async Task<bool> WriteTransactionAsync(CardWrite[] writes, bool areNew, CancellationToken cancellationToken)
    {
        if (areNew && await RowBatch.TryWriteAsync([.. writes.Select(write => cards.Adding(write.Key, write.Card))]))
        {
            return true;
        }

        // Written before an instance died, by another that does the same, or by the next file; or some were there before.
        for (var attempt = 0; attempt < Attempts.Most; attempt++)
        {
            var present = await ReadAsync(writes, cancellationToken);
            if (present.Values.Any(row => row.Value.Sequence > writes[0].Card.Sequence))
            {
                return false;
            }

            RowWrite[] left = [.. writes.Select(write => ToRowWrite(write, present.GetValueOrDefault(write.Key))).OfType<RowWrite>()];
            if (left.Length == 0 || await RowBatch.TryWriteAsync(left))
            {
                return true;
            }

            await Attempts.WaitAsync(attempt); // Changed since it was read: the same part, twice on its way.
        }

        throw new RowBusyException(writes[0].Key);
    }

    /// <returns>Null for a row that is as it should be.</returns>
    private RowWrite? ToRowWrite(CardWrite write, Row<StoredRosterCard>? present) =>
        present is null ? cards.Adding(write.Key, write.Card)
        : present.Value.Sequence == write.Card.Sequence && present.Value.Persons.AsSpan().SequenceEqual(write.Card.Persons) ? null
        : cards.Replacing(present, write.Card);

    private async Task<Dictionary<RowKey, Row<StoredRosterCard>>> ReadAsync(CardWrite[] writes, CancellationToken cancellationToken)
    {
        var present = new Dictionary<RowKey, Row<StoredRosterCard>>();
        if (writes.Length < FewRows)
        {
            foreach (var write in writes)
            {
                if (await cards.FindAsync(write.Key, cancellationToken) is { } found)
                {
                    present.Add(write.Key, found);
                }
            }

            return present;
        }

        var (partition, first, behindLast) = (writes[0].Key.Partition, writes[0].Key.Row, writes[^1].Key.Row + "0");
        await foreach (var row in cards.ListAsync(RowRange.Rows(partition, first, behindLast), cancellationToken))
        {
            present.Add(row.Key, row);
        }

        return present;
    }

    private readonly record struct CardWrite(RowKey Key, StoredRosterCard Card);
}
