using Kencom.Core.Members;
using Kencom.Functions.Http;
using Kencom.Functions.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Members;

public sealed class PasswordFunction(MemberAccess access, ChangePassword change)
{
    [Function("change-password")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "me/password")] HttpRequest request, CancellationToken cancellationToken) =>
        access.WithSessionAsync<Body>(
            request,
            async (session, body) =>
                (await change.HandleAsync(new ChangePasswordCommand(session, body.CurrentPassword, body.NewPassword), cancellationToken)).ToNoContent(),
            cancellationToken);

    private sealed record Body(string? CurrentPassword, string? NewPassword);
}
