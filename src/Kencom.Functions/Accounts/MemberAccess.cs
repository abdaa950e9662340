using Kencom.Core;
using Kencom.Core.Accounts;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Kencom.Functions.Accounts;

/// <summary>
/// Finds the session of a request: the app's by its bearer token, a browser's by its cookie. A write by cookie must come from the front end, since
/// a browser adds cookies to what foreign pages send, too (SI-5).
/// </summary>
public sealed class MemberAccess(CheckSession check, OriginCheck originCheck)
{
    public async Task<Result<Session>> OpenAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var bearer = request.Bearer();
        if (bearer is null && !HttpMethods.IsGet(request.Method) && originCheck.RefuseUnlessOurs(request, Credentials.SessionCookie) is { } foreign)
        {
            return foreign;
        }

        var token = bearer ?? request.Cookie(Credentials.SessionCookie);
        if (await check.HandleAsync(token, cancellationToken) is not { } session)
        {
            return Errors.NotSignedIn;
        }

        if (bearer is null && session is { IsRenewed: true, StaySignedIn: true })
        {
            request.HttpContext.Response.SetSessionCookie(token!, session.ExpiresAt - session.LastUsedAt);
        }

        return session;
    }
}
