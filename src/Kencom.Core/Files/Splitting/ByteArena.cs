namespace Kencom.Core.Files;

/// <summary>
/// Many small pieces of bytes that live equally long, cut from a few larger arrays: the collector has next to nothing to look after.
/// </summary>
internal sealed class ByteArena
{
    /// <summary>Below what the collector takes for a large object (85,000 bytes).</summary>
    private const int ArraySize = 64 * 1024;

    private byte[] array = [];
    private int kept;

    /// <summary>Room for the next piece; the same again until it is kept.</summary>
    public Span<byte> Next(int length)
    {
        if (array.Length - kept < length)
        {
            (array, kept) = (new byte[Math.Max(ArraySize, length)], 0);
        }

        return array.AsSpan(kept, length);
    }

    /// <summary>Keeps the piece that <see cref="Next"/> made room for.</summary>
    public ReadOnlyMemory<byte> Keep(int length)
    {
        kept += length;
        return array.AsMemory(kept - length, length);
    }
}
