using Kencom.Core.SignIn;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.SignIn;

public sealed class RemindLoginIdFunction(RemindLoginId remind, Callers callers)
{
    [Function("remind-login-id")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "login-id-reminders")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<Body>(cancellationToken);
        return body.IsSuccess
            ? (await remind.HandleAsync(body.Value.ToCommand(callers.Of(request)), cancellationToken)).ToAccepted()
            : body.Error.Problem();
    }

    private sealed record Body(string? KanaName, string? BirthDate, string? InsurerNumber, string? CardSymbol, string? CardNumber, string? Captcha)
    {
        public RemindLoginIdCommand ToCommand(Caller caller) => new(KanaName, BirthDate, InsurerNumber, CardSymbol, CardNumber, Captcha, caller);
    }
}
