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
    private const int TagBytes = 16;

    /// <summary>The version under which is sealed now: what has another is to be sealed anew when it is next written (API-6).</summary>
    public int CurrentVersion => keyring.Current;

    public static int VersionOf(ReadOnlySpan<byte> sealedContent) => sealedContent[0];

    /// <param name="purpose">Keeps kinds of content apart, such as <c>checkup</c>.</param>
    /// <param name="place">Where it lies, such as the row's key.</param>
    public byte[] Seal(string purpose, string place, ReadOnlySpan<byte> content)
    {
        var whole = new byte[Overhead + content.Length];
        whole[0] = (byte)keyring.Current;
        var nonce = whole.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(KeyFor(keyring.Current, purpose, place), TagBytes);
        aes.Encrypt(nonce, content, whole.AsSpan(Overhead), whole.AsSpan(1 + NonceBytes, TagBytes), whole.AsSpan(0, 1));
        return whole;
    }

    /// <exception cref="CryptographicException">It was sealed for another place, or changed since.</exception>
    public byte[] Open(string purpose, string place, ReadOnlySpan<byte> sealedContent)
    {
        if (sealedContent.Length < Overhead)
        {
            throw new CryptographicException("This is too short for a seal.");
        }

        var content = new byte[sealedContent.Length - Overhead];
        using var aes = new AesGcm(KeyFor(sealedContent[0], purpose, place), TagBytes);
        aes.Decrypt(sealedContent.Slice(1, NonceBytes), sealedContent[Overhead..], sealedContent.Slice(1 + NonceBytes, TagBytes), content, sealedContent[..1]);
        return content;
    }

    /// <summary>The same for text, in base64: for records that are JSON.</summary>
    public string SealText(string purpose, string place, string text) => Convert.ToBase64String(Seal(purpose, place, Encoding.UTF8.GetBytes(text)));

    /// <inheritdoc cref="Open"/>
    public string OpenText(string purpose, string place, string sealedText) => Encoding.UTF8.GetString(Open(purpose, place, Convert.FromBase64String(sealedText)));

    private byte[] KeyFor(int version, string purpose, string place) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, keyring[version], 32, salt: null, Encoding.UTF8.GetBytes($"{purpose}\n{place}"));
}
