namespace Kencom.Core.Rosters.Matching;

/// <summary>The bad rows of a file that may be about a person of one card: whoever they may be about is not missing (RST-6).</summary>
internal sealed class BadRows(UInt128 cardKey, List<RosterPerson> persons, List<RosterPerson> undecided, FilePersons file, LooseRows loose, RosterHasher hasher)
{
    private readonly HashSet<int> lines = [];

    /// <summary>The rows that kept somebody from ending.</summary>
    public IEnumerable<int> LinesThatProtect => lines.Order();

    /// <summary>
    /// Asked of persons without a row only. A bad row may also be an undecided one come again, which may be the person in another reading.
    /// </summary>
    public bool MayBeAbout(RosterPerson person)
    {
        var line = FindLine(person)
            ?? undecided.Where(waiting => Evidence.MayBeCorrectedReading(waiting.Values, person.Values)).Select(FindLine).FirstOrDefault(found => found is not null);
        if (line is { } protects)
        {
            lines.Add(protects);
        }

        return line is not null;
    }

    /// <summary>
    /// Whether a bad row without a card may be this person in another reading: too little to keep the coverage of all who share a birth date, enough that
    /// nobody is taken for this person in a corrected one.
    /// </summary>
    public bool MayBeAnotherReading(RosterPerson person) => loose.FindLine(cardKey, person, inAnyReading: true, hasher) is not null;

    private int? FindLine(RosterPerson person)
    {
        var found = file.Bad.Find(bad => MayBeAbout(bad.Values, person));
        return found.Line > 0 ? found.Line : loose.FindLine(cardKey, person, inAnyReading: false, hasher);
    }

    /// <summary>
    /// Whom the row names is meant, if such a person is on the card or in the file; else whoever nothing in the row speaks against; else whoever has no other number
    /// and birth date.
    /// </summary>
    private bool MayBeAbout(in PersonValues bad, RosterPerson person)
    {
        var row = bad;
        if (persons.Exists(other => IsNamed(row, other.Values)) || undecided.Exists(other => IsNamed(row, other.Values)) || file.Persons.Exists(other => IsNamed(row, other.Values)))
        {
            return IsNamed(row, person.Values);
        }

        return persons.Exists(other => Evidence.MayBeAbout(row, other.Values))
            ? Evidence.MayBeAbout(row, person.Values)
            : Evidence.MayBeAbout(row with { Name = default }, person.Values);
    }

    private static bool IsNamed(in PersonValues bad, in PersonValues person) =>
        bad.BirthDate != 0 && bad.Name.Step1 != 0 && bad.BirthDate == person.BirthDate && bad.Name.Step3 == person.Name.Step3 && Evidence.MayBeAbout(bad, person);
}
