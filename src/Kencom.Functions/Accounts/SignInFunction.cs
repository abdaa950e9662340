using Kencom.Core.Accounts;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Accounts;

public sealed class SignInFunction(SignInMember signIn)
{
    [Function("sign-in")]
    [Anonymous(CostsHash = true)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sessions")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body =>
            {
                var caller = request.Caller();
                var formerToken = caller.IsApp ? null : request.Cookie(Credentials.SessionCookie);
                var command = new SignInCommand(body.Email, body.Password, body.StaySignedIn, body.Captcha, caller, formerToken);
                return (await signIn.HandleAsync(command, cancellationToken)).ToAnswer(
                    value => new
                    {
                        value.MemberId,
                        Session = request.HttpContext.Response.Hand(value.Session, toBrowser: !caller.IsApp),
                        DeviceSecret = request.HttpContext.Response.HandDevice(value.DeviceSecret, toBrowser: !caller.IsApp),
                    },
                    StatusCodes.Status201Created);
            },
            cancellationToken);

    private sealed record Body(string? Email, string? Password, string? Captcha, bool StaySignedIn = false);
}
