using Kencom.Core.Members;
using Kencom.Functions.Http;
using Kencom.Functions.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Members;

/// <summary>The member's own account (SI-8).</summary>
public sealed class MemberFunctions(MemberAccess access, FindMember find, Leave leave, SetNewsletter setNewsletter, ViewInvitation viewInvitation)
{
    [Function("view-member")]
    public Task<IResult> View(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me")] HttpRequest request, CancellationToken cancellationToken) =>
        access.WithSessionAsync(
            request, async session => (await find.HandleAsync(session.MemberId, cancellationToken)).ToAnswer(MemberBody.Of), cancellationToken);

    [Function("leave")]
    public Task<IResult> Leave(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "me")] HttpRequest request, CancellationToken cancellationToken) =>
        access.WithSessionAsync<LeaveBody>(
            request,
            async (session, body) =>
            {
                var left = await leave.HandleAsync(session.MemberId, body.Password, cancellationToken);
                if (left.IsSuccess)
                {
                    request.HttpContext.Response.DeleteSessionCookie();
                }

                return left.ToNoContent();
            },
            cancellationToken);

    [Function("set-newsletter")]
    public Task<IResult> SetNewsletter(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "me/newsletter")] HttpRequest request, CancellationToken cancellationToken) =>
        access.WithSessionAsync<NewsletterBody>(
            request,
            async (session, body) => (await setNewsletter.HandleAsync(session.MemberId, body.Newsletter, cancellationToken)).ToNoContent(),
            cancellationToken);

    [Function("view-invitation")]
    public Task<IResult> ViewInvitation(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me/invitation")] HttpRequest request, CancellationToken cancellationToken) =>
        access.WithSessionAsync(
            request,
            async session => (await viewInvitation.HandleAsync(session.MemberId, cancellationToken))
                .ToAnswer(invitation => new { InvitationCode = invitation.Code, invitation.Joined }),
            cancellationToken);

    private sealed record LeaveBody(string? Password);

    private sealed record NewsletterBody(bool? Newsletter);
}
