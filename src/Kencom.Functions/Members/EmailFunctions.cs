using Kencom.Core.Members;
using Kencom.Functions.Http;
using Kencom.Functions.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Members;

/// <summary>Changing the address (SI-8): asked for by the signed-in member, confirmed by whoever reads the mail at the new one.</summary>
public sealed class EmailFunctions(MemberAccess access, RequestEmailChange requestChange, CheckEmailChangeLink check, ConfirmEmailChange confirm)
{
    [Function("request-email-change")]
    public Task<IResult> RequestChange(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "me/email")] HttpRequest request, CancellationToken cancellationToken) =>
        access.WithSessionAsync<RequestBody>(
            request,
            async (session, body) =>
            {
                var command = new RequestEmailChangeCommand(session.MemberId, body.Password, body.Email, body.EmailConfirmation);
                return (await requestChange.HandleAsync(command, cancellationToken)).ToAccepted();
            },
            cancellationToken);

    /// <summary>No session is needed: whoever reads the mail at the new address may be signed in nowhere.</summary>
    [Function("check-email-change-link")]
    public async Task<IResult> Check(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "me/email/check")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<ConfirmBody>(cancellationToken);
        return body.IsSuccess
            ? (await check.HandleAsync(body.Value.Token, cancellationToken)).ToAnswer(state => new { State = state })
            : body.Error.Problem();
    }

    [Function("confirm-email-change")]
    public async Task<IResult> Confirm(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "me/email/confirmation")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<ConfirmBody>(cancellationToken);
        return body.IsSuccess ? (await confirm.HandleAsync(body.Value.Token, cancellationToken)).ToNoContent() : body.Error.Problem();
    }

    private sealed record RequestBody(string? Password, string? Email, string? EmailConfirmation);

    private sealed record ConfirmBody(string? Token);
}
