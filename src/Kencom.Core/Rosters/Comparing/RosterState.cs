using System.Runtime.InteropServices;
using Azure;
using Kencom.Core.Files;

namespace Kencom.Core.Rosters;

/// <summary>An open row of a person who may also have one whose coverage has ended: what makes that other card valid (EL-8).</summary>
/// <param name="For">The mark of the insurer whose cards it makes valid: the row's own, or one that an operator declared one with it.</param>
/// <param name="Id">Of the 加入者ID.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CoverageLink(ulong For, ulong Id, UInt128 PersonKey, UInt128 CardKey, DateOnly CoverageStart, DateOnly? CoverageEnd);

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
    private const byte Format = 3;
    private const int HeaderSize = 1 + 4 + 4;
    private const int NoEnd = int.MaxValue;
    private const int LinkSize = 8 + 8 + 16 + 16 + 4 + 4;

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
            var link = new CoverageLink(reader.UInt64(), reader.UInt64(), reader.UInt128(), reader.UInt128(), DateOnly.FromDayNumber(reader.Int32()), Day(reader.Int32()));
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

        foreach (var link in Links.OrderBy(link => link.For).ThenBy(link => link.PersonKey).ThenBy(link => link.CardKey))
        {
            writer.UInt64(link.For);
            writer.UInt64(link.Id);
            writer.UInt128(link.PersonKey);
            writer.UInt128(link.CardKey);
            writer.Int32(link.CoverageStart.DayNumber);
            writer.Int32(link.CoverageEnd?.DayNumber ?? NoEnd);
        }

        return bytes;
    }

    /// <summary>The links that the tables hold for an insurer's cards.</summary>
    public HashSet<CoverageLink> LinksFor(ulong insurer) => [.. Links.Where(link => link.For == insurer)];

    /// <summary>The links that the tables should hold for an insurer's cards: rows that are still open on this day, of persons whom others of its rows may be about.</summary>
    /// <param name="insurer">Its mark.</param>
    /// <param name="persons">Those persons; null for everybody: the insurer is another than the one whose state this is.</param>
    public HashSet<CoverageLink> LinksFor(ulong insurer, IReadOnlySet<UInt128>? persons, DateOnly day)
    {
        var links = new HashSet<CoverageLink>();
        if (persons is { Count: 0 })
        {
            return links;
        }

        foreach (var (cardKey, payload) in Cards)
        {
            foreach (var person in CardPayload.Read(payload.Span))
            {
                if (!person.IsUndecided && person.Values.Id is { } id && person.Values.IsOpen(day) && persons?.Contains(person.Key) is not false)
                {
                    links.Add(new CoverageLink(insurer, id, person.Key, cardKey, person.Values.CoverageStart, person.Values.CoverageEnd));
                }
            }
        }

        return links;
    }

    private static DateOnly? Day(int number) => number == NoEnd ? null : DateOnly.FromDayNumber(number);
}
