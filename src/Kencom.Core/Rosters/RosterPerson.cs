using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Kencom.Core.Rosters;

/// <summary>A person on a card as stored: nothing of it can be read back but dates of coverage and 続柄 (RST-9).</summary>
internal sealed record RosterPerson
{
    /// <summary>Which member this is, across changes of name, 枝番 and card (EL-15).</summary>
    public required UInt128 Key { get; init; }

    /// <summary>Whether the key comes from a 加入者ID: then it is the same on other cards.</summary>
    public required bool HasId { get; init; }

    public required ulong BirthDate { get; init; }

    public required NameHashes Name { get; init; }

    /// <summary>Null without a 枝番.</summary>
    public ulong? Branch { get; init; }

    public required Relation Relation { get; init; }

    public required DateOnly CoverageStart { get; init; }

    public DateOnly? CoverageEnd { get; init; }

    /// <summary>Keys that the person had before, newest last; at most <see cref="MaximumFormerKeys"/>.</summary>
    public ImmutableArray<UInt128> FormerKeys { get; init; } = [];

    public const int MaximumFormerKeys = 7;

    public bool Equals(RosterPerson? other) =>
        other is not null && Key == other.Key && HasId == other.HasId && BirthDate == other.BirthDate && Name == other.Name && Branch == other.Branch
        && Relation == other.Relation && CoverageStart == other.CoverageStart && CoverageEnd == other.CoverageEnd
        && FormerKeys.AsSpan().SequenceEqual(other.FormerKeys.AsSpan());

    public override int GetHashCode() => Key.GetHashCode();

    /// <summary>Covered means CoverageStart ≤ day &lt; CoverageEnd (EL-8).</summary>
    public bool Covers(DateOnly day) => CoverageStart <= day && !(CoverageEnd <= day);

    /// <summary>Not ended on this day, whether it has begun or not.</summary>
    public bool IsOpen(DateOnly day) => !(CoverageEnd <= day);

    public int Size => 1 + 16 + 8 + 24 + (Branch is null ? 0 : 8) + 4 + (CoverageEnd is null ? 0 : 4) + (16 * FormerKeys.Length);

    public void Write(Span<byte> to)
    {
        var writer = new ByteWriter(to);
        writer.Byte((byte)((int)Relation | (HasId ? 2 : 0) | (Branch is null ? 0 : 4) | (CoverageEnd is null ? 0 : 8) | (FormerKeys.Length << 4)));
        writer.UInt128(Key);
        writer.UInt64(BirthDate);
        writer.UInt64(Name.Step1);
        writer.UInt64(Name.Step2);
        writer.UInt64(Name.Step3);
        if (Branch is { } branch)
        {
            writer.UInt64(branch);
        }

        writer.Int32(CoverageStart.DayNumber);
        if (CoverageEnd is { } end)
        {
            writer.Int32(end.DayNumber);
        }

        foreach (var key in FormerKeys)
        {
            writer.UInt128(key);
        }
    }

    public static RosterPerson Read(ref ByteReader reader)
    {
        var flags = reader.Byte();
        return new RosterPerson
        {
            Relation = (Relation)(flags & 1),
            HasId = (flags & 2) != 0,
            Key = reader.UInt128(),
            BirthDate = reader.UInt64(),
            Name = new NameHashes(reader.UInt64(), reader.UInt64(), reader.UInt64()),
            Branch = (flags & 4) != 0 ? reader.UInt64() : null,
            CoverageStart = DateOnly.FromDayNumber(reader.Int32()),
            CoverageEnd = (flags & 8) != 0 ? DateOnly.FromDayNumber(reader.Int32()) : null,
            FormerKeys = ReadFormerKeys(ref reader, flags >> 4),
        };
    }

    private static ImmutableArray<UInt128> ReadFormerKeys(ref ByteReader reader, int count)
    {
        if (count == 0)
        {
            return [];
        }

        var keys = ImmutableArray.CreateBuilder<UInt128>(count);
        for (var i = 0; i < count; i++)
        {
            keys.Add(reader.UInt128());
        }

        return keys.MoveToImmutable();
    }
}

/// <summary>Writes big-endian values one after another.</summary>
internal ref struct ByteWriter(Span<byte> rest)
{
    private Span<byte> rest = rest;

    public void Byte(byte value)
    {
        rest[0] = value;
        rest = rest[1..];
    }

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(rest, value);
        rest = rest[4..];
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(rest, value);
        rest = rest[8..];
    }

    public void UInt128(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128BigEndian(rest, value);
        rest = rest[16..];
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(rest);
        rest = rest[value.Length..];
    }
}

/// <summary>Reads them again.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> rest = rest;

    public readonly bool IsAtEnd => rest.IsEmpty;

    public byte Byte() => Bytes(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Bytes(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64BigEndian(Bytes(8));

    public UInt128 UInt128() => BinaryPrimitives.ReadUInt128BigEndian(Bytes(16));

    public ReadOnlySpan<byte> Bytes(int count)
    {
        var bytes = rest[..count];
        rest = rest[count..];
        return bytes;
    }
}
