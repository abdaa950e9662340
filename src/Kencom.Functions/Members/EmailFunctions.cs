using Kencom.Core.Members;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Members;

/// <summary>Changing the address (SI-8): asked for by the signed-in member, confirmed by whoever reads the mail at the new one.</summary>
public sealed class EmailFunctions(RequestEmailChange requestChange, CheckEmailChangeLink check, ConfirmEmailChange confirm)
{
    [Function("request-email-change")]
    [RequiresMember(CostsHash = true)]
    public Task<IResult> RequestChange(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "me/email")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<RequestBody>(
            async body =>
            {
                var command = new RequestEmailChangeCommand(request.Session().MemberId, body.Password, body.Email, body.EmailConfirmation, request.Caller());
                return (await requestChange.HandleAsync(command, cancellationToken)).ToAccepted();
            },
            cancellationToken);

    /// <summary>No session is needed: whoever reads the mail at the new address may be signed in nowhere.</summary>
    [Function("check-email-change-link")]
    [Anonymous]
    public Task<IResult> Check(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "me/email/check")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<ConfirmBody>(
            async body => (await check.HandleAsync(body.Token, cancellationToken)).ToAnswer(state => new { State = state }), cancellationToken);

    [Function("confirm-email-change")]
    [Anonymous]
    public Task<IResult> Confirm(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "me/email/confirmation")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<ConfirmBody>(async body => (await confirm.HandleAsync(body.Token, cancellationToken)).ToNoContent(), cancellationToken);

    private sealed record RequestBody(string? Password, string? Email, string? EmailConfirmation);

    private sealed record ConfirmBody(string? Token);
}
