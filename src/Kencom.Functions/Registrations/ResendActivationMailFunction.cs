using Kencom.Core.Registrations;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class ResendActivationMailFunction(ResendActivationMail resend)
{
    [Function("resend-activation-mail")]
    [RequiresStarter]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "registrations/{id}/activation-mail")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadOptionalAsync(new Body(Captcha: null), cancellationToken);
        if (!body.IsSuccess)
        {
            return body.Error.Problem();
        }

        var command = new ResendActivationMailCommand(id, request.StarterSecret(), body.Value.Captcha, request.Caller());
        var resent = await resend.HandleAsync(command, cancellationToken);
        return resent.ToAnswer(value => value, StatusCodes.Status202Accepted);
    }

    /// <summary>The asker is known by cookie or header.</summary>
    private sealed record Body(string? Captcha);
}
