using System.Text.Json.Serialization;
using Kencom.Core;
using Kencom.Core.Registrations;
using Kencom.Core.Security;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class CheckPasswordFunction(CheckPassword check)
{
    [Function("check-password")]
    [Anonymous(CostsHash = true)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "password-checks")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body =>
            {
                var query = new CheckPasswordQuery(body.Password, body.Email, body.Channel, request.Caller());
                return (await check.HandleAsync(query, cancellationToken)).ToAnswer(judged => new Answer(judged.Conditions, judged.GuessedPart, judged.Profile));
            },
            cancellationToken);

    private sealed record Answer(
        PasswordConditions PasswordConditions, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? GuessedPart, PasswordProfile PasswordProfile);

    private sealed record Body(string? Password, string? Email, Channel? Channel);
}
