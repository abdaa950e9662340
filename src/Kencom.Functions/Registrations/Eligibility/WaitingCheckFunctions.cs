using Kencom.Core.Registrations;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

/// <summary>Seeing and ending a waiting check (EL-14): with the mail's token, or within the registration.</summary>
public sealed class WaitingCheckFunctions(FindWaitingCheck find, CancelWaitingCheck cancel)
{
    [Function("find-waiting-check")]
    [RequiresRegistration]
    public async Task<IResult> Find(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "registrations/current/waiting")] HttpRequest request, CancellationToken cancellationToken) =>
        (await find.HandleAsync(request.Bearer(), cancellationToken)).ToAnswer(value => value);

    [Function("cancel-waiting-check")]
    [RequiresRegistration]
    public async Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "registrations/current/waiting")] HttpRequest request, CancellationToken cancellationToken) =>
        (await cancel.HandleAsync(request.Bearer(), cancellationToken)).ToNoContent();
}
