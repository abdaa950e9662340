namespace Kencom.Core.Rosters.Matching;

/// <summary>What a row of a file was found to be.</summary>
internal enum Finding : byte
{
    /// <summary>Nobody of the card: a person who appears.</summary>
    Another,

    /// <summary>The same person by number, or by name and birth date.</summary>
    Same,

    /// <summary>The same person with another reading of the name: one in place of one since the same day.</summary>
    CorrectedReading,

    /// <summary>The same person with another 枝番.</summary>
    CorrectedBranch,

    /// <summary>A corrected reading or another person; the next full file tells (RST-7).</summary>
    UndecidedName,

    /// <summary>One of several persons, and nothing tells which; stays so until numbers do (EL-15).</summary>
    UndecidedPerson,

    /// <summary>Was undecided; the full file that should tell made it another person.</summary>
    AnotherAfterWaiting,
}

/// <summary>What each row of a card was found to be.</summary>
/// <param name="Former">For each row, the person it is of, or -1.</param>
/// <param name="Findings">For each row.</param>
/// <param name="Stays">For each person without a row: whether the coverage stays although a full file does not name the person.</param>
internal sealed record Matched(int[] Former, Finding[] Findings, bool[] Stays);

/// <summary>
/// Tells which person of a card each row of a file is (EL-15, RST-7): pure, without clock or storage, the same whatever the order of persons and rows.
/// The page beside this file says what counts as evidence, what is proof, and what becomes of who cannot be told.
/// </summary>
internal sealed class PersonMatching
{
    /// <summary>Of more who were corrected at once, nobody tries all ways to put them together.</summary>
    private const int MaximumPermuted = 6;

    /// <summary>For each pair: more than what chance makes of the sketches, in which one bit in six is another kana's too.</summary>
    private const double ClearlyLiker = 0.12;

    private static readonly Proof[] Proofs =
    [
        (in PersonValues row, in PersonValues person) => Evidence.AreOneById(row, person) && Evidence.HaveNameAndBirthDate(row, person),
        Evidence.AreOneById,
        (in PersonValues row, in PersonValues person) => Evidence.AreOneByBranch(row, person) && Evidence.HaveNameAndBirthDate(row, person),
        Evidence.AreOneByBranch,
        Evidence.AreOneByName,
    ];

    private readonly IReadOnlyList<RosterPerson> persons;
    private readonly IReadOnlyList<RosterPerson> undecided;
    private readonly IReadOnlyList<StagedRow> rows;
    private readonly BadRows badRows;
    private readonly DateOnly day;
    private readonly int[] former;
    private readonly bool[] taken;
    private readonly Finding[] findings;
    private readonly bool[] stays;
    private bool?[]? protectedPersons;

    private PersonMatching(
        IReadOnlyList<RosterPerson> persons, IReadOnlyList<RosterPerson> undecided, IReadOnlyList<StagedRow> rows, DateOnly day, BadRows badRows)
    {
        (this.persons, this.undecided, this.rows, this.day, this.badRows) = (persons, undecided, rows, day, badRows);
        former = new int[rows.Count];
        Array.Fill(former, -1);
        taken = new bool[persons.Count];
        findings = new Finding[rows.Count];
        stays = new bool[persons.Count];
    }

    private delegate bool Proof(in PersonValues row, in PersonValues person);

    /// <param name="persons">Of the card, as last applied.</param>
    /// <param name="undecided">Rows that an earlier file left undecided.</param>
    /// <param name="rows">One a person (<see cref="FilePersons"/>).</param>
    /// <param name="isFull">Everybody is in the file.</param>
    /// <param name="day">Of the file.</param>
    /// <param name="badRows">Rows that could not be read, and may be about somebody without a row.</param>
    public static Matched Match(
        IReadOnlyList<RosterPerson> persons, IReadOnlyList<RosterPerson> undecided, IReadOnlyList<StagedRow> rows, bool isFull, DateOnly day,
        BadRows badRows)
    {
        var matching = new PersonMatching(persons, undecided, rows, day, badRows);
        if (persons.Count > 0 && matching.MatchUnchanged() < rows.Count)
        {
            matching.MatchProven();
            matching.LeaveWhoMayBeSeveral();
            if (isFull)
            {
                matching.MatchCorrected();
            }

            matching.DecideOtherNames(isFull);
        }

        if (isFull)
        {
            matching.KeepWhoMayBeInBadRows();
        }

        return new Matched(matching.former, matching.findings, matching.stays);
    }

    /// <summary>Nearly every row of a file is one person as before; that is seen without any search.</summary>
    private int MatchUnchanged()
    {
        var count = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            var (only, several) = (-1, false);
            for (var j = 0; j < persons.Count; j++)
            {
                if (IsUnchanged(rows[i].Values, persons[j].Values))
                {
                    (only, several) = (j, only >= 0);
                }
            }

            if (only >= 0 && !several && !taken[only])
            {
                Take(i, only, Finding.Same);
                count++;
            }
        }

        return count;
    }

    private static bool IsUnchanged(in PersonValues row, in PersonValues person) =>
        Evidence.HaveNameAndBirthDate(row, person) && row.Branch == person.Branch && row.Id == person.Id;

    /// <summary>
    /// The surer proofs go first for all rows, so that a weaker one never takes whom another row is sure of. A proof holds only if it points from one
    /// row to one person and back.
    /// </summary>
    private void MatchProven()
    {
        foreach (var proof in Proofs)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                if (former[i] < 0 && OnlyPerson(proof, i) is >= 0 and var person && OnlyRow(proof, person) == i)
                {
                    Take(i, person, Finding.Same);
                }
            }
        }
    }

    private int OnlyPerson(Proof proof, int row)
    {
        var only = -1;
        for (var j = 0; j < persons.Count; j++)
        {
            if (!taken[j] && proof(rows[row].Values, persons[j].Values))
            {
                if (only >= 0)
                {
                    return -1;
                }

                only = j;
            }
        }

        return only;
    }

    private int OnlyRow(Proof proof, int person)
    {
        var only = -1;
        for (var i = 0; i < rows.Count; i++)
        {
            if (former[i] < 0 && findings[i] is Finding.Another && proof(rows[i].Values, persons[person].Values))
            {
                if (only >= 0)
                {
                    return -1;
                }

                only = i;
            }
        }

        return only;
    }

    /// <summary>Who is proven to be one of several is nobody yet, and none of the several ends meanwhile.</summary>
    private void LeaveWhoMayBeSeveral()
    {
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = 0; j < persons.Count && former[i] < 0; j++)
            {
                if (!taken[j] && Array.Exists(Proofs, proof => proof(rows[i].Values, persons[j].Values)))
                {
                    findings[i] = Finding.UndecidedPerson;
                    stays[j] = true;
                }
            }
        }
    }

    /// <summary>One in place of one since the same day (RST-7); of several the likest names belong together.</summary>
    private void MatchCorrected()
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (IsOpenRow(i) && OnlyPerson(Evidence.MayBeCorrectedBranch, i) is >= 0 and var person
                && OnlyRow(Evidence.MayBeCorrectedBranch, person) == i && IsMissing(person))
            {
                Take(i, person, Finding.CorrectedBranch);
            }
        }

        // Who was found leaves others alone, who may then be found: until nothing changes, so that the order of the rows does not matter.
        for (var found = true; found;)
        {
            found = false;
            for (var i = 0; i < rows.Count; i++)
            {
                found |= IsOpenRow(i) && MatchCorrectedLike(i);
            }
        }
    }

    /// <summary>
    /// All rows that are as new as this one, and all persons who are as missing: same birth date, 続柄 and 資格取得日. As many must have come as are
    /// gone, unless an earlier file left it open already: then this one has the last word, and the likest are taken.
    /// </summary>
    private bool MatchCorrectedLike(int first)
    {
        var values = rows[first].Values;
        var newRows = Enumerable.Range(0, rows.Count).Where(i => IsOpenRow(i) && IsOfOneDay(rows[i].Values, values)).ToArray();
        var missing = MissingOfOneDay(first);
        if (missing.Length is 0 or > MaximumPermuted || newRows.Length > MaximumPermuted || !missing.All(IsMissing)
            || (missing.Length != newRows.Length && !missing.All(HasWaited))
            || !newRows.All(i => MissingOfOneDay(i).SequenceEqual(missing)))
        {
            return false;
        }

        var pairs = LikestPairs(newRows, missing);
        foreach (var (row, person) in pairs)
        {
            Take(row, person, Finding.CorrectedReading);
        }

        return pairs.Count > 0;
    }

    private int[] MissingOfOneDay(int row) => [.. Candidates(row).Where(j => persons[j].Values.CoverageStart == rows[row].Values.CoverageStart)];

    private static bool IsOfOneDay(in PersonValues one, in PersonValues other) =>
        one.BirthDate == other.BirthDate && one.Relation == other.Relation && one.CoverageStart == other.CoverageStart;

    /// <returns>The pairs in which the names are likest; none when others are about as good: nothing is guessed.</returns>
    private List<(int Row, int Person)> LikestPairs(int[] newRows, int[] missing)
    {
        var (best, likest, second) = (new List<(int Row, int Person)>(), -1.0, -1.0);
        var count = Math.Min(newRows.Length, missing.Length);
        foreach (var someRows in Arrangements(newRows, newRows.Length > missing.Length ? count : 0))
        {
            foreach (var somePersons in Arrangements(missing, newRows.Length > missing.Length ? 0 : count))
            {
                var pairs = someRows.Zip(somePersons).ToList();
                var likeness = pairs.Sum(pair => Evidence.Likeness(rows[pair.First].Values.Name, persons[pair.Second].Values.Name));
                (best, likest, second) = likeness > likest ? (pairs, likeness, likest) : (best, likest, Math.Max(second, likeness));
            }
        }

        return second < 0 || likest - second > count * ClearlyLiker ? best : [];
    }

    /// <summary>Every way to line up so many of the items; as they stand for 0.</summary>
    private static IEnumerable<int[]> Arrangements(int[] items, int count)
    {
        if (count == 0)
        {
            yield return items;
            yield break;
        }

        foreach (var first in items)
        {
            if (count == 1)
            {
                yield return [first];
                continue;
            }

            foreach (var rest in Arrangements([.. items.Where(item => item != first)], count - 1))
            {
                yield return [first, .. rest];
            }
        }
    }

    /// <summary>Who is left is another person, unless somebody of another name may be meant.</summary>
    private void DecideOtherNames(bool isFull)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (!IsOpenRow(i))
            {
                continue;
            }

            // A diff says nothing about who is not in it, so that even a person with a row of their own may be in it twice (RST-7: always).
            var candidates = isFull
                ? Candidates(i).Where(j => !IsMissing(j) || !HasWaited(j)).ToArray()
                : [.. Enumerable.Range(0, persons.Count).Where(j => Evidence.MayBeCorrectedReading(rows[i].Values, persons[j].Values))];
            if (candidates.Length > 0)
            {
                findings[i] = Finding.UndecidedName;
                Array.ForEach(candidates, j => stays[j] |= !taken[j]);
            }
            else if (isFull && IsWaitingRow(i))
            {
                findings[i] = Finding.AnotherAfterWaiting;
            }
        }
    }

    /// <summary>
    /// Persons without a row whom this row may be in another reading: those whose coverage is open, since who ended before has no place to be taken;
    /// only where there are none, those who ended.
    /// </summary>
    private IEnumerable<int> Candidates(int row)
    {
        var all = Enumerable.Range(0, persons.Count).Where(j => !taken[j] && Evidence.MayBeCorrectedReading(rows[row].Values, persons[j].Values));
        var open = all.Where(j => persons[j].Values.IsOpen(day));
        return open.Any() ? open : all;
    }

    /// <summary>An earlier file left a row undecided that may be this person: the next full file is the last word (RST-7).</summary>
    private bool HasWaited(int person) => undecided.Any(waiting => Evidence.MayBeCorrectedReading(waiting.Values, persons[person].Values));

    internal static bool AreOne(in PersonValues one, in PersonValues other)
    {
        foreach (var proof in Proofs)
        {
            if (proof(one, other))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An earlier file had the row too and left it undecided.</summary>
    private bool IsWaitingRow(int row) => IsOpenRow(row) && undecided.Any(waiting => AreOne(rows[row].Values, waiting.Values));

    private bool IsOpenRow(int row) => former[row] < 0 && findings[row] is Finding.Another;

    /// <summary>Without a row, and in no row that could not be read.</summary>
    private bool IsMissing(int person) => !taken[person] && !stays[person] && !IsProtected(person) && !badRows.MayBeAnotherReading(persons[person]);

    private bool IsProtected(int person) => (protectedPersons ??= new bool?[persons.Count])[person] ??= badRows.MayBeAbout(persons[person]);

    private void KeepWhoMayBeInBadRows()
    {
        for (var j = 0; j < persons.Count; j++)
        {
            stays[j] |= !taken[j] && persons[j].Values.IsOpen(day) && IsProtected(j);
        }
    }

    private void Take(int row, int person, Finding finding)
    {
        former[row] = person;
        taken[person] = true;
        findings[row] = finding;
    }
}
