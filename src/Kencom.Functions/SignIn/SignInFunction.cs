using Kencom.Core.SignIn;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.SignIn;

public sealed class SignInFunction(SignInMember signIn, Callers callers)
{
    [Function("sign-in")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sessions")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<Body>(cancellationToken);
        if (!body.IsSuccess)
        {
            return body.Error.Problem();
        }

        var caller = callers.Of(request);
        var formerToken = caller.IsApp ? null : request.Cookie(Credentials.SessionCookie);
        var command = new SignInCommand(body.Value.Email, body.Value.Password, body.Value.StaySignedIn, body.Value.Captcha, caller, formerToken);
        var signedIn = await signIn.HandleAsync(command, cancellationToken);
        return signedIn.ToAnswer(
            value => new { value.MemberId, Session = request.HttpContext.Response.Hand(value.Session, toBrowser: !caller.IsApp) },
            StatusCodes.Status201Created);
    }

    private sealed record Body(string? Email, string? Password, string? Captcha, bool StaySignedIn = false);
}
