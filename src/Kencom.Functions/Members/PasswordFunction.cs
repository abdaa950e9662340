using Kencom.Core.Members;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Members;

public sealed class PasswordFunction(ChangePassword change)
{
    [Function("change-password")]
    [RequiresMember(CostsHash = true)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "me/password")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body =>
                (await change.HandleAsync(new ChangePasswordCommand(request.Session(), body.CurrentPassword, body.NewPassword, request.Caller()), cancellationToken)).ToNoContent(),
            cancellationToken);

    private sealed record Body(string? CurrentPassword, string? NewPassword);
}
