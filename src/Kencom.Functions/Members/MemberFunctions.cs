using Kencom.Core.Checkups.Access;
using Kencom.Core.Members;
using Kencom.Functions.Accounts;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Members;

/// <summary>The member's own account (SI-8).</summary>
public sealed class MemberFunctions(FindMember find, FindLocked findLocked, Leave leave, SetNewsletter setNewsletter, ViewInvitation viewInvitation)
{
    [Function("view-member")]
    [RequiresMember]
    public async Task<IResult> View(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me")] HttpRequest request, CancellationToken cancellationToken)
    {
        var found = await find.HandleAsync(request.Session().MemberId, cancellationToken);
        return found.IsSuccess
            ? Answers.Json(MemberBody.Of(found.Value, await findLocked.HandleAsync(found.Value, request.Session(), cancellationToken)))
            : found.Error.Problem();
    }

    [Function("leave")]
    [RequiresMember(CostsHash = true)]
    public Task<IResult> Leave(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "me")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<LeaveBody>(
            async body =>
            {
                var left = await leave.HandleAsync(request.Session().MemberId, body.Password, request.Caller(), cancellationToken);
                if (left.IsSuccess)
                {
                    request.HttpContext.Response.DeleteSessionCookie();
                }

                return left.ToNoContent();
            },
            cancellationToken);

    [Function("set-newsletter")]
    [RequiresMember]
    public Task<IResult> SetNewsletter(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "me/newsletter")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<NewsletterBody>(
            async body => (await setNewsletter.HandleAsync(request.Session().MemberId, body.Newsletter, cancellationToken)).ToNoContent(), cancellationToken);

    [Function("view-invitation")]
    [RequiresMember]
    public async Task<IResult> ViewInvitation(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me/invitation")] HttpRequest request, CancellationToken cancellationToken) =>
        (await viewInvitation.HandleAsync(request.Session().MemberId, cancellationToken))
            .ToAnswer(invitation => new { InvitationCode = invitation.Code, invitation.Joined });

    private sealed record LeaveBody(string? Password);

    private sealed record NewsletterBody(bool? Newsletter);
}
