using System.Text.Json.Serialization;
using Kencom.Core.Registrations;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class CheckActivationLinkFunction(CheckActivationLink check, OriginCheck originCheck)
{
    [Function("check-activation-link")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "activations/check")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<Body>(cancellationToken);
        if (!body.IsSuccess)
        {
            return body.Error.Problem();
        }

        if (originCheck.RefuseForeign(request, Credentials.RegistrationCookie) is { } foreign)
        {
            return foreign.Problem();
        }

        var query = new CheckActivationLinkQuery(body.Value.Token, request.StarterSecret(), request.ClientAddress());
        return (await check.HandleAsync(query, cancellationToken)).ToAnswer(found => new Answer(found.State, found.SameBrowser, found.MaskedEmail));
    }

    private sealed record Answer(
        ActivationLinkState State, bool SameBrowser, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? MaskedEmail);

    private sealed record Body(string? Token);
}
