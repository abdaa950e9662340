using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Kencom.Core.Eligibility;
using Kencom.Core.Security;

namespace Kencom.Core.Rosters;

/// <summary>
/// Every keyed hash of the roster (RST-9): cards, persons, and the values of a person, which are salted with the card so that equal names and birth
/// dates on different cards have nothing in common. Not for two threads at once.
/// </summary>
internal sealed class RosterHasher : IDisposable
{
    private readonly BulkKeyedHasher cards;
    private readonly BulkKeyedHasher values;
    private readonly BulkKeyedHasher persons;
    private readonly byte[] full = new byte[32];
    private (Card Card, UInt128 Key, string Salt)? last;

    public RosterHasher(KeyedHasher hasher, int version)
    {
        Version = version;
        cards = hasher.ForBulk(version, CardPurpose);
        values = hasher.ForBulk(version, "roster-value");
        persons = hasher.ForBulk(version, "roster-person");
    }

    public const string CardPurpose = "roster-card";

    /// <summary>Of the hash key.</summary>
    public int Version { get; }

    /// <summary>Key of a card and the salt of its persons' values; a family's rows usually follow each other.</summary>
    public (UInt128 Key, string Salt) Card(Card card)
    {
        if (last is not { } known || known.Card != card)
        {
            cards.HashTo(full, card.InsurerNumber.Value, card.Symbol.Value, card.Number.Value);
            var key = BinaryPrimitives.ReadUInt128BigEndian(full);
            last = known = (card, key, Salt(key));
        }

        return (known.Key, known.Salt);
    }

    public static string Salt(UInt128 cardKey) => cardKey.ToString("x32", CultureInfo.InvariantCulture);

    public ulong BirthDate(string salt, DateOnly birthDate) => Value(salt, "birth", birthDate.ToString("yyyyMMdd", CultureInfo.InvariantCulture));

    public ulong Branch(string salt, BranchNumber branch) => Value(salt, "branch", branch.Value);

    /// <summary>The steps of the ladder (EL-5); a step that changes nothing costs nothing.</summary>
    public NameHashes Name(string salt, KanaName name)
    {
        var (step1, step2, step3) = (name.Step1, name.Step2, name.Step3);
        var hash1 = Value(salt, "name", step1);
        var hash2 = step2 == step1 ? hash1 : Value(salt, "name", step2);
        return new NameHashes(hash1, hash2, step3 == step2 ? hash2 : Value(salt, "name", step3));
    }

    /// <summary>A person known by the insurer's own id is the same on every card (EL-15).</summary>
    public UInt128 PersonById(string insurerNumber, string personId) => Person("id", insurerNumber, personId);

    /// <summary>A person without an id, by what they were when first seen; the count tells apart whom that would make one.</summary>
    public UInt128 PersonAtFirstSight(UInt128 cardKey, ulong birthDate, ulong branchOrName, int count) =>
        Person("first", Salt(cardKey), string.Create(CultureInfo.InvariantCulture, $"{birthDate:x16}-{branchOrName:x16}-{count}"));

    public void Dispose()
    {
        cards.Dispose();
        values.Dispose();
        persons.Dispose();
    }

    private ulong Value(string salt, string kind, string value)
    {
        values.HashTo(full, salt, kind, value);
        return BinaryPrimitives.ReadUInt64BigEndian(full);
    }

    private UInt128 Person(string kind, string scope, string value)
    {
        persons.HashTo(full, kind, scope, value);
        return BinaryPrimitives.ReadUInt128BigEndian(full);
    }
}

/// <summary>The keyed hashes of a name at each step of the ladder.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NameHashes(ulong Step1, ulong Step2, ulong Step3)
{
    public ulong this[int step] => step switch { 1 => Step1, 2 => Step2, 3 => Step3, _ => throw new ArgumentOutOfRangeException(nameof(step)) };
}
