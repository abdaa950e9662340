using Kencom.Core.Accounts;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Accounts;

/// <summary>Signs out (SI-5). A session that has ended already is as good as signed out.</summary>
public sealed class SignOutFunction(MemberAccess access, SessionStore sessions)
{
    [Function("sign-out")]
    [Anonymous]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "sessions/current")] HttpRequest request, CancellationToken cancellationToken)
    {
        var session = await access.OpenAsync(request, cancellationToken);
        if (session.Error is { Kind: not Core.ErrorKind.Unauthenticated } foreign)
        {
            return foreign.Problem();
        }

        if (session.IsSuccess)
        {
            await sessions.EndAsync(session.Value.MemberId, session.Value.Id);
        }

        request.HttpContext.Response.DeleteSessionCookie();
        return Results.NoContent();
    }
}
