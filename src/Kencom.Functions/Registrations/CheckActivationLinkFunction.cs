using System.Text.Json.Serialization;
using Kencom.Core.Registrations;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class CheckActivationLinkFunction(CheckActivationLink check, OriginCheck originCheck)
{
    [Function("check-activation-link")]
    [Anonymous]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "activations/check")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body =>
            {
                if (originCheck.RefuseForeign(request, Credentials.RegistrationCookie) is { } foreign)
                {
                    return foreign.Problem();
                }

                var query = new CheckActivationLinkQuery(body.Token, request.StarterSecret(), request.Caller());
                return (await check.HandleAsync(query, cancellationToken)).ToAnswer(found => new Answer(found.State, found.SameBrowser, found.MaskedEmail));
            },
            cancellationToken);

    private sealed record Answer(
        ActivationLinkState State, bool SameBrowser, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? MaskedEmail);

    private sealed record Body(string? Token);
}
