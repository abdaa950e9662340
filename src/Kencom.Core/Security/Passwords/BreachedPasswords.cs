using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kencom.Core.Security;

/// <summary>
/// The million passwords that leaked most often, behind a Bloom filter: who guesses tries them first, so each is found in 10^6 guesses (REG-4). One of them is always
/// recognised; of any others, one in ten thousand is taken for one.
/// </summary>
/// <remarks>A filter of no list holds nothing. <c>infra/breached-passwords.cs</c> makes the bundled one, and says where the list is from.</remarks>
public sealed class BreachedPasswords
{
    private const int Probes = 13;

    /// <summary>With <see cref="Probes"/> probes: one false answer in ten thousand.</summary>
    private const double BitsOfAPassword = 19.2;

    private readonly byte[] bits;

    private BreachedPasswords(byte[] bits) => this.bits = bits;

    /// <summary>The one that is bundled: read once, when first asked.</summary>
    public static BreachedPasswords Bundled { get; } = Read();

    public static BreachedPasswords Of(IReadOnlyCollection<string> passwords)
    {
        var made = new BreachedPasswords(new byte[(int)(passwords.Count * BitsOfAPassword / 8) + 1]);
        foreach (var password in passwords)
        {
            foreach (var bit in made.BitsOf(password))
            {
                made.bits[bit / 8] |= (byte)(1 << (bit % 8));
            }
        }

        return made;
    }

    public bool Contains(string password) => Array.TrueForAll(BitsOf(password), bit => (bits[bit / 8] & (1 << (bit % 8))) != 0);

    /// <summary>As it is bundled.</summary>
    public byte[] ToArray() => [.. bits];

    /// <summary>Two halves of a hash give any number of places (Kirsch and Mitzenmacher).</summary>
    private int[] BitsOf(string password)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(password));
        var (first, step) = (BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash.AsSpan(8)) | 1);
        var places = new int[Probes];
        for (var probe = 0; probe < Probes; probe++)
        {
            places[probe] = (int)((first + ((ulong)probe * step)) % ((ulong)bits.Length * 8));
        }

        return places;
    }

    private static BreachedPasswords Read()
    {
        using var stream = typeof(BreachedPasswords).Assembly.GetManifestResourceStream("Kencom.Core.Security.breached-passwords.bloom")!;
        var read = new byte[stream.Length];
        stream.ReadExactly(read);
        return new BreachedPasswords(read);
    }
}
