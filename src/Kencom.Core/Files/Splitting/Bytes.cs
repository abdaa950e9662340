using System.Buffers.Binary;

namespace Kencom.Core.Files;

/// <summary>Writes big-endian values one after another.</summary>
internal ref struct ByteWriter(Span<byte> rest)
{
    private Span<byte> rest = rest;

    public void Byte(byte value)
    {
        rest[0] = value;
        rest = rest[1..];
    }

    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(rest, value);
        rest = rest[2..];
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

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Bytes(2));

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
