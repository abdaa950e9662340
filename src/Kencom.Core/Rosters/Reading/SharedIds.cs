using Kencom.Core.Files;

namespace Kencom.Core.Rosters;

/// <summary>加入者IDs that stand in rows of different persons of a file: that file cannot tell persons apart by them (RST-7).</summary>
internal sealed class SharedIds
{
    private readonly HashSet<ulong> ids;
    private readonly bool areAll;

    private SharedIds(HashSet<ulong> ids, bool areAll) => (this.ids, this.areAll) = (ids, areAll);

    public static SharedIds None { get; } = new([], areAll: false);

    /// <summary>So many ids are shared that none of the file is worth anything.</summary>
    public static SharedIds All { get; } = new([], areAll: true);

    public static SharedIds Of(IEnumerable<ulong> ids) => new([.. ids], areAll: false);

    public bool Contains(ulong id) => areAll || ids.Contains(id);

    public byte[] Write()
    {
        if (areAll)
        {
            return [0];
        }

        var bytes = new byte[8 * ids.Count];
        var writer = new ByteWriter(bytes);
        foreach (var id in ids.Order())
        {
            writer.UInt64(id);
        }

        return bytes;
    }

    public static SharedIds Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % 8 != 0)
        {
            return All;
        }

        var read = new HashSet<ulong>(bytes.Length / 8);
        for (var reader = new ByteReader(bytes); !reader.IsAtEnd;)
        {
            read.Add(reader.UInt64());
        }

        return read.Count == 0 ? None : new SharedIds(read, areAll: false);
    }
}

/// <summary>
/// Finds them while a file is read once. Of each id it keeps a few bits of the first row's name and birth date, in a table whose size does not grow
/// with the file (RST-4): beyond some million and a half ids further ones are not watched, and stand for what they say.
/// </summary>
internal sealed class SharedIdFinder
{
    private const int MaximumSlots = 1 << 21;
    private const int SmallFileSlots = 1 << 13;
    private const long SmallFile = 200_000;
    private const int MaximumShared = 50_000;
    private const ulong TagMask = ~0UL << 34;
    private const ulong NameMask = 0xFFFFUL << 18;
    private const ulong BirthDateMask = 0x1FFFFUL << 1;

    private readonly ulong[] slots;
    private readonly HashSet<string> shared = new(StringComparer.Ordinal);
    private int used;

    /// <param name="fileSize">Bytes.</param>
    public SharedIdFinder(long fileSize) => slots = new ulong[fileSize < SmallFile ? SmallFileSlots : MaximumSlots];

    /// <param name="hash">Of an id, as it is stored.</param>
    public SharedIds Found(Func<string, ulong> hash) =>
        shared.Count > MaximumShared ? SharedIds.All : shared.Count == 0 ? SharedIds.None : SharedIds.Of(shared.Select(hash));

    /// <param name="mark">By which equal ids are known.</param>
    /// <param name="name">Something that equal names have in common on all cards.</param>
    /// <param name="birthDate">Likewise.</param>
    public void Add(ulong mark, string id, int name, int birthDate)
    {
        // 30 bits of the id, 16 of the name, 17 of the birth date, and one that says that the slot is used.
        var marks = (mark & TagMask) | (((ulong)name & 0xFFFF) << 18) | (((ulong)birthDate & 0x1FFFF) << 1) | 1;
        for (var at = (int)(mark % (ulong)slots.Length); ; at = (at + 1) % slots.Length)
        {
            if (slots[at] == 0)
            {
                if (used < slots.Length / 4 * 3)
                {
                    slots[at] = marks;
                    used++;
                }

                return;
            }

            var differing = slots[at] ^ marks;
            if ((differing & TagMask) == 0)
            {
                if ((differing & BirthDateMask) != 0 && (differing & NameMask) != 0 && shared.Count <= MaximumShared)
                {
                    shared.Add(id);
                }

                return;
            }
        }
    }
}
