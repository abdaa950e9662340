using Kencom.Core.Captcha;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Captcha;

/// <summary>Answers as ALTCHA's widget expects: the challenge itself is the body (SI-3).</summary>
public sealed class IssueCaptchaFunction(IssueCaptcha issue)
{
    [Function("issue-captcha")]
    [Anonymous]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "captcha-challenges")] HttpRequest request, CancellationToken cancellationToken) =>
        (await issue.HandleAsync(request.Query["purpose"], request.Caller(), cancellationToken)).ToAnswer(challenge => challenge);
}
