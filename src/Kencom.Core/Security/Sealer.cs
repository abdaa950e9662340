using System.Security.Cryptography;
using System.Text;

namespace Kencom.Core.Security;

/// <summary>
/// Seals what must be read again but by nobody who copies the storage (CK-7): AES-256-GCM under a versioned key. What is sealed is bound to its purpose and
/// place: moved elsewhere it does not open.
/// </summary>
/// <remarks>
/// A seal is a wire format: one byte for the version of the key, 12 of nonce, 16 of tag, then the content. Each place has a key of its own, derived by HKDF from
/// the versioned one, so that random nonces never come near their limit however many rows there are.
/// </remarks>
public sealed class Sealer(DataKeyring keyring)
{
    /// <summary>By how much a seal is longer than its content.</summary>
    public const int Overhead = 1 + NonceBytes + TagBytes;

    private const int NonceBytes = 12;
    internal const int TagBytes = 16;

    /// <summary>The version under which is sealed now: what has another is to be sealed anew when it is next written (API-6).</summary>
    public int CurrentVersion => keyring.Current;

    public static int VersionOf(ReadOnlySpan<byte> sealedContent) => sealedContent[0];

    /// <param name="purpose">Keeps kinds of content apart, such as <c>checkup</c>.</param>
    /// <param name="place">Where it lies, such as the row's key.</param>
    public byte[] Seal(string purpose, string place, ReadOnlySpan<byte> content)
    {
        var whole = new byte[Overhead + content.Length];
        using var aes = new AesGcm(KeyFor(keyring.Current, purpose, place), TagBytes);
        Seal(aes, (byte)keyring.Current, content, whole);
        return whole;
    }

    /// <exception cref="CryptographicException">It was sealed for another place, or changed since.</exception>
    public byte[] Open(string purpose, string place, ReadOnlySpan<byte> sealedContent)
    {
        if (sealedContent.Length < Overhead)
        {
            throw new CryptographicException("This is too short for a seal.");
        }

        using var aes = new AesGcm(KeyFor(sealedContent[0], purpose, place), TagBytes);
        return Open(aes, sealedContent);
    }

    internal static byte[] Open(AesGcm aes, ReadOnlySpan<byte> sealedContent)
    {
        var content = new byte[sealedContent.Length - Overhead];
        aes.Decrypt(sealedContent.Slice(1, NonceBytes), sealedContent[Overhead..], sealedContent.Slice(1 + NonceBytes, TagBytes), content, sealedContent[..1]);
        return content;
    }

    /// <summary>The same for text, in base64: for records that are JSON.</summary>
    public string SealText(string purpose, string place, string text) => Convert.ToBase64String(Seal(purpose, place, Encoding.UTF8.GetBytes(text)));

    /// <inheritdoc cref="Open"/>
    public string OpenText(string purpose, string place, string sealedText) => Encoding.UTF8.GetString(Open(purpose, place, Convert.FromBase64String(sealedText)));

    /// <summary>Opens many of them; not for two threads at once.</summary>
    internal BulkOpener ForBulkOpening(string purpose, string place) => new(version => KeyFor(version, purpose, place));

    internal static void Seal(AesGcm aes, byte version, ReadOnlySpan<byte> content, Span<byte> whole)
    {
        whole[0] = version;
        var nonce = whole.Slice(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        aes.Encrypt(nonce, content, whole[Overhead..], whole.Slice(1 + NonceBytes, TagBytes), whole[..1]);
    }

    /// <summary>Seals many small contents of one purpose and place, at a fraction of the cost each; not for two threads at once.</summary>
    public BulkSealer ForBulk(string purpose, string place) => new(keyring.Current, KeyFor(keyring.Current, purpose, place));

    private byte[] KeyFor(int version, string purpose, string place) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, keyring[version], 32, salt: null, Encoding.UTF8.GetBytes($"{purpose}\n{place}"));
}

/// <summary>Seals one content after another with one key; each opens as <see cref="Sealer.Open"/> does.</summary>
public sealed class BulkSealer : IDisposable
{
    private readonly AesGcm aes;
    private readonly byte version;

    internal BulkSealer(int version, byte[] key) => (this.version, aes) = ((byte)version, new AesGcm(key, Sealer.TagBytes));

    /// <param name="to">As long as the content and <see cref="Sealer.Overhead"/> together.</param>
    public void Seal(ReadOnlySpan<byte> content, Span<byte> to) => Sealer.Seal(aes, version, content, to);

    public void Dispose() => aes.Dispose();
}

/// <summary>Opens one seal after another; rows that were sealed before a rotation lie among those sealed after it.</summary>
internal sealed class BulkOpener(Func<int, byte[]> keyFor) : IDisposable
{
    private readonly Dictionary<int, AesGcm> ciphers = [];

    public byte[] Open(ReadOnlySpan<byte> sealedContent)
    {
        if (!ciphers.TryGetValue(Sealer.VersionOf(sealedContent), out var aes))
        {
            ciphers[Sealer.VersionOf(sealedContent)] = aes = new AesGcm(keyFor(Sealer.VersionOf(sealedContent)), Sealer.TagBytes);
        }

        return Sealer.Open(aes, sealedContent);
    }

    public void Dispose()
    {
        foreach (var aes in ciphers.Values)
        {
            aes.Dispose();
        }
    }
}
