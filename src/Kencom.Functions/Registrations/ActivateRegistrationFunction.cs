using Kencom.Core.Registrations;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class ActivateRegistrationFunction(ActivateRegistration activate, OriginCheck originCheck)
{
    [Function("activate-registration")]
    [Anonymous(CostsHash = true)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "activations")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body =>
            {
                // A cookie from a foreign page is no proof that the starter acts (REG-13): such a request is refused as a whole (SI-5).
                if (originCheck.RefuseForeign(request, Credentials.RegistrationCookie) is { } foreign)
                {
                    return foreign.Problem();
                }

                var command = new ActivateRegistrationCommand(
                    body.Token, request.StarterSecret(body.RegistrationSecret), body.Password, body.Captcha, request.Caller());
                return (await activate.HandleAsync(command, cancellationToken)).ToAnswer(value => value);
            },
            cancellationToken);

    private sealed record Body(string? Token, string? RegistrationSecret, string? Password, string? Captcha);
}
