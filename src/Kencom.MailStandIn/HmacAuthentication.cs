using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Communication.Email;

/// <summary><c>endpoint=…;accesskey=…</c></summary>
internal sealed record EmailConnectionString(Uri Endpoint, string AccessKey)
{
    public static EmailConnectionString Parse(string connectionString)
    {
        var parts = connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        return parts.TryGetValue("endpoint", out var endpoint) && parts.TryGetValue("accesskey", out var key)
            ? new EmailConnectionString(new Uri(endpoint), key)
            : throw new InvalidOperationException("The connection string needs endpoint= and accesskey=.");
    }
}

/// <summary>The signature that Azure Communication Services asks for.</summary>
internal static class HmacSignature
{
    public const string SignedHeaders = "x-ms-date;host;x-ms-content-sha256";

    public static string HashOf(ReadOnlySpan<byte> body) => Convert.ToBase64String(SHA256.HashData(body));

    public static string Sign(string accessKey, string method, string pathAndQuery, string date, string host, string contentHash)
    {
        var text = $"{method}\n{pathAndQuery}\n{date};{host};{contentHash}";
        return Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(accessKey), Encoding.UTF8.GetBytes(text)));
    }
}

internal sealed class HmacAuthenticationPolicy(AzureKeyCredential credential) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        using var body = new MemoryStream();
        message.Request.Content?.WriteTo(body, message.CancellationToken);
        Sign(message.Request, body);
        ProcessNext(message, pipeline);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        using var body = new MemoryStream();
        if (message.Request.Content is { } content)
        {
            await content.WriteToAsync(body, message.CancellationToken);
        }

        Sign(message.Request, body);
        await ProcessNextAsync(message, pipeline);
    }

    private void Sign(Request request, MemoryStream body)
    {
        var uri = request.Uri.ToUri();
        var date = TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        var hash = HmacSignature.HashOf(body.GetBuffer().AsSpan(0, (int)body.Length));
        var signature = HmacSignature.Sign(credential.Key, request.Method.ToString(), uri.PathAndQuery, date, uri.Authority, hash);
        request.Headers.SetValue("x-ms-date", date);
        request.Headers.SetValue("x-ms-content-sha256", hash);
        request.Headers.SetValue("Authorization", $"HMAC-SHA256 SignedHeaders={HmacSignature.SignedHeaders}&Signature={signature}");
    }
}
