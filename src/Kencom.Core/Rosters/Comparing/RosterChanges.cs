using Kencom.Core.Files;

namespace Kencom.Core.Rosters;

/// <summary>What a part of a file changes in the roster: what comparing found and applying writes.</summary>
/// <param name="Cards">In the order of their keys.</param>
/// <param name="AdoptedIds">Ids that now lead to persons who were known before.</param>
internal sealed record RosterChanges(IReadOnlyList<CardChange> Cards, IReadOnlyList<AdoptedId> AdoptedIds)
{
    private const int CardHeader = 16 + 1 + 4;
    private const int AdoptedSize = 16 + 16;

    public byte[] Write()
    {
        var bytes = new byte[4 + Cards.Sum(card => CardHeader + card.Payload.Length) + (AdoptedIds.Count * AdoptedSize)];
        var writer = new ByteWriter(bytes);
        writer.Int32(Cards.Count);
        foreach (var (key, isNew, payload) in Cards)
        {
            writer.UInt128(key);
            writer.Byte(isNew ? (byte)1 : (byte)0);
            writer.Int32(payload.Length);
            writer.Bytes(payload.Span);
        }

        foreach (var (identity, person) in AdoptedIds)
        {
            writer.UInt128(identity);
            writer.UInt128(person);
        }

        return bytes;
    }

    public static RosterChanges Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ByteReader(bytes.Span);
        var cards = new CardChange[reader.Int32()];
        var at = 4;
        for (var i = 0; i < cards.Length; i++)
        {
            var (key, isNew, length) = (reader.UInt128(), reader.Byte() == 1, reader.Int32());
            reader.Bytes(length);
            cards[i] = new CardChange(key, isNew, bytes.Slice(at + CardHeader, length));
            at += CardHeader + length;
        }

        var adopted = new List<AdoptedId>();
        while (!reader.IsAtEnd)
        {
            adopted.Add(new AdoptedId(reader.UInt128(), reader.UInt128()));
        }

        return new RosterChanges(cards, adopted);
    }
}
