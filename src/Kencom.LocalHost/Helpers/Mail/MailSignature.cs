using System.Security.Cryptography;
using System.Text;

namespace Kencom.LocalHost.Helpers.Mail;

/// <summary>The signature by which Azure Communication Services knows a request, as its reference describes it.</summary>
internal static class MailSignature
{
    public const string SignedHeaders = "x-ms-date;host;x-ms-content-sha256";

    public static string HashOf(ReadOnlySpan<byte> body) => Convert.ToBase64String(SHA256.HashData(body));

    public static string Sign(string accessKey, string method, string pathAndQuery, string date, string host, string contentHash)
    {
        var text = $"{method}\n{pathAndQuery}\n{date};{host};{contentHash}";
        return Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(accessKey), Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The key of a connection string (<c>endpoint=…;accesskey=…</c>); null when it holds none.</summary>
    public static string? AccessKeyOf(string? connectionString) => connectionString?
        .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(part => part.Split('=', 2))
        .FirstOrDefault(pair => pair.Length == 2 && pair[0].Equals("accesskey", StringComparison.OrdinalIgnoreCase))?[1];
}
