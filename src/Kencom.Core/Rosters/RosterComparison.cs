using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Kencom.Core.Rosters;

/// <summary>What became of the rows of a file; every row read is counted exactly once among added, changed, unchanged, skipped and replaced (RST-8).</summary>
/// <param name="Ended">Persons missing from a full file, whose coverage it ends; no rows of the file.</param>
public sealed record RosterCounts(int Read = 0, int Added = 0, int Changed = 0, int Unchanged = 0, int Ended = 0, int Skipped = 0, int Replaced = 0)
{
    public static RosterCounts operator +(RosterCounts one, RosterCounts other) => Add(one, other);

    public static RosterCounts Add(RosterCounts one, RosterCounts other) => new(
        one.Read + other.Read, one.Added + other.Added, one.Changed + other.Changed, one.Unchanged + other.Unchanged,
        one.Ended + other.Ended, one.Skipped + other.Skipped, one.Replaced + other.Replaced);
}

/// <summary>A card whose row is to be written.</summary>
/// <param name="IsNew">No row of this insurer's files is there yet.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CardChange(UInt128 CardKey, bool IsNew, ReadOnlyMemory<byte> Payload)
{
    public StoredCard Card => new(CardKey, Payload);
}

/// <summary>A person who has another key from now on (EL-15).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KeyChange(UInt128 Former, UInt128 Current);

/// <summary>Persons known by id who ended on a card, and who came to one: who did both has moved, across the parts of a file (EL-15).</summary>
internal sealed record PersonMoves(HashSet<UInt128> Ended, HashSet<UInt128> Come);

/// <summary>The difference between a part of a file and what was applied before.</summary>
/// <param name="Changes">In the order of the cards' keys.</param>
/// <param name="Reported">Rows that count as replaced or skipped for a reason that shows only here.</param>
/// <param name="OpenBefore">Persons whose coverage had not ended before: what the ended ones are a share of (RST-6).</param>
/// <param name="Lapsed">Persons known by id with a row whose coverage has an end, after this file (EL-8).</param>
internal sealed record RosterDifference(
    IReadOnlyList<CardChange> Changes, IReadOnlyList<KeyChange> KeyChanges, IReadOnlyList<ReportedRow> Reported, IReadOnlySet<UInt128> Lapsed, PersonMoves Moves,
    RosterCounts Counts, int OpenBefore);

/// <summary>
/// Compares rows with the roster as it was: pure, and the same result however often it is repeated (RST-5). Both are gone through card by card in the
/// order of their keys, so that nothing of a card lives longer than its turn but what changes: objects that live as long as a part's work cost more to
/// collect than all of the work.
/// </summary>
/// <param name="owner">The insurer's mark in the payload.</param>
/// <param name="isFull">Whoever is missing ends (RST-6).</param>
/// <param name="day">The day of the file: coverage that it ends, ends then.</param>
internal sealed class RosterComparison(RosterHasher hasher, ulong owner, bool isFull, DateOnly day)
{
    private readonly List<CardChange> changes = [];
    private readonly List<KeyChange> keyChanges = [];
    private readonly List<ReportedRow> reported = [];
    private readonly HashSet<UInt128> lapsed = [];
    private readonly PersonMoves moves = new([], []);
    private readonly ByteArena payloads = new();
    private readonly Draft draft = new();
    private readonly HashSet<UInt128> used = [];
    private RosterCounts counts = new();
    private int openBefore;

    /// <param name="before">In the order of the cards' keys.</param>
    /// <param name="rows">In the order of the file.</param>
    public RosterDifference Compare(IReadOnlyList<StoredCard> before, StagedRow[] rows)
    {
        var sorted = SortByCard(rows);
        var (next, row) = (0, 0);
        while (next < before.Count || row < sorted.Length)
        {
            var isStored = next < before.Count && (row == sorted.Length || before[next].CardKey <= sorted[row].CardKey);
            var (cardKey, payload) = isStored ? before[next++] : new StoredCard(sorted[row].CardKey, default);
            var first = row;
            while (row < sorted.Length && sorted[row].CardKey == cardKey)
            {
                row++;
            }

            Compare(cardKey, payload, rows, sorted.AsSpan(first..row));
        }

        return new RosterDifference(changes, keyChanges, reported, lapsed, moves, counts, openBefore);
    }

    private static RowOfCard[] SortByCard(StagedRow[] rows)
    {
        var sorted = new RowOfCard[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            sorted[i] = new RowOfCard(rows[i].CardKey, i);
        }

        Array.Sort(sorted, (one, other) => one.CardKey == other.CardKey ? one.Index.CompareTo(other.Index) : one.CardKey.CompareTo(other.CardKey));
        return sorted;
    }

    private void Compare(UInt128 cardKey, ReadOnlyMemory<byte> payload, StagedRow[] rows, ReadOnlySpan<RowOfCard> rowsOfCard)
    {
        var before = payload.IsEmpty ? [] : CardPayload.Read(payload.Span);
        openBefore += before.Count(person => person.IsOpen(day));
        if (rowsOfCard.IsEmpty && !isFull)
        {
            Remember(before);
            return;
        }

        draft.Clear();
        foreach (var (_, index) in rowsOfCard)
        {
            Take(rows[index]);
        }

        Compare(cardKey, payload, before);
    }

    /// <summary>One more row of the card, which replaces an earlier one of the same person (RST-7).</summary>
    private void Take(in StagedRow row)
    {
        if (!row.IsReadable)
        {
            draft.IsProtected = true;
            return;
        }

        var same = draft.IndexOfSamePerson(row);
        if (same >= 0)
        {
            reported.Add(ReportedRow.Replaced(draft.Rows[same].Line, row.Line));
            counts = counts with { Replaced = counts.Replaced + 1 };
            draft.Rows[same] = row;
        }
        else if (draft.Rows.Count < CardPayload.MaximumPersons)
        {
            draft.Rows.Add(row);
        }
        else
        {
            Skip(row);
            draft.IsProtected = true;
        }
    }

    private void Skip(in StagedRow row)
    {
        reported.Add(ReportedRow.Skipped(row.Line, "", $"1つの記号・番号に{CardPayload.MaximumPersons}人を超える行があります。"));
        counts = counts with { Skipped = counts.Skipped + 1 };
    }

    private void Compare(UInt128 cardKey, ReadOnlyMemory<byte> payload, List<RosterPerson> before)
    {
        var recognised = Recognise(draft.Rows, before);
        var after = new List<RosterPerson>(before.Count + draft.Rows.Count);
        UseKeysOf(before);
        var newcomers = 0;
        for (var i = 0; i < draft.Rows.Count; i++)
        {
            var known = recognised[i] >= 0 ? before[recognised[i]] : null;
            if (known is null && before.Count + newcomers++ >= CardPayload.MaximumPersons)
            {
                Skip(draft.Rows[i]);
                continue;
            }

            var person = ToPerson(draft.Rows[i], known);
            after.Add(person);
            if (known is null && person.HasId && person.IsOpen(day))
            {
                moves.Come.Add(person.Key);
            }

            counts = known is null ? counts with { Added = counts.Added + 1 }
                : person == known ? counts with { Unchanged = counts.Unchanged + 1 }
                : counts with { Changed = counts.Changed + 1 };
        }

        for (var index = 0; index < before.Count; index++)
        {
            if (Array.IndexOf(recognised, index) < 0)
            {
                after.Add(isFull && !draft.IsProtected ? End(before[index]) : before[index]);
            }
        }

        Remember(after);
        Change(cardKey, payload, after);
    }

    private void Change(UInt128 cardKey, ReadOnlyMemory<byte> payload, List<RosterPerson> after)
    {
        if (after.Count == 0)
        {
            return;
        }

        var size = CardPayload.SizeOf(after);
        var written = payloads.Next(size);
        CardPayload.Write(written, owner, after);
        if (!written.SequenceEqual(payload.Span))
        {
            changes.Add(new CardChange(cardKey, payload.IsEmpty, payloads.Keep(size)));
        }
    }

    private void UseKeysOf(List<RosterPerson> persons)
    {
        used.Clear();
        foreach (var person in persons)
        {
            used.Add(person.Key);
            used.UnionWith(person.FormerKeys);
        }
    }

    private RosterPerson End(RosterPerson missing)
    {
        if (!missing.IsOpen(day))
        {
            return missing;
        }

        counts = counts with { Ended = counts.Ended + 1 };
        if (missing.HasId)
        {
            moves.Ended.Add(missing.Key);
        }

        return missing with { CoverageEnd = missing.CoverageStart > day ? missing.CoverageStart : day };
    }

    private void Remember(IEnumerable<RosterPerson> persons)
    {
        foreach (var person in persons)
        {
            if (person is { HasId: true, CoverageEnd: not null })
            {
                lapsed.Add(person.Key);
            }
        }
    }

    /// <summary>
    /// Who of the card each row is (EL-15): by 加入者ID, else all of 枝番, name and birth date, else 枝番, else name and birth date, else the only one
    /// left with the same birth date and 続柄. The surer ways go first for all rows, so that a guess never takes whom another row is sure of; and whom a
    /// row was recognised as takes its values, so that all of them find the same person when the file is read again (RST-5).
    /// </summary>
    private static int[] Recognise(List<StagedRow> rows, List<RosterPerson> before)
    {
        var found = new int[rows.Count];
        Array.Fill(found, -1);
        if (before.Count == 0)
        {
            return found;
        }

        var free = new bool[before.Count];
        Array.Fill(free, true);
        if (RecogniseUnchanged(rows, before, found, free) == rows.Count)
        {
            return found;
        }

        foreach (var way in Ways)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                if (found[i] >= 0)
                {
                    continue;
                }

                var row = rows[i];
                var fitting = Enumerable.Range(0, before.Count).Where(index => free[index] && MayBe(row, before[index]) && way(row, before[index])).ToArray();
                if (fitting is [var one] && rows.Where((other, at) => found[at] < 0 && MayBe(other, before[one]) && way(other, before[one])).Count() == 1)
                {
                    found[i] = one;
                    free[one] = false;
                }
            }
        }

        return found;
    }

    /// <summary>Nearly every row of a file is one person as before; that is seen without any search.</summary>
    private static int RecogniseUnchanged(List<StagedRow> rows, List<RosterPerson> before, int[] found, bool[] free)
    {
        var count = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            var (only, several) = (-1, false);
            for (var j = 0; j < before.Count; j++)
            {
                if (IsUnchanged(rows[i], before[j]))
                {
                    (only, several) = (j, only >= 0);
                }
            }

            if (only >= 0 && !several && free[only])
            {
                found[i] = only;
                free[only] = false;
                count++;
            }
        }

        return count;
    }

    private static bool HasSameValues(in StagedRow row, RosterPerson person) =>
        row.BirthDate == person.BirthDate && row.Name.Step1 == person.Name.Step1 && row.Branch == person.Branch;

    private static bool IsUnchanged(in StagedRow row, RosterPerson person) =>
        HasSameValues(row, person)
        && (row.PersonId == default ? !person.HasId : person.HasId && row.PersonId == person.Key);

    private static readonly ImmutableArray<Func<StagedRow, RosterPerson, bool>> Ways =
    [
        (row, person) => row.PersonId != default && person.HasId && row.PersonId == person.Key,
        (row, person) => HasSameValues(row, person),
        (row, person) => row.Branch is not null && row.Branch == person.Branch,
        (row, person) => row.BirthDate == person.BirthDate && row.Name.Step1 == person.Name.Step1,
        (row, person) => row.BirthDate == person.BirthDate && row.Name.Step3 == person.Name.Step3,
        (row, person) => row.BirthDate == person.BirthDate && row.Relation == person.Relation,
    ];

    /// <summary>Two 加入者IDs are two persons, and so are two 枝番 with different birth dates.</summary>
    private static bool MayBe(in StagedRow row, RosterPerson person) =>
        row.PersonId != default && person.HasId
            ? row.PersonId == person.Key
            : row.Branch is null || person.Branch is null || row.Branch == person.Branch;

    private RosterPerson ToPerson(in StagedRow row, RosterPerson? known)
    {
        var key = row.PersonId != default ? row.PersonId : known?.Key ?? NewKey(row);
        var former = known?.FormerKeys ?? [];
        if (known is not null && known.Key != key)
        {
            keyChanges.Add(new KeyChange(known.Key, key));
            former = [.. former.Remove(key).Append(known.Key).TakeLast(RosterPerson.MaximumFormerKeys)];
        }

        used.Add(key);
        return new RosterPerson
        {
            Key = key,
            HasId = row.PersonId != default || known is { HasId: true },
            BirthDate = row.BirthDate,
            Name = row.Name,
            Branch = row.Branch,
            Relation = row.Relation,
            CoverageStart = row.CoverageStart,
            CoverageEnd = row.CoverageEnd,
            FormerKeys = former,
        };
    }

    private UInt128 NewKey(in StagedRow row)
    {
        for (var count = 0; ; count++)
        {
            var key = hasher.PersonAtFirstSight(row.CardKey, row.BirthDate, row.Branch ?? row.Name.Step1, count);
            if (!used.Contains(key))
            {
                return key;
            }
        }
    }

    /// <summary>A row's place in the file: those of a card come together, in the order of the file.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct RowOfCard(UInt128 CardKey, int Index);

    /// <summary>The rows of the card whose turn it is.</summary>
    private sealed class Draft
    {
        public List<StagedRow> Rows { get; } = [];

        /// <summary>
        /// The row that is most surely the same person, -1 when there is none. Were a less sure one replaced, two rows of one person could stay side
        /// by side, and the file would mean something else each time it is read.
        /// </summary>
        public int IndexOfSamePerson(in StagedRow row)
        {
            var (same, surest) = (-1, Likeness.None);
            for (var i = 0; i < Rows.Count; i++)
            {
                if (Rows[i].LikenessTo(row) is var likeness && likeness > surest)
                {
                    (same, surest) = (i, likeness);
                }
            }

            return same;
        }

        /// <summary>A row of this card could not be read: who is missing may be the one in it.</summary>
        public bool IsProtected { get; set; }

        public void Clear()
        {
            Rows.Clear();
            IsProtected = false;
        }
    }
}
