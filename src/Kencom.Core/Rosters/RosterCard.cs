using System.Collections.Immutable;
using Kencom.Core.Eligibility;
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
    /// Rows that are covered on this day go before those that are not, so that a row from an earlier time does not stand in the way.
    /// </summary>
    public CardMatch Match(KanaName name, DateOnly birthDate, DateOnly today)
    {
        using var hashing = new RosterHasher(hasher, version);
        var salt = RosterHasher.Salt(key);
        var birth = hashing.BirthDate(salt, birthDate);
        var names = hashing.Name(salt, name);
        var born = persons.Where(person => person.BirthDate == birth).ToArray();
        for (var step = 1; step <= KanaName.Steps; step++)
        {
            var named = born.Where(person => person.Name[step] == names[step]).ToArray();
            var left = named.Any(person => person.Covers(today)) ? [.. named.Where(person => person.Covers(today))] : named;
            if (left.Length > 0)
            {
                return left is [var one] ? new CardMatch(ToMatched(one), step, IsAmbiguous: false) : new CardMatch(null, step, IsAmbiguous: true);
            }
        }

        return new CardMatch(null, null, IsAmbiguous: false);
    }

    /// <summary>The person who has, or once had, this key.</summary>
    public MatchedPerson? Find(string personKey) =>
        persons.Select(ToMatched).FirstOrDefault(person => person.Key == personKey || person.FormerKeys.Contains(personKey));

    private MatchedPerson ToMatched(RosterPerson person) => new(
        RosterKeys.Format(version, person.Key),
        RosterKeys.LinkPartition(version, owner),
        [.. person.FormerKeys.Select(former => RosterKeys.Format(version, former))],
        person.HasId,
        person.Relation,
        person.CoverageStart,
        person.CoverageEnd);
}

/// <summary>What a check found on a card.</summary>
/// <param name="Step">The step of the ladder that decided (EL-5).</param>
/// <param name="IsAmbiguous">Several persons are left: a miss that staff can see (EL-7).</param>
public sealed record CardMatch(MatchedPerson? Person, int? Step, bool IsAmbiguous);

/// <summary>The person of a match.</summary>
/// <param name="Key">What a claim is made on (EL-11).</param>
/// <param name="LinkPartition">Where the links of the insurer's persons are.</param>
/// <param name="FormerKeys">Keys under which the person may have been claimed before (EL-15).</param>
/// <param name="HasId">Whether other cards of the person are known by the same key (EL-8).</param>
public sealed record MatchedPerson(
    string Key, string LinkPartition, ImmutableArray<string> FormerKeys, bool HasId, Relation Relation, DateOnly CoverageStart, DateOnly? CoverageEnd)
{
    /// <summary>This row covers the day; another card's may still (<see cref="RosterStore.IsCoveredAsync"/>).</summary>
    public bool Covers(DateOnly day) => CoverageStart <= day && !(CoverageEnd <= day);
}
