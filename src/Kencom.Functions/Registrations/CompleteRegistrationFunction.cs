using Kencom.Core;
using Kencom.Core.Registrations;
using Kencom.Core.Security;
using Kencom.Functions.Accounts;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class CompleteRegistrationFunction(CompleteRegistration complete)
{
    [Function("complete-registration")]
    [RequiresRegistration]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "registrations/current/completion")] HttpRequest request, CancellationToken cancellationToken)
    {
        var completed = await complete.HandleAsync(new CompleteRegistrationCommand(request.Bearer(), request.Caller()), cancellationToken);
        if (!completed.IsSuccess)
        {
            return completed.Error.Problem();
        }

        var (memberId, channel, session, device) = completed.Value;
        var toBrowser = channel == Channel.Web;
        request.HttpContext.Response.DeleteRegistrationCookie();
        return Answers.Json(
            new
            {
                MemberId = memberId,
                Session = request.HttpContext.Response.Hand(session, toBrowser),
                DeviceSecret = request.HttpContext.Response.HandDevice(device, toBrowser),
            },
            StatusCodes.Status201Created);
    }
}
