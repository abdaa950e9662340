using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Kencom.TestSupport;

/// <summary>Speaks to the API over real HTTP. Cookies are held and sent as a browser on the front end's own page would, secure ones too.</summary>
public sealed class ApiClient : IDisposable
{
    private readonly HttpClient http;
    private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);

    public ApiClient(Uri baseAddress, HttpMessageHandler? handler = null) =>
        http = new HttpClient(handler ?? new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = baseAddress };

    /// <summary>Carried as <c>Authorization: Bearer</c> when set.</summary>
    public string? Bearer { get; set; }

    /// <summary>Further headers of every request.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether requests carry the front end's origin, as a browser's own would.</summary>
    public bool SameOrigin { get; set; } = true;

    public IReadOnlyDictionary<string, string> Cookies => cookies;

    public void SetCookie(string name, string value) => cookies[name] = value;

    public Task<ApiResponse> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiResponse> DeleteAsync(string path, object? body = null) => SendAsync(HttpMethod.Delete, path, body);

    public Task<ApiResponse> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<ApiResponse> PutAsync(string path, object? body = null) => SendAsync(HttpMethod.Put, path, body);

    /// <param name="body">A string is sent as it stands, anything else as camelCase JSON; null sends no body.</param>
    public async Task<ApiResponse> SendAsync(HttpMethod method, string path, object? body = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        var traceId = ActivityTraceId.CreateRandom().ToHexString();
        request.Headers.Add("traceparent", $"00-{traceId}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        AddHeaders(request);
        var content = body as string ?? (body is null ? null : JsonSerializer.Serialize(body, JsonSerializerOptions.Web));
        if (content is not null)
        {
            request.Content = new StringContent(content, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        var message = await http.SendAsync(request);
        var response = new ApiResponse(message, await message.Content.ReadAsStringAsync(), traceId);
        ApiContract.Check(method, path, content, message, response.Body);
        KeepCookies(response);
        return response;
    }

    public void Dispose() => http.Dispose();

    private void AddHeaders(HttpRequestMessage request)
    {
        if (SameOrigin)
        {
            request.Headers.TryAddWithoutValidation("Origin", http.BaseAddress!.GetLeftPart(UriPartial.Authority));
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        }

        if (Bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Bearer);
        }

        if (cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private void KeepCookies(ApiResponse response)
    {
        foreach (var name in response.SetCookies.Keys)
        {
            var value = response.CookieValue(name);
            if (value.Length == 0)
            {
                cookies.Remove(name);
            }
            else
            {
                cookies[name] = value;
            }
        }
    }
}
