using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Kencom.TestSupport;

/// <summary>Does what ALTCHA's widget does with a challenge.</summary>
public static class Captchas
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

    /// <summary>Sends a request, and again with the captcha that it is asked for, as the front end does.</summary>
    public static async Task<ApiResponse> SolvingAsync(Func<string?, Task<ApiResponse>> send)
    {
        var answer = await send(null);
        return answer.Code == "captcha-required" ? await send(Solve(answer.Json.GetProperty("challenge"))) : answer;
    }
}
