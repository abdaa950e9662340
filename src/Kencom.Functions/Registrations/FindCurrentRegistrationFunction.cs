using System.Text.Json.Serialization;
using Kencom.Core.Mail;
using Kencom.Core.Registrations;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class FindCurrentRegistrationFunction(FindCurrentRegistration find)
{
    [Function("find-current-registration")]
    [RequiresStarter]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "registrations/current")] HttpRequest request, CancellationToken cancellationToken) =>
        (await find.HandleAsync(new FindCurrentRegistrationQuery(request.StarterSecret()), cancellationToken))
            .ToAnswer(found => new Answer(found.State, found.Mail, found.LinkExpiresAt, found.Next));

    private sealed record Answer(
        RegistrationState State,
        MailState Mail,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? LinkExpiresAt,
        RegistrationStep Next);
}
