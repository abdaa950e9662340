using System.Net;
using System.Text.Json;

namespace Kencom.TestSupport;

/// <summary>An answer of the API, read whole.</summary>
public sealed class ApiResponse(HttpResponseMessage message, string body, string traceId)
{
    public HttpStatusCode Status => message.StatusCode;

    public string Body => body;

    /// <summary>Names the request's storage calls.</summary>
    public string TraceId => traceId;

    public HttpResponseMessage Message => message;

    public JsonElement Json => JsonDocument.Parse(body).RootElement;

    /// <summary>The problem's stable code.</summary>
    public string? Code => Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public TimeSpan? RetryAfter => message.Headers.RetryAfter?.Delta;

    /// <summary>Set-Cookie lines by cookie name, whole with their attributes.</summary>
    public IReadOnlyDictionary<string, string> SetCookies =>
        message.Headers.TryGetValues("Set-Cookie", out var lines)
            ? lines.ToDictionary(line => line[..line.IndexOf('=', StringComparison.Ordinal)], StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The value of a string member.</summary>
    public string Text(string member) => Json.GetProperty(member).GetString()!;

    /// <summary>The messages for a field of a problem.</summary>
    public IReadOnlyList<string> ErrorsOf(string field) =>
        Json.TryGetProperty("errors", out var errors) && errors.TryGetProperty(field, out var messages)
            ? [.. messages.EnumerateArray().Select(message => message.GetString()!)]
            : [];

    /// <summary>The value that a browser would send back for a cookie.</summary>
    public string CookieValue(string name) => SetCookies[name][(name.Length + 1)..].Split(';')[0];

    public override string ToString() => $"{(int)Status} {body}";
}
