using Kencom.Core.Registrations;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class ConfirmProfileFunction(ConfirmProfile confirm)
{
    [Function("confirm-profile")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "registrations/current/profile")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<Body>(cancellationToken);
        if (!body.IsSuccess)
        {
            return body.Error.Problem();
        }

        var command = new ConfirmProfileCommand(request.Bearer(), body.Value.KanaName, body.Value.BirthDate);
        return (await confirm.HandleAsync(command, cancellationToken)).ToAnswer(value => value);
    }

    private sealed record Body(string? KanaName, string? BirthDate);
}
