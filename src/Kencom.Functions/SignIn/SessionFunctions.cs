using Kencom.Core;
using Kencom.Core.Security;
using Kencom.Core.SignIn;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.SignIn;

/// <summary>Where a member is signed in, and ending it there (SI-5).</summary>
public sealed class SessionFunctions(MemberAccess access, ListSessions list, SessionStore store)
{
    [Function("list-sessions")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me/sessions")] HttpRequest request, CancellationToken cancellationToken) =>
        access.WithSessionAsync(
            request,
            async current =>
            {
                var sessions = await list.HandleAsync(current.MemberId, cancellationToken);
                return Answers.Json(new { Sessions = sessions.Select(session => Describe(session, current)) });
            },
            cancellationToken);

    [Function("end-sessions")]
    public Task<IResult> EndAll(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "me/sessions")] HttpRequest request, CancellationToken cancellationToken) =>
        access.WithSessionAsync(
            request,
            async current =>
            {
                await store.EndAllAsync(current.MemberId, exceptId: null);
                request.HttpContext.Response.DeleteSessionCookie();
                return Results.NoContent();
            },
            cancellationToken);

    [Function("end-session")]
    public Task<IResult> End(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "me/sessions/{sessionId}")] HttpRequest request,
        string sessionId,
        CancellationToken cancellationToken) =>
        access.WithSessionAsync(
            request,
            async current => await store.EndAsync(current.MemberId, sessionId) ? Results.NoContent() : Errors.NotFound.Problem(),
            cancellationToken);

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
