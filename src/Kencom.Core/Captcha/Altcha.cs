using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Captcha;

/// <summary>A puzzle that was solved.</summary>
/// <param name="Id">The same for every solution of one challenge: it counts once.</param>
public sealed record AltchaSolved(string Id, int Level, bool IsFallback, DateTimeOffset ExpiresAt);

/// <summary>
/// Makes and checks proofs of work in ALTCHA's protocol (SI-3). Nothing is stored for a challenge: its salt says what it is for and how long, the
/// signature proves the salt, and the number to be found follows from the salt by a secret.
/// </summary>
public sealed class Altcha(KeyedHasher hasher, IOptions<CaptchaOptions> options, TimeProvider clock)
{
    private const string Algorithm = "SHA-256";

    public AltchaChallenge Issue(CaptchaPurpose purpose, int level, bool isFallback = false)
    {
        var maximum = options.Value.Levels[level - 1].MaxNumber;
        var expiresAt = (clock.GetUtcNow() + options.Value.ValidFor).ToUnixTimeSeconds();
        var salt = string.Create(
            CultureInfo.InvariantCulture,
            $"{RandomNumberGenerator.GetHexString(24, lowercase: true)}?expires={expiresAt}&for={purpose.Name}&level={level}&max={maximum}&fallback={(isFallback ? 1 : 0)}&");
        var number = NumberOf(salt, maximum);
        var parameters = new AltchaParameters(
            Algorithm, Cost: 1, expiresAt, KeyLength: SHA256.HashSizeInBytes, KeyPrefix(salt, number), Convert.ToHexStringLower(Encoding.ASCII.GetBytes(salt)), Salt: "");
        return new AltchaChallenge(Algorithm, ChallengeOf(salt, number), maximum, salt, SignatureOf(salt), parameters);
    }

    /// <returns>Null for whatever is not a right and timely solution of a challenge made here for this purpose.</returns>
    public AltchaSolved? Check(string payload, CaptchaPurpose purpose)
    {
        if (ReadPayload(payload) is not var (salt, number, signature) || !SecretToken.AreEqual(signature, SignatureOf(salt)))
        {
            return null;
        }

        // The signature has proved that the salt is as it was made.
        var about = HttpUtility.ParseQueryString(salt[salt.IndexOf('?', StringComparison.Ordinal)..]);
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(about["expires"]!, CultureInfo.InvariantCulture));
        var maximum = int.Parse(about["max"]!, CultureInfo.InvariantCulture);
        return purpose.IsServedBy(about["for"]) && clock.GetUtcNow() < expiresAt && number == NumberOf(salt, maximum)
            ? new AltchaSolved(hasher.Hash("captcha-spent", salt), int.Parse(about["level"]!, CultureInfo.InvariantCulture), about["fallback"] == "1", expiresAt)
            : null;
    }

    /// <summary>In the upper half of the range, so that no puzzle of a level is easier than any of the level before.</summary>
    private int NumberOf(string salt, int maximum)
    {
        var half = maximum / 2;
        return half + (int)(BinaryPrimitives.ReadUInt64BigEndian(hasher.Derive("captcha-number", salt)) % (ulong)(maximum - half));
    }

    private string SignatureOf(string salt) => Convert.ToHexStringLower(hasher.Derive("captcha-signature", salt));

    private static string ChallengeOf(string salt, int number) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{salt}{number}"))));

    private static string KeyPrefix(string salt, int number)
    {
        var password = new byte[salt.Length + sizeof(int)];
        Encoding.ASCII.GetBytes(salt, password);
        BinaryPrimitives.WriteInt32BigEndian(password.AsSpan(salt.Length), number);
        return Convert.ToHexStringLower(SHA256.HashData(password));
    }

    /// <summary>The payload is base64 of JSON, in version 1 <c>{salt, number, signature, …}</c>, in version 2 <c>{challenge: {parameters, signature}, solution}</c>.</summary>
    private static (string Salt, long Number, string Signature)? ReadPayload(string payload)
    {
        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(payload));
            var root = document.RootElement;
            if (!root.TryGetProperty("solution", out var solution))
            {
                return (root.GetProperty("salt").GetString() ?? "", root.GetProperty("number").GetInt64(), root.GetProperty("signature").GetString() ?? "");
            }

            var challenge = root.GetProperty("challenge");
            var nonce = Convert.FromHexString(challenge.GetProperty("parameters").GetProperty("nonce").GetString() ?? "");
            return (Encoding.ASCII.GetString(nonce), solution.GetProperty("counter").GetInt64(), challenge.GetProperty("signature").GetString() ?? "");
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
