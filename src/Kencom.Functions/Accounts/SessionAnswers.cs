using Kencom.Core.Accounts;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Kencom.Functions.Accounts;

/// <summary>A new session in the body of an answer. The token is the app's only.</summary>
public sealed record SessionBody(string? Token, DateTimeOffset ExpiresAt);

/// <summary>Hands a session to its holder (SI-5): to a browser as a cookie that no script reads, to the app in the body.</summary>
public static class SessionAnswers
{
    /// <summary>How long an account knows a device.</summary>
    private static readonly TimeSpan DeviceKeptFor = TimeSpan.FromDays(365);

    public static SessionBody Hand(this HttpResponse response, SessionStarted session, bool toBrowser)
    {
        if (!toBrowser)
        {
            return new SessionBody(session.Token, session.ExpiresAt);
        }

        response.SetSessionCookie(session.Token, session.KeptFor);
        return new SessionBody(Token: null, session.ExpiresAt);
    }

    /// <summary>Hands over what the device is to show from now on (SI-10), by the same ways.</summary>
    /// <returns>Null for a browser.</returns>
    public static string? HandDevice(this HttpResponse response, string secret, bool toBrowser)
    {
        if (!toBrowser)
        {
            return secret;
        }

        response.Cookies.Append(Credentials.DeviceCookie, secret, Credentials.HostCookie(DeviceKeptFor));
        return null;
    }

    /// <summary>The cookie of who does not stay signed in ends with the browser; when a session ends, the storage decides, never the cookie.</summary>
    /// <param name="keptFor">How long the browser keeps it; null: until it is closed.</param>
    public static void SetSessionCookie(this HttpResponse response, string token, TimeSpan? keptFor) =>
        response.Cookies.Append(Credentials.SessionCookie, token, Credentials.HostCookie(keptFor));

    public static void DeleteSessionCookie(this HttpResponse response) =>
        response.Cookies.Delete(Credentials.SessionCookie, Credentials.HostCookie(null));
}
