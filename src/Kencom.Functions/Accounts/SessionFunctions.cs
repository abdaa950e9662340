using Kencom.Core;
using Kencom.Core.Accounts;
using Kencom.Core.Security;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Accounts;

/// <summary>Where a member is signed in, and ending it there (SI-5).</summary>
public sealed class SessionFunctions(ListSessions list, SessionStore store)
{
    [Function("list-sessions")]
    [RequiresMember]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me/sessions")] HttpRequest request, CancellationToken cancellationToken)
    {
        var current = request.Session();
        var sessions = await list.HandleAsync(current.MemberId, cancellationToken);
        return Answers.Json(new { Sessions = sessions.Select(session => Describe(session, current)) });
    }

    [Function("end-sessions")]
    [RequiresMember]
    public async Task<IResult> EndAll(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "me/sessions")] HttpRequest request, CancellationToken cancellationToken)
    {
        await store.EndAllAsync(request.Session().MemberId, exceptId: null);
        request.HttpContext.Response.DeleteSessionCookie();
        return Results.NoContent();
    }

    [Function("end-session")]
    [RequiresMember]
    public async Task<IResult> End(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "me/sessions/{sessionId}")] HttpRequest request,
        string sessionId,
        CancellationToken cancellationToken) =>
        await store.EndAsync(request.Session().MemberId, sessionId) ? Results.NoContent() : Errors.NotFound.Problem();

    private static object Describe(Session session, Session current) => new
    {
        SessionId = session.Id,
        Channel = session.Kind == SessionKind.App ? Channel.App : Channel.Web,
        session.StartedAt,
        session.LastUsedAt,
        session.ExpiresAt,
        Current = session.Id == current.Id,
        session.Client?.Browser,
        session.Client?.System,
    };
}
