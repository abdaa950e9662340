using Kencom.Core.SignIn;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.SignIn;

/// <summary>Password forgotten (SI-6).</summary>
public sealed class PasswordResetFunctions(RequestPasswordReset requestReset, CheckPasswordResetLink check, ConfirmPasswordReset confirm, Callers callers)
{
    [Function("request-password-reset")]
    public async Task<IResult> RequestReset(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "password-resets")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<RequestBody>(cancellationToken);
        if (!body.IsSuccess)
        {
            return body.Error.Problem();
        }

        var command = new RequestPasswordResetCommand(body.Value.Email, body.Value.Captcha, callers.Of(request));
        return (await requestReset.HandleAsync(command, cancellationToken)).ToAccepted();
    }

    /// <summary>A post, although it changes nothing: a token in an address would end up in logs.</summary>
    [Function("check-password-reset-link")]
    public async Task<IResult> Check(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "password-resets/check")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<CheckBody>(cancellationToken);
        return body.IsSuccess
            ? (await check.HandleAsync(body.Value.Token, cancellationToken)).ToAnswer(state => new { State = state })
            : body.Error.Problem();
    }

    [Function("confirm-password-reset")]
    public async Task<IResult> Confirm(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "password-resets/confirmation")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<ConfirmBody>(cancellationToken);
        return body.IsSuccess
            ? (await confirm.HandleAsync(new ConfirmPasswordResetCommand(body.Value.Token, body.Value.NewPassword), cancellationToken)).ToNoContent()
            : body.Error.Problem();
    }

    private sealed record RequestBody(string? Email, string? Captcha);

    private sealed record CheckBody(string? Token);

    private sealed record ConfirmBody(string? Token, string? NewPassword);
}
