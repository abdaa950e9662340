using System.Runtime.InteropServices;
using Azure;
using Kencom.Core.Files;

namespace Kencom.Core.Rosters;

/// <summary>A covered row of a person who also has a row whose coverage has an end: what makes the old card valid (EL-8).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CoverageLink(UInt128 PersonKey, UInt128 CardKey, DateOnly CoverageStart, DateOnly? CoverageEnd);

/// <summary>Which state of a part is there: its file's sequence number, and what it must still be when it is replaced; 0 and null before the first.</summary>
internal readonly record struct StateVersion(int Sequence, ETag? ETag);

/// <summary>A card and its <see cref="CardPayload"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StoredCard(UInt128 CardKey, ReadOnlyMemory<byte> Payload);

/// <summary>
/// One part of an insurer's roster as last applied: exactly what the tables hold of it. Comparing with this costs one blob instead of a read per
/// card.
/// </summary>
internal sealed class RosterState
{
    private const byte Format = 2;
    private const int HeaderSize = 1 + 4 + 4;
    private const int NoEnd = int.MaxValue;
    private const int LinkSize = 16 + 16 + 4 + 4;

    /// <summary>Of the file that wrote it (<see cref="RosterFile.Sequence"/>).</summary>
    public int Sequence { get; private init; }

    /// <summary>In the order of their keys, each once.</summary>
    public List<StoredCard> Cards { get; private init; } = [];

    public HashSet<CoverageLink> Links { get; } = [];

    /// <param name="isMine">Which cards to keep: a part may be read from a larger part of an earlier, coarser division.</param>
    public static RosterState Read(ReadOnlyMemory<byte> bytes, Func<UInt128, bool> isMine)
    {
        if (bytes.IsEmpty)
        {
            return new RosterState();
        }

        var reader = new ByteReader(bytes.Span);
        if (reader.Byte() != Format)
        {
            throw new InvalidDataException("The state of a roster is stored in a format that this version does not know.");
        }

        var (sequence, count) = (reader.Int32(), reader.Int32());
        var at = HeaderSize;
        var state = new RosterState { Sequence = sequence, Cards = new(count) };
        for (; count > 0; count--)
        {
            var key = reader.UInt128();
            var length = reader.Int32();
            reader.Bytes(length);
            if (isMine(key))
            {
                state.Cards.Add(new StoredCard(key, bytes.Slice(at + 20, length)));
            }

            at += 20 + length;
        }

        while (!reader.IsAtEnd)
        {
            var link = new CoverageLink(reader.UInt128(), reader.UInt128(), DateOnly.FromDayNumber(reader.Int32()), Day(reader.Int32()));
            if (isMine(link.CardKey))
            {
                state.Links.Add(link);
            }
        }

        return state;
    }

    /// <summary>The roster with these changes, which are in the order of their keys too.</summary>
    public RosterState With(IReadOnlyList<CardChange> changes, int sequence)
    {
        var changed = new RosterState { Sequence = sequence, Cards = new(Cards.Count + changes.Count) };
        changed.Links.UnionWith(Links);
        var next = 0;
        foreach (var card in Cards)
        {
            while (next < changes.Count && changes[next].CardKey < card.CardKey)
            {
                changed.Cards.Add(changes[next++].Card);
            }

            changed.Cards.Add(next < changes.Count && changes[next].CardKey == card.CardKey ? changes[next++].Card : card);
        }

        while (next < changes.Count)
        {
            changed.Cards.Add(changes[next++].Card);
        }

        return changed;
    }

    public byte[] Write()
    {
        var bytes = new byte[HeaderSize + Cards.Sum(card => 20 + card.Payload.Length) + (LinkSize * Links.Count)];
        var writer = new ByteWriter(bytes);
        writer.Byte(Format);
        writer.Int32(Sequence);
        writer.Int32(Cards.Count);
        foreach (var (key, payload) in Cards)
        {
            writer.UInt128(key);
            writer.Int32(payload.Length);
            writer.Bytes(payload.Span);
        }

        foreach (var link in Links.OrderBy(link => link.PersonKey).ThenBy(link => link.CardKey))
        {
            writer.UInt128(link.PersonKey);
            writer.UInt128(link.CardKey);
            writer.Int32(link.CoverageStart.DayNumber);
            writer.Int32(link.CoverageEnd?.DayNumber ?? NoEnd);
        }

        return bytes;
    }

    /// <summary>The links that the tables should hold: rows still open on this day of persons who are also found among the lapsed.</summary>
    public HashSet<CoverageLink> LinksFor(IReadOnlySet<UInt128> lapsed, DateOnly day)
    {
        var links = new HashSet<CoverageLink>();
        if (lapsed.Count == 0)
        {
            return links;
        }

        foreach (var (cardKey, payload) in Cards)
        {
            foreach (var person in CardPayload.Read(payload.Span))
            {
                if (!person.IsUndecided && person.Values.Id is not null && person.Values.IsOpen(day) && lapsed.Contains(person.Key))
                {
                    links.Add(new CoverageLink(person.Key, cardKey, person.Values.CoverageStart, person.Values.CoverageEnd));
                }
            }
        }

        return links;
    }

    private static DateOnly? Day(int number) => number == NoEnd ? null : DateOnly.FromDayNumber(number);
}
