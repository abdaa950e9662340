using Kencom.Core.Cards;
using Kencom.Core.Security;

namespace Kencom.Core.Rosters;

/// <summary>A card as the roster knows it, with the hashed persons on it.</summary>
public sealed class RosterCard
{
    private readonly KeyedHasher hasher;
    private readonly int version;
    private readonly UInt128 key;
    private readonly ulong owner;
    private readonly List<RosterPerson> persons;

    internal RosterCard(KeyedHasher hasher, int version, UInt128 key, ReadOnlySpan<byte> payload)
    {
        this.hasher = hasher;
        this.version = version;
        this.key = key;
        owner = CardPayload.Owner(payload);
        persons = CardPayload.Read(payload);
    }

    /// <summary>The key of the card's row: a keyed hash.</summary>
    public string Key => RosterKeys.Format(version, key);

    /// <summary>
    /// Finds the person by name and birth date (EL-5, EL-7): the steps of the ladder are climbed until anybody is left; then it must be one.
    /// Rows that are covered on this day go before those that are not, so that a row from an earlier time does not stand in the way. Whoever matches
    /// a row that is kept aside is a miss: it may be a member's own row in another reading (RST-7, EL-15).
    /// </summary>
    public CardMatch Match(KanaName name, DateOnly birthDate, DateOnly today)
    {
        using var hashing = new RosterHasher(hasher, version);
        var salt = RosterHasher.Salt(key);
        var birth = hashing.BirthDate(salt, birthDate);
        var names = hashing.Name(salt, name);
        var born = persons.Where(person => person.Values.BirthDate == birth).ToArray();
        for (var step = 1; step <= KanaName.Steps; step++)
        {
            var named = born.Where(person => person.Values.Name[step] == names[step]).ToArray();
            if (named.Length > 0)
            {
                return Choose(named, step, today);
            }
        }

        return new CardMatch(null, null, IsAmbiguous: false);
    }

    /// <summary>
    /// Whom the row of another file is about (FILE-1), covered or not: by the 加入者ID that both know, else by the name as <see cref="Match"/>, and 枝番 where
    /// several are left. Null unless it is one.
    /// </summary>
    public MatchedPerson? FindRow(KanaName name, DateOnly birthDate, string? personId, BranchNumber? branch)
    {
        using var hashing = new RosterHasher(hasher, version);
        var salt = RosterHasher.Salt(key);
        var birth = hashing.BirthDate(salt, birthDate);
        var born = persons.Where(person => !person.IsUndecided && person.Values.BirthDate == birth).ToArray();
        ulong? id = personId is null ? null : hashing.Id(personId);
        if (id is not null && One(Array.FindAll(born, person => person.Values.Id == id)) is { } same)
        {
            return ToMatched(same);
        }

        var names = hashing.Name(salt, name);
        var others = Array.FindAll(born, person => id is null || person.Values.Id is null || person.Values.Id == id);
        for (var step = 1; step <= KanaName.Steps; step++)
        {
            var named = Array.FindAll(others, person => person.Values.Name[step] == names[step]);
            if (named.Length > 0)
            {
                var only = One(named) ?? (branch is { } number ? One(Array.FindAll(named, person => person.Values.Branch == hashing.Branch(salt, number))) : null);
                return only is null ? null : ToMatched(only);
            }
        }

        return null;
    }

    /// <summary>The latest row of them, if they are all one person.</summary>
    private static RosterPerson? One(RosterPerson[] rows) =>
        rows.DistinctBy(person => person.Key).Count() == 1 ? rows.MaxBy(person => person.Values.CoverageStart) : null;

    /// <summary>The person with this key.</summary>
    public MatchedPerson? Find(string personKey) =>
        persons.Where(person => !person.IsUndecided).Select(ToMatched).FirstOrDefault(person => person.Key == personKey);

    private CardMatch Choose(RosterPerson[] named, int step, DateOnly today)
    {
        var covered = Array.FindAll(named, person => person.Values.Covers(today));
        var left = covered.Length > 0 ? covered : named;
        return left is [var one] && !Array.Exists(named, person => person.IsUndecided)
            ? new CardMatch(ToMatched(one), step, IsAmbiguous: false)
            : new CardMatch(null, step, IsAmbiguous: true);
    }

    private MatchedPerson ToMatched(RosterPerson person) => new(
        RosterKeys.FormatPerson(person.Key),
        RosterKeys.LinkPartition(version, owner),
        person.Values.Id,
        person.Values.Relation,
        person.Values.CoverageStart,
        person.Values.CoverageEnd);
}

/// <summary>What a check found on a card.</summary>
/// <param name="Step">The step of the ladder that decided (EL-5).</param>
/// <param name="IsAmbiguous">Several persons are left: a miss that staff can see (EL-7).</param>
public sealed record CardMatch(MatchedPerson? Person, int? Step, bool IsAmbiguous);

/// <summary>The person of a match.</summary>
/// <param name="Key">What a claim is made on (EL-11); it never changes (EL-15).</param>
/// <param name="LinkPartition">Where the links are by which cards of this insurer are accepted (EL-8).</param>
/// <param name="Id">Of the 加入者ID; null without one: then no other card proves anything.</param>
public sealed record MatchedPerson(
    string Key, string LinkPartition, ulong? Id, Relation Relation, DateOnly CoverageStart, DateOnly? CoverageEnd)
{
    /// <summary>This row covers the day; another card's may still (<see cref="RosterStore.IsCoveredAsync"/>).</summary>
    public bool Covers(DateOnly day) => CoverageStart <= day && !(CoverageEnd <= day);
}
