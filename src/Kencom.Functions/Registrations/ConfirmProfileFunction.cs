using Kencom.Core.Registrations;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class ConfirmProfileFunction(ConfirmProfile confirm)
{
    [Function("confirm-profile")]
    [RequiresRegistration]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "registrations/current/profile")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body =>
            {
                var command = new ConfirmProfileCommand(request.Bearer(), body.KanaName, body.BirthDate);
                return (await confirm.HandleAsync(command, cancellationToken)).ToAnswer(value => value);
            },
            cancellationToken);

    private sealed record Body(string? KanaName, string? BirthDate);
}
