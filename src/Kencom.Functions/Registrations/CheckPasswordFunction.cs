using Kencom.Core.Registrations;
using Kencom.Core.Security;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class CheckPasswordFunction(CheckPassword check)
{
    [Function("check-password")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "password-checks")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<Body>(cancellationToken);
        return body.IsSuccess
            ? check.Handle(new CheckPasswordQuery(body.Value.Password, body.Value.Email, body.Value.Channel))
                .ToAnswer(conditions => new { PasswordConditions = conditions })
            : body.Error.Problem();
    }

    private sealed record Body(string? Password, string? Email, Channel? Channel);
}
