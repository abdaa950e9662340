using Kencom.Core;
using Kencom.Core.Mail;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Functions.Http;

/// <summary>Refuses writes that a foreign page makes a browser send with its cookies (SI-5). Callers without a browser's cookies need none of this.</summary>
public sealed partial class OriginCheck(IOptions<MailOptions> site, ILogger<OriginCheck> logger)
{
    private const string FetchSite = "Sec-Fetch-Site";

    /// <returns>Null when the write is shown to come from the front end, or carries no cookie of this name.</returns>
    public Error? RefuseUnlessOurs(HttpRequest request, string cookieName)
    {
        if (request.Cookie(cookieName) is null || IsOurs(request))
        {
            return null;
        }

        Log.Refused(logger, cookieName);
        return HttpErrors.OriginNotAllowed;
    }

    /// <summary>
    /// For cookies that open nothing but a registration: every browser names the origin of a POST, so a request that names none comes from no page.
    /// </summary>
    public Error? RefuseForeign(HttpRequest request, string cookieName) =>
        request.Headers.Origin.Count == 0 && request.Headers[FetchSite].Count == 0 ? null : RefuseUnlessOurs(request, cookieName);

    private bool IsOurs(HttpRequest request)
    {
        if (request.Headers[FetchSite] == "same-origin")
        {
            return true;
        }

        // Only the configured address counts: Host and X-Forwarded-Host are what the client says. Browsers of today send the header above, on any local port too.
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && origin == OriginOf(site.Value.FrontEndUrl);
    }

    private static string? OriginOf(Uri? url) => url?.GetLeftPart(UriPartial.Authority);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A write with the cookie {Cookie} did not come from the front end.", EventName = "foreign-origin-refused")]
        public static partial void Refused(ILogger logger, string cookie);
    }
}
