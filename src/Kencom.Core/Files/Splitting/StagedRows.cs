namespace Kencom.Core.Files;

/// <summary>Rows of one batch, hashed or sealed, and the part of the file that each belongs to.</summary>
public sealed class StagedRows
{
    /// <summary>What a batch of a roster takes; below what the collector takes for a large object (85,000 bytes).</summary>
    private const int UsualSize = 64 * 1024;

    private readonly List<(int Part, int Start, int Length)> rows = [];
    private byte[] bytes = new byte[UsualSize];
    private int length;
    private int next;

    /// <summary>Room for a row of the part; <see cref="Keep"/> follows.</summary>
    public Span<byte> Next(int part, int maximumSize)
    {
        if (bytes.Length - length < maximumSize)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + maximumSize));
        }

        next = part;
        return bytes.AsSpan(length, maximumSize);
    }

    /// <summary>Keeps the row that <see cref="Next"/> made room for.</summary>
    /// <param name="size">How many bytes it took.</param>
    public void Keep(int size)
    {
        rows.Add((next, length, size));
        length += size;
    }

    internal int Count => rows.Count;

    internal (int Part, ReadOnlyMemory<byte> Row) this[int index] => (rows[index].Part, bytes.AsMemory(rows[index].Start, rows[index].Length));
}
