using System.Runtime.InteropServices;
using Kencom.Core.Files;
using Kencom.Core.Rosters.Matching;

namespace Kencom.Core.Rosters;

/// <summary>What a comparison needs beside rows and roster.</summary>
/// <param name="Owner">The insurer's mark in the payload.</param>
/// <param name="IsFull">Whoever is missing ends (RST-6).</param>
/// <param name="Day">The day of the file: coverage that it ends, ends then.</param>
internal sealed record ComparisonContext(ulong Owner, bool IsFull, DateOnly Day)
{
    /// <summary>加入者IDs that stand in rows of different persons of the file (RST-7).</summary>
    public SharedIds SharedIds { get; init; } = SharedIds.None;

    /// <summary>Bad rows of which not even the card could be read.</summary>
    public LooseRows LooseRows { get; init; } = LooseRows.None;

    /// <summary>Ids that lead to persons who were known before their id was.</summary>
    public IReadOnlyDictionary<UInt128, UInt128> AdoptedIds { get; init; } = new Dictionary<UInt128, UInt128>();
}

/// <summary>
/// Compares rows with the roster as it was: pure, and the same result however often it is repeated (RST-5). Both are gone through card by card in the
/// order of their keys, so that nothing of a card lives longer than its turn but what changes: objects that live as long as a part's work cost more to
/// collect than all of the work.
/// </summary>
internal sealed class RosterComparison(RosterHasher hasher, ComparisonContext context)
{
    /// <summary>Coverage that ends within so many days counts as about to end (RST-6).</summary>
    private const int SoonDays = 31;

    /// <summary>Rows that a part lists in the report; beyond them only the counts tell.</summary>
    private const int MaximumReported = 10_000;

    private const int FewPersons = 16;

    private readonly List<CardChange> changes = [];
    private readonly List<AdoptedId> adoptedIds = [];
    private readonly List<UInt128> newcomers = [];
    private readonly List<ReportedRow> reported = [];
    private readonly HashSet<UInt128> lapsed = [];
    private readonly List<PersonCode> codes = [];
    private readonly PersonMoves moves = new([], []);
    private readonly ByteArena payloads = new();
    private readonly FilePersons file = new();
    private readonly HashSet<UInt128> used = [];
    private readonly DateOnly soon = context.Day.AddDays(SoonDays);
    private FileCounts counts = new();
    private RosterMeasures measures = new();

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

        return new RosterDifference(changes, adoptedIds, newcomers, reported, lapsed, moves, codes, counts, measures);
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
        CountCovered(before);
        if (rowsOfCard.IsEmpty && !context.IsFull)
        {
            before.ForEach(Remember);
            return;
        }

        if (AreAsBefore(before, rows, rowsOfCard))
        {
            counts = counts with { Unchanged = counts.Unchanged + rowsOfCard.Length };
            before.ForEach(Remember);
            TakeCodes(before, rows, rowsOfCard);
            return;
        }

        file.Clear();
        foreach (var (_, index) in rowsOfCard)
        {
            file.Add(rows[index], rows[index].Values.Id is { } id && context.SharedIds.Contains(id));
        }

        file.Conclude();
        counts = counts with { Replaced = counts.Replaced + file.Replaced, Skipped = counts.Skipped + file.Skipped };
        file.Reported.ForEach(Report);
        Compare(cardKey, payload, before);
    }

    /// <summary>Nearly every card of a file: for each row a person with just these values, and nobody else. That is seen without telling anybody apart.</summary>
    private bool AreAsBefore(List<RosterPerson> before, StagedRow[] rows, ReadOnlySpan<RowOfCard> rowsOfCard)
    {
        if (rowsOfCard.Length != before.Count || before.Count > FewPersons)
        {
            return false;
        }

        var found = 0;
        foreach (var (_, index) in rowsOfCard)
        {
            ref readonly var row = ref rows[index];
            var person = IndexOf(before, row.Values);
            if (person < 0 || !row.IsReadable || (row.Values.Id is { } id && context.SharedIds.Contains(id)))
            {
                return false;
            }

            found |= 1 << person;
        }

        return found == (1 << before.Count) - 1;
    }

    /// <summary>The codes of a card on which nothing else is new.</summary>
    private void TakeCodes(List<RosterPerson> persons, StagedRow[] rows, ReadOnlySpan<RowOfCard> rowsOfCard)
    {
        foreach (var (_, index) in rowsOfCard)
        {
            if (rows[index].Code is { } code)
            {
                codes.Add(new PersonCode(persons[IndexOf(persons, rows[index].Values)].Key, rows[index].CardKey, code));
            }
        }
    }

    private static int IndexOf(List<RosterPerson> persons, in PersonValues values)
    {
        for (var i = 0; i < persons.Count; i++)
        {
            if (!persons[i].IsUndecided && persons[i].Values == values)
            {
                return i;
            }
        }

        return -1;
    }

    private void CountCovered(List<RosterPerson> before)
    {
        var covered = 0;
        foreach (var person in before)
        {
            covered += !person.IsUndecided && person.Values.Covers(context.Day) ? 1 : 0;
        }

        measures = measures with { CoveredBefore = measures.CoveredBefore + covered };
    }

    private void Compare(UInt128 cardKey, ReadOnlyMemory<byte> payload, List<RosterPerson> before)
    {
        var undecided = before.FindAll(person => person.IsUndecided);
        var persons = undecided.Count == 0 ? before : before.FindAll(person => !person.IsUndecided);
        var badRows = new BadRows(cardKey, persons, undecided, file, context.LooseRows, hasher);
        var matched = PersonMatching.Match(persons, undecided, file.Persons, context.IsFull, context.Day, badRows);
        var after = new List<RosterPerson>(before.Count + file.Persons.Count);
        used.Clear();
        persons.ForEach(person => used.Add(person.Key));
        var room = CardPayload.MaximumPersons - before.Count;
        for (var i = 0; i < file.Persons.Count; i++)
        {
            var known = matched.Former[i] < 0 ? null : persons[matched.Former[i]];
            if (known is not null || room-- > 0)
            {
                Take(file.Persons[i], known, matched.Findings[i], after);
            }
            else
            {
                counts = counts with { Skipped = counts.Skipped + 1 };
                Report(ReportedRow.Skipped(file.Persons[i].Line, "", $"1つの記号・番号に{CardPayload.MaximumPersons}人を超える行があります。"));
            }
        }

        KeepOrEnd(persons, matched, after);
        KeepOrDrop(undecided, badRows, after);
        foreach (var line in badRows.LinesThatProtect)
        {
            Report(RosterRemarks.Protects(line));
        }

        after.ForEach(Remember);
        Change(cardKey, payload, after);
    }

    /// <summary>What a row makes of its person, or of nobody yet.</summary>
    private void Take(in StagedRow row, RosterPerson? known, Finding finding, List<RosterPerson> after)
    {
        var isUndecided = finding is Finding.UndecidedName or Finding.UndecidedPerson;
        var person = isUndecided ? new RosterPerson(default, row.Values) : ToPerson(row, known);
        after.Add(person);
        if (row.Code is { } code && !isUndecided)
        {
            codes.Add(new PersonCode(person.Key, row.CardKey, code)); // Whose an undecided row's is nobody knows.
        }

        var isRenamed = finding is Finding.UndecidedName
            || (known is not null && known.Values.BirthDate == row.Values.BirthDate && known.Values.Name.Step3 != row.Values.Name.Step3);
        measures = measures with { Renamed = measures.Renamed + (isRenamed ? 1 : 0) };
        Count(person, known);
        var hasAnotherName = known is not null && known.Values.Name.Step1 != row.Values.Name.Step1;
        if (RosterRemarks.Of(row.Line, finding, hasAnotherName, known is not null && known.Values.BirthDate != row.Values.BirthDate) is { } note)
        {
            Report(note);
        }
    }

    private void Count(RosterPerson person, RosterPerson? known)
    {
        counts = person.IsUndecided ? counts with { Undecided = counts.Undecided + 1 }
            : known is null ? counts with { Added = counts.Added + 1 }
            : person == known ? counts with { Unchanged = counts.Unchanged + 1 }
            : counts with { Changed = counts.Changed + 1 };
        if (person.IsUndecided)
        {
            return;
        }

        var (wasCovered, isCovered) = (known is not null && IsWellCovered(known), IsWellCovered(person));
        if (wasCovered && !isCovered)
        {
            CountUncovered(person);
        }
        else if (isCovered && !wasCovered && person.Values.Id is not null)
        {
            moves.Come.Add(person.Key);
        }
    }

    /// <summary>Covered today, and for longer than until soon.</summary>
    private bool IsWellCovered(RosterPerson person) => person.Values.Covers(context.Day) && person.Values.IsOpen(soon);

    private void CountUncovered(RosterPerson person)
    {
        measures = measures with { Uncovered = measures.Uncovered + 1 };
        if (person.Values.Id is not null)
        {
            moves.Ended.Add(person.Key);
        }
    }

    private void KeepOrEnd(List<RosterPerson> persons, Matched matched, List<RosterPerson> after)
    {
        for (var j = 0; j < persons.Count; j++)
        {
            if (Array.IndexOf(matched.Former, j) >= 0)
            {
                continue;
            }

            after.Add(context.IsFull && !matched.Stays[j] ? End(persons[j]) : persons[j]);
        }
    }

    private RosterPerson End(RosterPerson missing)
    {
        if (!missing.Values.IsOpen(context.Day))
        {
            return missing;
        }

        counts = counts with { Ended = counts.Ended + 1 };
        if (IsWellCovered(missing))
        {
            CountUncovered(missing);
        }

        var end = missing.Values.CoverageStart > context.Day ? missing.Values.CoverageStart : context.Day;
        return missing with { Values = missing.Values with { CoverageEnd = end } };
    }

    /// <summary>A row that was kept aside waits on, unless this file has it too, or is the full one that has the last word.</summary>
    private void KeepOrDrop(List<RosterPerson> undecided, BadRows badRows, List<RosterPerson> after)
    {
        foreach (var waiting in undecided)
        {
            if (file.Persons.Exists(row => PersonMatching.AreOne(row.Values, waiting.Values)))
            {
                continue;
            }

            if (context.IsFull && !badRows.MayBeAbout(waiting))
            {
                Report(RosterRemarks.Dropped());
            }
            else
            {
                after.Add(waiting);
            }
        }
    }

    private void Change(UInt128 cardKey, ReadOnlyMemory<byte> payload, List<RosterPerson> after)
    {
        if (after.Count == 0 && payload.IsEmpty)
        {
            return;
        }

        var size = CardPayload.SizeOf(after);
        var written = payloads.Next(size);
        CardPayload.Write(written, context.Owner, after);
        if (!written.SequenceEqual(payload.Span))
        {
            changes.Add(new CardChange(cardKey, payload.IsEmpty, payloads.Keep(size)));
        }
    }

    private void Remember(RosterPerson person)
    {
        if (person is { IsUndecided: false, Values: { Id: not null, CoverageEnd: not null } })
        {
            lapsed.Add(person.Key);
        }
    }

    /// <summary>The person as the row has them; a number that the row lacks stays, unless the file's ids tell nobody apart.</summary>
    private RosterPerson ToPerson(in StagedRow row, RosterPerson? known)
    {
        var key = known?.Key ?? NewKey(row);
        used.Add(key);
        var person = new RosterPerson(key, row.Values with
        {
            Id = row.Values.Id ?? (row.IsIdUnused ? null : known?.Values.Id),
            Branch = row.Values.Branch ?? known?.Values.Branch,
        });
        if (row.Identity != default && row.Identity != key && person != known)
        {
            adoptedIds.Add(new AdoptedId(row.Identity, key));
        }

        return person;
    }

    private UInt128 NewKey(in StagedRow row)
    {
        if (row.Identity != default)
        {
            newcomers.Add(row.Identity);
            var key = context.AdoptedIds.GetValueOrDefault(row.Identity, row.Identity);
            if (!used.Contains(key))
            {
                return key;
            }
        }

        for (var count = 0; ; count++)
        {
            var key = hasher.PersonAtFirstSight(row.CardKey, row.Values.BirthDate, row.Values.Branch ?? row.Values.Name.Step1, count);
            if (!used.Contains(key))
            {
                return key;
            }
        }
    }

    private void Report(ReportedRow row)
    {
        if (reported.Count < MaximumReported)
        {
            reported.Add(row);
        }
    }

    /// <summary>A row's place in the file: those of a card come together, in the order of the file.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct RowOfCard(UInt128 CardKey, int Index);
}
