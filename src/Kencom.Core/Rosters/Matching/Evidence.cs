namespace Kencom.Core.Rosters.Matching;

/// <summary>What two sets of values say about being one person; the page beside this file explains it.</summary>
internal static class Evidence
{
    /// <summary>Never one person, whatever number they share (RST-7).</summary>
    public static bool DifferInNameAndBirthDate(in PersonValues one, in PersonValues other) =>
        one.BirthDate != other.BirthDate && one.Name.Step1 != other.Name.Step1;

    public static bool HaveNameAndBirthDate(in PersonValues one, in PersonValues other) =>
        one.BirthDate == other.BirthDate && one.Name.Step1 == other.Name.Step1;

    public static bool BothHaveId(in PersonValues one, in PersonValues other) => one.Id is not null && other.Id is not null;

    public static bool BothHaveBranch(in PersonValues one, in PersonValues other) => one.Branch is not null && other.Branch is not null;

    /// <summary>By 加入者ID where both have one.</summary>
    public static bool AreOneById(in PersonValues one, in PersonValues other) =>
        BothHaveId(one, other) && one.Id == other.Id && !DifferInNameAndBirthDate(one, other);

    /// <summary>Else by 枝番 where both have one.</summary>
    public static bool AreOneByBranch(in PersonValues one, in PersonValues other) =>
        !BothHaveId(one, other) && BothHaveBranch(one, other) && one.Branch == other.Branch && !DifferInNameAndBirthDate(one, other);

    /// <summary>Else by name and birth date.</summary>
    public static bool AreOneByName(in PersonValues one, in PersonValues other) =>
        !BothHaveId(one, other) && !BothHaveBranch(one, other) && HaveNameAndBirthDate(one, other);

    /// <summary>
    /// Another name for the same birth date and 続柄, and no number that both have: a corrected reading or another person, who knows (RST-7).
    /// </summary>
    public static bool MayBeCorrectedReading(in PersonValues one, in PersonValues other) =>
        one.BirthDate == other.BirthDate && one.Name.Step1 != other.Name.Step1 && one.Relation == other.Relation
        && !BothHaveId(one, other) && !BothHaveBranch(one, other);

    /// <summary>The same name and birth date since the same day, and only the 枝番 is another: nobody but that person, if the former row is gone.</summary>
    public static bool MayBeCorrectedBranch(in PersonValues one, in PersonValues other) =>
        !BothHaveId(one, other) && BothHaveBranch(one, other) && one.Branch != other.Branch
        && HaveNameAndBirthDate(one, other) && one.CoverageStart == other.CoverageStart;

    /// <summary>How like two names of one card are: first by the ladder (EL-5), then by the kana that they have in common.</summary>
    public static double Likeness(in NameHashes one, in NameHashes other) =>
        one.Step1 == other.Step1 ? 4
        : one.Step2 == other.Step2 ? 3
        : one.Step3 == other.Step3 ? 2
        : (double)ulong.PopCount(one.Sketch & other.Sketch) / Math.Max(1, ulong.PopCount(one.Sketch | other.Sketch));

    /// <summary>Whether a bad row may be about this person: nothing that could be read of it says otherwise (RST-6).</summary>
    public static bool MayBeAbout(in PersonValues bad, in PersonValues person)
    {
        if (BothHaveId(bad, person))
        {
            return bad.Id == person.Id;
        }

        var knowsBirthDate = bad.BirthDate != 0;
        var knowsName = bad.Name.Step1 != 0;
        return !(BothHaveBranch(bad, person) && bad.Branch != person.Branch)
            && !(knowsBirthDate && bad.BirthDate != person.BirthDate)
            && !(knowsName && !knowsBirthDate && bad.Name.Step3 != person.Name.Step3);
    }
}
