using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kencom.Core.Security;

/// <summary>
/// HMAC under a secret key, for keys and stored values that must not tell what they were made of (RST-9, API-4): SHA-256, unless a key's version is set to another
/// algorithm. So an algorithm is exchanged as a key is, and what an earlier one made is still found.
/// A hash is a wire format: version, hyphen, 32 hexadecimal digits (128 bits), for example <c>1-0f…</c>.
/// </summary>
/// <remarks>
/// Every part is preceded by its length, so that no two lists of parts are the same message; the purpose separates the domains:
/// equal values hashed for different purposes are unrelated.
/// </remarks>
public sealed class KeyedHasher(HashKeyring keyring)
{
    /// <summary>Bytes of a stored hash: enough that no two of a billion values meet.</summary>
    public const int HashBytes = 16;

    /// <summary>The hash under the current key, as a table key.</summary>
    public string Hash(string purpose, params ReadOnlySpan<string> parts) => Hash(keyring.Current, purpose, parts);

    /// <summary>The hashes under every key still in use, the current one first: for finding rows that an earlier key made.</summary>
    public IEnumerable<string> HashesOfAllVersions(string purpose, params string[] parts) =>
        keyring.Versions.Select(version => Hash(version, purpose, parts));

    /// <summary>The version of the current key: whoever derives something from it stores this beside, to derive the same after a rotation (API-6).</summary>
    public int CurrentVersion => keyring.Current;

    /// <summary>The keys still in use, the current one first.</summary>
    public IEnumerable<int> Versions => keyring.Versions;

    /// <summary>The version that no rotation changes.</summary>
    public int EarliestVersion => keyring.Versions.Min();

    /// <summary>The version that a hash was made under.</summary>
    public static int VersionOf(string hash) => int.Parse(hash.AsSpan(0, hash.IndexOf('-', StringComparison.Ordinal)), CultureInfo.InvariantCulture);

    /// <summary>The full 32 bytes under the current key: for deriving tokens. A longer hash is cut.</summary>
    public byte[] Derive(string purpose, params ReadOnlySpan<string> parts) => Derive(keyring.Current, purpose, parts);

    /// <summary>The same under an earlier key.</summary>
    public byte[] Derive(int version, string purpose, params ReadOnlySpan<string> parts)
    {
        var full = new byte[SHA256.HashSizeInBytes];
        Compute(version, full, purpose, parts);
        return full;
    }

    /// <summary>A hasher for many values of one purpose, at half the cost each; not for two threads at once.</summary>
    public BulkKeyedHasher ForBulk(string purpose) => ForBulk(keyring.Current, purpose);

    /// <summary>The same under an earlier key: what was stored under it stays comparable.</summary>
    public BulkKeyedHasher ForBulk(int version, string purpose) => new(keyring.AlgorithmOf(version), keyring[version], version, purpose);

    /// <summary>The hash under an earlier key.</summary>
    public string Hash(int version, string purpose, params ReadOnlySpan<string> parts)
    {
        Span<byte> full = stackalloc byte[SHA256.HashSizeInBytes];
        Compute(version, full, purpose, parts);
        return Format(version, full);
    }

    internal static string Format(int version, ReadOnlySpan<byte> full) =>
        string.Create(CultureInfo.InvariantCulture, $"{version}-{Convert.ToHexStringLower(full[..HashBytes])}");

    private void Compute(int version, Span<byte> full, string purpose, ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHMAC(keyring.AlgorithmOf(version), keyring[version]);
        Append(hash, purpose);
        foreach (var part in parts)
        {
            Append(hash, part);
        }

        Finish(hash, full);
    }

    /// <summary>Writes the first bytes of the hash.</summary>
    internal static void Finish(IncrementalHash hash, Span<byte> full)
    {
        Span<byte> whole = stackalloc byte[SHA512.HashSizeInBytes];
        hash.GetHashAndReset(whole);
        whole[..full.Length].CopyTo(full);
    }

    internal static void Append(IncrementalHash hash, ReadOnlySpan<char> part)
    {
        Span<byte> buffer = stackalloc byte[512];
        var bytes = MaximumBytes(part) <= buffer.Length ? buffer : new byte[MaximumBytes(part)];
        hash.AppendData(bytes[..Write(bytes, part)]);
    }

    /// <summary>Writes a part as it is hashed: its length, then its characters in UTF-8.</summary>
    internal static int Write(Span<byte> to, ReadOnlySpan<char> part)
    {
        var length = Encoding.UTF8.GetBytes(part, to[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(to, length);
        return sizeof(int) + length;
    }

    internal static int MaximumBytes(ReadOnlySpan<char> part) => Encoding.UTF8.GetMaxByteCount(part.Length) + sizeof(int);
}

/// <summary>Many keyed hashes of one purpose with one reused HMAC; the same values as <see cref="KeyedHasher.Hash(string, ReadOnlySpan{string})"/>.</summary>
public sealed class BulkKeyedHasher : IDisposable
{
    private readonly IncrementalHash hash;
    private readonly int version;
    private readonly string purpose;

    internal BulkKeyedHasher(HashAlgorithmName algorithm, ReadOnlySpan<byte> key, int version, string purpose)
    {
        hash = IncrementalHash.CreateHMAC(algorithm, key);
        this.version = version;
        this.purpose = purpose;
    }

    /// <summary>The hash as a table key.</summary>
    public string Hash(params ReadOnlySpan<string> parts)
    {
        Span<byte> full = stackalloc byte[SHA256.HashSizeInBytes];
        HashTo(full, parts);
        return KeyedHasher.Format(version, full);
    }

    /// <summary>Writes the hash's full 32 bytes; stored values use the first <see cref="KeyedHasher.HashBytes"/>.</summary>
    public void HashTo(Span<byte> full, params ReadOnlySpan<string> parts)
    {
        // Handing over the whole message at once costs a third of handing it over part by part.
        Span<byte> message = stackalloc byte[512];
        var length = KeyedHasher.Write(message, purpose);
        foreach (var part in parts)
        {
            if (KeyedHasher.MaximumBytes(part) > message.Length - length)
            {
                hash.AppendData(message[..length]);
                length = 0;
            }

            if (KeyedHasher.MaximumBytes(part) > message.Length)
            {
                KeyedHasher.Append(hash, part);
            }
            else
            {
                length += KeyedHasher.Write(message[length..], part);
            }
        }

        hash.AppendData(message[..length]);
        KeyedHasher.Finish(hash, full);
    }

    public void Dispose() => hash.Dispose();
}
