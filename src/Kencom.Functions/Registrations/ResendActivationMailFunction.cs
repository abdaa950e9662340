using Kencom.Core.Registrations;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class ResendActivationMailFunction(ResendActivationMail resend, OriginCheck originCheck)
{
    [Function("resend-activation-mail")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "registrations/{id}/activation-mail")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (originCheck.RefuseForeign(request, Credentials.RegistrationCookie) is { } foreign)
        {
            return foreign.Problem();
        }

        var body = await request.ReadOptionalAsync(new Body(null), cancellationToken);
        if (!body.IsSuccess)
        {
            return body.Error.Problem();
        }

        var command = new ResendActivationMailCommand(id, request.StarterSecret(body.Value.RegistrationSecret), request.ClientAddress());
        var resent = await resend.HandleAsync(command, cancellationToken);
        return resent.ToAnswer(value => value, StatusCodes.Status202Accepted);
    }

    private sealed record Body(string? RegistrationSecret);
}
