using Kencom.Core.Accounts;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Accounts;

/// <summary>Password forgotten (SI-6).</summary>
public sealed class PasswordResetFunctions(RequestPasswordReset requestReset, CheckPasswordResetLink check, ConfirmPasswordReset confirm)
{
    [Function("request-password-reset")]
    [Anonymous]
    public Task<IResult> RequestReset(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "password-resets")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<RequestBody>(
            async body => (await requestReset.HandleAsync(new RequestPasswordResetCommand(body.Email, body.Captcha, request.Caller()), cancellationToken)).ToAccepted(),
            cancellationToken);

    /// <summary>A post, although it changes nothing: a token in an address would end up in logs.</summary>
    [Function("check-password-reset-link")]
    [Anonymous]
    public Task<IResult> Check(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "password-resets/check")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<CheckBody>(
            async body => (await check.HandleAsync(body.Token, cancellationToken)).ToAnswer(state => new { State = state }), cancellationToken);

    [Function("confirm-password-reset")]
    [Anonymous(CostsHash = true)]
    public Task<IResult> Confirm(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "password-resets/confirmation")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<ConfirmBody>(
            async body =>
            {
                var caller = request.Caller();
                var done = await confirm.HandleAsync(new ConfirmPasswordResetCommand(body.Token, body.NewPassword, caller), cancellationToken);
                if (!done.IsSuccess)
                {
                    return done.Error.Problem();
                }

                var secret = request.HttpContext.Response.HandDevice(done.Value.DeviceSecret, toBrowser: !caller.IsApp);
                return secret is null ? Results.NoContent() : Answers.Json(new { DeviceSecret = secret });
            },
            cancellationToken);

    private sealed record RequestBody(string? Email, string? Captcha);

    private sealed record CheckBody(string? Token);

    private sealed record ConfirmBody(string? Token, string? NewPassword);
}
