using Kencom.Core.Registrations;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class ActivateRegistrationFunction(ActivateRegistration activate, OriginCheck originCheck)
{
    [Function("activate-registration")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "activations")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<Body>(cancellationToken);
        if (!body.IsSuccess)
        {
            return body.Error.Problem();
        }

        // A cookie from a foreign page is no proof that the starter acts (REG-13): such a request is refused as a whole (SI-5).
        if (originCheck.RefuseForeign(request, Credentials.RegistrationCookie) is { } foreign)
        {
            return foreign.Problem();
        }

        var command = new ActivateRegistrationCommand(
            body.Value.Token, request.StarterSecret(body.Value.RegistrationSecret), body.Value.Password, request.ClientAddress());
        return (await activate.HandleAsync(command, cancellationToken)).ToAnswer(value => value);
    }

    private sealed record Body(string? Token, string? RegistrationSecret, string? Password);
}
