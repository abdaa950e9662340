namespace Kencom.Core.Rosters;

/// <summary>An open row of a person, by which another card is accepted whose coverage has ended (EL-8).</summary>
/// <param name="PersonKey">Whose row it is.</param>
/// <param name="IsOfAnother">The row is another insurer's, which an operator declared one with the insurer of the card: there the 加入者ID alone says who it is.</param>
internal sealed record RosterLink(string PersonKey, bool IsOfAnother, DateOnly CoverageStart, DateOnly? CoverageEnd)
{
    public bool Covers(DateOnly day) => CoverageStart <= day && !(CoverageEnd <= day);
}

/// <summary>To whom a 加入者ID (with birth date) leads: a person who was known before the id was (EL-15).</summary>
internal sealed record AdoptedPerson(string PersonKey);
