using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Kencom.Core.Cards;
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
    private readonly Lazy<(int Version, BulkKeyedHasher Codes)[]> codes;
    private readonly byte[] full = new byte[32];
    private (Card Card, HashedCard Hashed)? last;

    public RosterHasher(KeyedHasher hasher, int version)
    {
        Version = version;
        cards = hasher.ForBulk(version, CardPurpose);
        values = hasher.ForBulk(version, "roster-value");
        persons = hasher.ForBulk(version, "roster-person");
        codes = new(() => [.. hasher.Versions.Select(each => (each, hasher.ForBulk(each, CodePurpose)))]);
    }

    public const string CardPurpose = "roster-card";

    /// <summary>As codes are kept by who gives results for them (CK-2): equal whichever file brought them.</summary>
    public const string CodePurpose = "viewing-code";

    /// <summary>Of the hash key.</summary>
    public int Version { get; }

    /// <summary>A card's key and what its persons' values are hashed with; a family's rows usually follow each other.</summary>
    public HashedCard Card(Card card)
    {
        if (last is not { } known || known.Card != card)
        {
            cards.HashTo(full, card.InsurerNumber.Value, card.Symbol.Value, card.Number.Value);
            var key = BinaryPrimitives.ReadUInt128BigEndian(full);
            last = known = (card, new HashedCard(key, Salt(key), BinaryPrimitives.ReadUInt64BigEndian(full.AsSpan(16))));
        }

        return known.Hashed;
    }

    public static string Salt(UInt128 cardKey) => cardKey.ToString("x32", CultureInfo.InvariantCulture);

    public ulong BirthDate(string salt, DateOnly birthDate) => Value(salt, "birth", Day(birthDate));

    public ulong Branch(string salt, BranchNumber branch) => Value(salt, "branch", branch.Value);

    /// <summary>The steps of the ladder (EL-5); a step that changes nothing costs nothing.</summary>
    public NameHashes Name(string salt, KanaName name) => Name(salt, name, step3: name.Step3, sketchSecret: null);

    /// <summary>The same with the sketch, for a row of a file.</summary>
    public NameHashes Name(HashedCard card, KanaName name) => Name(card.Salt, name, step3: name.Step3, card.SketchSecret);

    /// <summary>加入者ID: the same on every card, also of insurers that an operator declared one (EL-8). Ids of others are never compared.</summary>
    public ulong Id(string personId) => (ulong)(Person("id", "", personId) >> 64);

    /// <summary>
    /// The key of a person who is first seen with a 加入者ID, on whatever card: the same id with the same birth date is the same person (RST-7, EL-15).
    /// With another birth date it is somebody else, so that an id given to another person gives nobody's membership away.
    /// </summary>
    public UInt128 Identity(string insurerNumber, string personId, DateOnly birthDate)
    {
        persons.HashTo(full, "identity", insurerNumber, personId, Day(birthDate));
        return BinaryPrimitives.ReadUInt128BigEndian(full);
    }

    /// <summary>The key of a person without an id, by what they were when first seen; the count tells apart whom that would make one.</summary>
    public UInt128 PersonAtFirstSight(UInt128 cardKey, ulong birthDate, ulong branchOrName, int count) =>
        Person("first", Salt(cardKey), string.Create(CultureInfo.InvariantCulture, $"{birthDate:x16}-{branchOrName:x16}-{count}"));

    /// <summary>健診閲覧コード, under all hash keys in use: the code is never seen in the clear again (API-6).</summary>
    public CodeHash[] Code(string code) =>
    [
        .. codes.Value.Select(each =>
        {
            each.Codes.HashTo(full, code);
            return new CodeHash(each.Version, BinaryPrimitives.ReadUInt128BigEndian(full));
        }),
    ];

    public void Dispose()
    {
        foreach (var (_, hashing) in codes.IsValueCreated ? codes.Value : [])
        {
            hashing.Dispose();
        }

        cards.Dispose();
        values.Dispose();
        persons.Dispose();
    }

    private NameHashes Name(string salt, KanaName name, string step3, ulong? sketchSecret)
    {
        var (step1, step2) = (name.Step1, name.Step2);
        var hash1 = Value(salt, "name", step1);
        var hash2 = step2 == step1 ? hash1 : Value(salt, "name", step2);
        var hash3 = step3 == step2 ? hash2 : Value(salt, "name", step3);
        return new NameHashes(hash1, hash2, hash3, sketchSecret is { } secret ? Sketch(step3, secret) : 0);
    }

    /// <summary>
    /// One bit for each kana and each pair of neighbours: enough to tell which of two readings is the likelier former of a third, and nothing without
    /// the card's secret, which is stored nowhere.
    /// </summary>
    private static ulong Sketch(string name, ulong secret)
    {
        ulong sketch = 0;
        var before = '^';
        foreach (var kana in name)
        {
            sketch |= Bit(kana, secret) | Bit(((ulong)before << 16) | kana, secret);
            before = kana;
        }

        return sketch;
    }

    private static ulong Bit(ulong feature, ulong secret)
    {
        // The finishing steps of SplitMix64.
        var mixed = (feature ^ secret) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27) ^ secret) * 0x94D049BB133111EB;
        return 1UL << (int)(mixed >> 58);
    }

    private static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

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

/// <summary>A card and what the values of its persons are hashed with.</summary>
/// <param name="SketchSecret">Places the bits of names' sketches; never stored.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HashedCard(UInt128 Key, string Salt, ulong SketchSecret);

/// <summary>The keyed hash of a code, under one of the hash keys.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CodeHash(int Version, UInt128 Hash);
