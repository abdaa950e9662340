using Kencom.Core.Files;

namespace Kencom.Core.Rosters.Matching;

/// <summary>
/// The persons of one card as one file has them: rows of the same person are brought together, and one of them counts (RST-7). The order of the rows
/// matters only where two rows of a person have the same 資格取得日.
/// </summary>
internal sealed class FilePersons
{
    /// <summary>Rows of one card that are looked at; a card with more is no family's.</summary>
    public const int MaximumRows = 1_000;

    private static readonly Proof[] Proofs = [Evidence.AreOneById, Evidence.AreOneByBranch, Evidence.AreOneByName];

    private readonly List<StagedRow> rows = [];
    private readonly List<int> owners = [];
    private readonly List<int> counting = [];

    /// <summary>The row that counts of each person.</summary>
    public List<StagedRow> Persons { get; } = [];

    /// <summary>Rows of the card that cannot be used: whoever they may be about is not missing (RST-6).</summary>
    public List<StagedRow> Bad { get; } = [];

    public List<ReportedRow> Reported { get; } = [];

    public int Replaced { get; private set; }

    public int Skipped { get; private set; }

    public void Clear()
    {
        Persons.Clear();
        Bad.Clear();
        Reported.Clear();
        rows.Clear();
        (Replaced, Skipped) = (0, 0);
    }

    /// <param name="row">In the order of the file.</param>
    /// <param name="isIdShared">The row's 加入者ID stands in rows of different persons somewhere in the file.</param>
    public void Add(in StagedRow row, bool isIdShared)
    {
        if (!row.IsReadable)
        {
            Bad.Add(isIdShared ? WithoutId(row) : row);
        }
        else if (rows.Count == MaximumRows)
        {
            Skip(row, $"1つの記号・番号に{MaximumRows}行を超える行があります。");
        }
        else if (isIdShared)
        {
            rows.Add(WithoutId(row));
            Reported.Add(RosterRemarks.NumberUnused(row.Line, RosterColumns.NameOf(RosterColumns.PersonId)));
        }
        else
        {
            rows.Add(row);
        }
    }

    /// <summary>Tells whose rows they are, after the last of the card.</summary>
    public void Conclude()
    {
        if (rows.Count <= 1)
        {
            Persons.AddRange(rows);
            return;
        }

        DropSharedNumbers();
        BringTogether();
        for (var person = 0; person < counting.Count; person++)
        {
            Persons.Add(WithNumbersOfOthers(person));
        }
    }

    private static StagedRow WithoutId(in StagedRow row) => row with { Identity = default, IsIdUnused = true, Values = row.Values with { Id = null } };

    private static bool CoverOneDay(in PersonValues one, in PersonValues other) =>
        !(one.CoverageEnd <= other.CoverageStart) && !(other.CoverageEnd <= one.CoverageStart)
        && !(one.CoverageEnd <= one.CoverageStart) && !(other.CoverageEnd <= other.CoverageStart);

    /// <summary>The same 加入者ID and birth date with another name is one person (marriage), unless two 枝番 are covered at once: those are twins.</summary>
    private static bool ShareIdThoughTwo(in PersonValues one, in PersonValues other) =>
        Evidence.BothHaveId(one, other) && one.Id == other.Id
        && (Evidence.DifferInNameAndBirthDate(one, other)
            || (one.Name.Step1 != other.Name.Step1 && Evidence.BothHaveBranch(one, other) && one.Branch != other.Branch && CoverOneDay(one, other)));

    private static bool ShareBranchThoughTwo(in PersonValues one, in PersonValues other) =>
        Evidence.BothHaveBranch(one, other) && one.Branch == other.Branch && Evidence.DifferInNameAndBirthDate(one, other);

    /// <summary>A household's number tells nobody apart.</summary>
    private void DropSharedNumbers()
    {
        HashSet<ulong>? ids = null, branches = null;
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (ShareIdThoughTwo(rows[i].Values, rows[j].Values))
                {
                    (ids ??= []).Add(rows[i].Values.Id!.Value);
                }

                if (ShareBranchThoughTwo(rows[i].Values, rows[j].Values))
                {
                    (branches ??= []).Add(rows[i].Values.Branch!.Value);
                }
            }
        }

        for (var i = 0; i < rows.Count && (ids ?? branches) is not null; i++)
        {
            if (rows[i].Values.Id is { } id && ids?.Contains(id) is true)
            {
                rows[i] = WithoutId(rows[i]);
                Reported.Add(RosterRemarks.NumberUnused(rows[i].Line, RosterColumns.NameOf(RosterColumns.PersonId)));
            }

            if (rows[i].Values.Branch is { } branch && branches?.Contains(branch) is true)
            {
                rows[i] = rows[i] with { Values = rows[i].Values with { Branch = null } };
                Reported.Add(RosterRemarks.NumberUnused(rows[i].Line, RosterColumns.NameOf(RosterColumns.BranchNumber)));
            }
        }
    }

    /// <summary>First the rows with a 加入者ID, then those with a 枝番, then the others, so that their order does not matter.</summary>
    private void BringTogether()
    {
        owners.Clear();
        owners.AddRange(Enumerable.Repeat(-1, rows.Count));
        counting.Clear();
        for (var pass = 0; pass < 3; pass++)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                if (PassOf(rows[i].Values) == pass)
                {
                    Join(i);
                }
            }
        }
    }

    private static int PassOf(in PersonValues values) => values switch { { Id: not null } => 0, { Branch: not null } => 1, _ => 2 };

    private void Join(int row)
    {
        var values = rows[row].Values;
        var (owner, several) = (-1, false);
        foreach (var evidence in Proofs)
        {
            for (var other = 0; other < rows.Count && !several; other++)
            {
                if (owners[other] >= 0 && owners[other] != owner && evidence(values, rows[other].Values) && FitsAll(owners[other], values))
                {
                    (owner, several) = (owners[other], owner >= 0);
                }
            }

            if (owner >= 0)
            {
                break;
            }
        }

        if (several)
        {
            Bad.Add(rows[row] with { IsReadable = false });
            Skip(rows[row], "同じ氏名と生年月日の人が複数いるため、だれの行か分かりません。");
        }
        else if (owner < 0)
        {
            owners[row] = counting.Count;
            counting.Add(row);
        }
        else
        {
            owners[row] = owner;
            Replace(owner, row);
        }
    }

    /// <summary>What one row of a person says against it, no other row outweighs.</summary>
    private bool FitsAll(int owner, in PersonValues values)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (owners[i] == owner && Evidence.DifferInNameAndBirthDate(values, rows[i].Values))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Of the rows of a person the one that starts latest counts, whatever their order; of the same start the last one.</summary>
    private void Replace(int owner, int row)
    {
        var (one, other) = (rows[counting[owner]], rows[row]);
        var isHistory = one.Values.CoverageStart != other.Values.CoverageStart;
        var oneCounts = isHistory ? one.Values.CoverageStart > other.Values.CoverageStart : counting[owner] > row;
        if (!oneCounts)
        {
            counting[owner] = row;
        }

        var (kept, replaced) = oneCounts ? (one, other) : (other, one);
        Replaced++;
        Reported.Add(RosterRemarks.Replaced(replaced.Line, kept.Line, isHistory));
    }

    /// <summary>A number that another row of the person has is the person's too.</summary>
    private StagedRow WithNumbersOfOthers(int person)
    {
        var row = rows[counting[person]];
        for (var i = 0; i < rows.Count; i++)
        {
            if (owners[i] == person && rows[i].Values.Id is not null && row.Values.Id is null && !row.IsIdUnused)
            {
                row = row with { Identity = rows[i].Identity, Values = row.Values with { Id = rows[i].Values.Id } };
            }
        }

        return row;
    }

    private void Skip(in StagedRow row, string reason)
    {
        Skipped++;
        Reported.Add(ReportedRow.Skipped(row.Line, "", reason));
    }

    private delegate bool Proof(in PersonValues one, in PersonValues other);
}
