using Kencom.Core.Members;
using Kencom.Core.Security;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Members;

public sealed class RemindLoginIdFunction(RemindLoginId remind)
{
    [Function("remind-login-id")]
    [Anonymous]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "login-id-reminders")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body => (await remind.HandleAsync(body.ToCommand(request.Caller()), cancellationToken)).ToAccepted(), cancellationToken);

    private sealed record Body(string? KanaName, string? BirthDate, string? InsurerNumber, string? CardSymbol, string? CardNumber, string? Captcha)
    {
        public RemindLoginIdCommand ToCommand(Caller caller) => new(KanaName, BirthDate, InsurerNumber, CardSymbol, CardNumber, Captcha, caller);
    }
}
