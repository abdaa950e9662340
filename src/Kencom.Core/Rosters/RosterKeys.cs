using System.Globalization;

namespace Kencom.Core.Rosters;

/// <summary>
/// A keyed hash in the roster's binary forms: 128 bits without the version of the key, which stands once beside many of them. As text it is what
/// <see cref="KeyedHasher"/> writes.
/// </summary>
public static class RosterKeys
{
    /// <summary>Table key of a card.</summary>
    public static string Format(int version, UInt128 key) => string.Create(CultureInfo.InvariantCulture, $"{version}-{key:x32}");

    /// <summary>A person's key as claims, codes and results hang on it: without a version, since no rotation of hash keys changes it (EL-15).</summary>
    public static string FormatPerson(UInt128 key) => key.ToString("x32", CultureInfo.InvariantCulture);

    public static UInt128 ParsePerson(string key) => UInt128.Parse(key, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public static UInt128 Parse(string key) =>
        UInt128.Parse(key.AsSpan(key.IndexOf('-', StringComparison.Ordinal) + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>
    /// The partition of a card's row: 256 in all, shared by all insurers, so that the cards of one import fill transactions and Azure still
    /// spreads the rows.
    /// </summary>
    public static string Partition(string cardKey) => cardKey[..(cardKey.IndexOf('-', StringComparison.Ordinal) + 3)];

    /// <summary>What the partition is named after: the first byte of the card's key.</summary>
    public static byte PartitionByte(UInt128 cardKey) => (byte)(cardKey >> 120);

    /// <summary>The partition of an insurer's links and ids: an import writes those of a part together, up to 100 in a transaction.</summary>
    public static string LinkPartition(int version, ulong owner) => string.Create(CultureInfo.InvariantCulture, $"{version}-{owner:x16}");

    /// <summary>The row of a link; all of a 加入者ID begin with <see cref="LinkPrefix"/>.</summary>
    public static string Link(ulong id, UInt128 person, UInt128 card) =>
        string.Create(CultureInfo.InvariantCulture, $"{LinkPrefix(id)}{FormatPerson(person)}-{card:x32}");

    /// <summary>The row of a 加入者ID that leads to a person who was known before it.</summary>
    public static string AdoptedId(UInt128 identity) => string.Create(CultureInfo.InvariantCulture, $"id-{identity:x32}");

    public static string LinkPrefix(ulong id) => string.Create(CultureInfo.InvariantCulture, $"{id:x16}-");

    /// <summary>The part of an import that a card belongs to: as many leading bits of its key as the count of parts has.</summary>
    public static int Part(UInt128 cardKey, int parts) => PartitionByte(cardKey) * parts / 256;
}
