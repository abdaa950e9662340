using System.Net;
using Kencom.Core.Security;
using Microsoft.AspNetCore.Http;

namespace Kencom.Functions.Http;

/// <summary>What a request proves about its sender, and where it came from.</summary>
public static class Credentials
{
    /// <summary>Proves who started a registration in a browser (REG-13).</summary>
    public const string RegistrationCookie = "__Host-kencom-registration";

    /// <summary>A browser's session (SI-5).</summary>
    public const string SessionCookie = "__Host-kencom-session";

    /// <summary>Shows that a browser has signed in before (SI-10). It opens nothing.</summary>
    public const string DeviceCookie = "__Host-kencom-device";

    /// <summary>The longest time that a registration can be continued without another mail: its link's and its steps'.</summary>
    private static readonly TimeSpan RegistrationCookieAge = TimeSpan.FromDays(2);

    /// <summary>The token of an Authorization header of the Bearer scheme.</summary>
    public static string? Bearer(this HttpRequest request) =>
        request.Headers.Authorization.ToString() is { Length: > 7 } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header[7..].Trim()
            : null;

    public static string? Cookie(this HttpRequest request, string name) =>
        request.Cookies.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>The starter's secret: from the app in body or header, from a browser as the cookie (REG-13, REG-15).</summary>
    public static string? StarterSecret(this HttpRequest request, string? fromBody = null) =>
        fromBody ?? request.Bearer() ?? request.Cookie(RegistrationCookie);

    /// <summary>The client's address as the last trusted proxy saw it (SI-9): the worker has consumed X-Forwarded-For by then.</summary>
    public static IPAddress ClientAddress(this HttpRequest request) =>
        request.HttpContext.Connection.RemoteIpAddress ?? IPAddress.None;

    /// <summary>Browser and system as the client names them, for the member's list of sessions.</summary>
    public static SessionClient SessionClient(this HttpRequest request) => Core.Security.SessionClient.From(request.Headers.UserAgent.ToString());

    public static void SetRegistrationCookie(this HttpResponse response, string secret) =>
        response.Cookies.Append(RegistrationCookie, secret, HostCookie(RegistrationCookieAge));

    public static void DeleteRegistrationCookie(this HttpResponse response) =>
        response.Cookies.Delete(RegistrationCookie, HostCookie(null));

    /// <summary>A cookie of this host only: no script reads it, no other site's form sends it. SameSite is Lax so that a link in a mail opens signed in.</summary>
    public static CookieOptions HostCookie(TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        Secure = true,
        SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Lax,
        Path = "/",
        MaxAge = maxAge,
    };
}
