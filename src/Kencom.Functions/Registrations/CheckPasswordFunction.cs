using System.Text.Json.Serialization;
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
        if (!body.IsSuccess)
        {
            return body.Error.Problem();
        }

        var query = new CheckPasswordQuery(body.Value.Password, body.Value.Email, body.Value.Channel, request.ClientAddress());
        return (await check.HandleAsync(query, cancellationToken)).ToAnswer(judged => new Answer(judged.Conditions, judged.GuessedPart));
    }

    private sealed record Answer(
        PasswordConditions PasswordConditions, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? GuessedPart);

    private sealed record Body(string? Password, string? Email, Channel? Channel);
}
