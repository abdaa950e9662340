using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Kencom.TestSupport;

/// <summary>Does the work that a challenge asks for, as the widget does.</summary>
public static class AltchaSolver
{
    public static string Solve(JsonElement challenge)
    {
        var (salt, hash) = (challenge.GetProperty("salt").GetString()!, challenge.GetProperty("challenge").GetString()!);
        var number = Enumerable.Range(0, challenge.GetProperty("maxnumber").GetInt32() + 1).First(candidate =>
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(salt + candidate.ToString(CultureInfo.InvariantCulture)))) == hash);
        return Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new
        {
            algorithm = "SHA-256",
            challenge = hash,
            number,
            salt,
            signature = challenge.GetProperty("signature").GetString(),
            took = 1,
        }));
    }
}
