using System.Text;
using Kencom.Core;
using Kencom.Core.Inquiries;
using Microsoft.AspNetCore.Http;

namespace Kencom.Functions.Guards;

/// <summary>
/// Why staff read or change a person's data (STF-2): the header <c>X-Audit-Reason</c>, percent-encoded UTF-8, since a header holds no Japanese; 3 to 200 characters
/// without control characters, masked (INQ-3).
/// </summary>
internal static class AuditReason
{
    public const string Header = "X-Audit-Reason";

    private const int Shortest = 3;
    private const int Longest = 200;

    /// <summary>Each character takes at most twelve bytes.</summary>
    private const int LongestEncoded = Longest * 12;

    public static Result<string> Read(HttpRequest request) =>
        request.Headers[Header] is [{ Length: > 0 and <= LongestEncoded } encoded] && Decode(encoded) is { } reason && IsReason(reason)
            ? SensitiveNumbers.MaskIn(reason.Trim())
            : Errors.AuditReasonMissing;

    private static bool IsReason(string reason) =>
        reason.Trim().EnumerateRunes().Count() is >= Shortest and <= Longest && !reason.EnumerateRunes().Any(rune => Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029);

    /// <summary>Null for what is not percent-encoded UTF-8: a lone percent sign, or bytes that are none.</summary>
    private static string? Decode(string encoded)
    {
        var bytes = new byte[encoded.Length];
        var length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '%')
            {
                if (i + 2 >= encoded.Length || !byte.TryParse(encoded.AsSpan(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out bytes[length]))
                {
                    return null;
                }

                i += 2;
            }
            else if (!char.IsAscii(encoded[i]))
            {
                return null;
            }
            else
            {
                bytes[length] = (byte)encoded[i];
            }

            length++;
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
