using Kencom.Core;
using Kencom.Core.Registrations;
using Kencom.Core.Security;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class StartRegistrationFunction(StartRegistration start)
{
    [Function("start-registration")]
    [Anonymous(CostsHash = true)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "registrations")] HttpRequest request, CancellationToken cancellationToken) =>
        request.WithBodyAsync<Body>(
            async body =>
            {
                var started = await start.HandleAsync(body.ToCommand(request), cancellationToken);
                if (started is { IsSuccess: true, Value.Channel: Channel.Web })
                {
                    request.HttpContext.Response.SetRegistrationCookie(started.Value.StarterSecret);
                }

                return started.ToAnswer(
                    value => new { value.RegistrationId, RegistrationSecret = value.Channel == Channel.App ? value.StarterSecret : null, value.LinkValidFor },
                    StatusCodes.Status202Accepted);
            },
            cancellationToken);

    private sealed record Body(
        Channel? Channel, string? Email, string? EmailConfirmation, string? Password, string? InvitationCode, string? GroupCode, bool? Newsletter, TermsBody? AcceptedTerms, string? Captcha)
    {
        public StartRegistrationCommand ToCommand(HttpRequest request) => new()
        {
            Channel = Channel,
            Email = Email,
            EmailConfirmation = EmailConfirmation,
            Password = Password,
            InvitationCode = InvitationCode,
            GroupCode = GroupCode,
            Newsletter = Newsletter,
            MembershipTerms = AcceptedTerms?.Membership,
            PrivacyNotice = AcceptedTerms?.Privacy,
            Captcha = Captcha,
            Caller = request.Caller(),
        };
    }

    private sealed record TermsBody(string? Membership, string? Privacy);
}
