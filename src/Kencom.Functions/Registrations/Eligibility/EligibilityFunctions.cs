using Kencom.Core.Registrations;
using Kencom.Core.Rosters;
using Kencom.Core.Storage;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Kencom.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class CheckEligibilityFunction(CheckEligibility check)
{
    [Function("check-eligibility")]
    [RequiresRegistration]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "registrations/current/eligibility")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body =>
            {
                var (kanaName, birthDate, insurerNumber, cardSymbol, cardNumber, captcha) = body;
                var command = new CheckEligibilityCommand(
                    request.Bearer(), kanaName, birthDate, insurerNumber, cardSymbol, cardNumber, captcha, request.Caller());
                return (await check.HandleAsync(command, cancellationToken)).ToAnswer(value => value);
            },
            cancellationToken);

    private sealed record Body(string? KanaName, string? BirthDate, string? InsurerNumber, string? CardSymbol, string? CardNumber, string? Captcha);
}

public sealed class WaitForRosterFunction(WaitForRoster wait)
{
    [Function("wait-for-roster")]
    [RequiresRegistration]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "registrations/current/waiting")] HttpRequest request, CancellationToken cancellationToken) =>
        (await wait.HandleAsync(new WaitForRosterCommand(request.Bearer()), cancellationToken)).ToAnswer(value => value, StatusCodes.Status202Accepted);
}

public sealed class ResumeWaitingChecksFunction(ResumeWaitingChecks resume)
{
    [Function("resume-waiting-checks")]
    public Task Run(
        [QueueTrigger(QueueNames.ResumeWaitingChecks, Connection = StorageOptions.Section)] string message, CancellationToken cancellationToken) =>
        resume.HandleAsync(QueueMessages.Read<RosterImportedMessage>(message).InsurerNumber, cancellationToken);
}
