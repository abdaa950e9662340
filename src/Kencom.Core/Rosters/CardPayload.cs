using Kencom.Core.Files;

namespace Kencom.Core.Rosters;

/// <summary>
/// What a card's row holds, and its form in the state of an import: format, owner, persons in the order of their keys, so that equal
/// cards are equal bytes. Rows that are kept aside (RST-7) have no key and come first.
/// </summary>
internal static class CardPayload
{
    /// <summary>Persons on one card; real ones have a dozen. 200 of the largest are 16 KB, 22,000 characters in base64: a record has room for 32,768.</summary>
    public const int MaximumPersons = 200;

    private const byte Format = 2;
    private const int HeaderSize = 1 + 8;

    public static int SizeOf(List<RosterPerson> persons)
    {
        var size = HeaderSize;
        foreach (var person in persons)
        {
            size += person.Size;
        }

        return size;
    }

    /// <param name="to">As long as <see cref="SizeOf"/> says.</param>
    /// <param name="persons">Brought into the order of their keys.</param>
    public static void Write(Span<byte> to, ulong owner, List<RosterPerson> persons)
    {
        if (persons.Count > MaximumPersons)
        {
            throw new ArgumentException("Too many persons for one card.", nameof(persons));
        }

        persons.Sort(Order);
        var writer = new ByteWriter(to);
        writer.Byte(Format);
        writer.UInt64(owner);
        foreach (var person in persons)
        {
            person.Write(ref writer);
        }
    }

    /// <summary>The insurer whose card it is.</summary>
    public static ulong Owner(ReadOnlySpan<byte> payload)
    {
        var reader = new ByteReader(payload);
        return reader.Byte() == Format ? reader.UInt64() : throw UnknownFormat();
    }

    public static List<RosterPerson> Read(ReadOnlySpan<byte> payload)
    {
        var reader = new ByteReader(payload);
        if (reader.Byte() != Format)
        {
            throw UnknownFormat();
        }

        reader.UInt64();
        var persons = new List<RosterPerson>();
        while (!reader.IsAtEnd)
        {
            persons.Add(RosterPerson.Read(ref reader));
        }

        return persons;
    }

    private static int Order(RosterPerson one, RosterPerson other) =>
        one.Key != other.Key ? one.Key.CompareTo(other.Key)
        : one.Values.BirthDate != other.Values.BirthDate ? one.Values.BirthDate.CompareTo(other.Values.BirthDate)
        : one.Values.Name.Step1 != other.Values.Name.Step1 ? one.Values.Name.Step1.CompareTo(other.Values.Name.Step1)
        : (one.Values.Branch ?? 0).CompareTo(other.Values.Branch ?? 0);

    private static InvalidDataException UnknownFormat() => new("A card is stored in a format that this version does not know.");
}
