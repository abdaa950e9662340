using Kencom.Core.Registrations;
using Kencom.Core.Security;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Kencom.Functions.Registrations;

public sealed class StartRegistrationFunction(StartRegistration start)
{
    [Function("start-registration")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "registrations")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<Body>(cancellationToken);
        if (!body.IsSuccess)
        {
            return body.Error.Problem();
        }

        var started = await start.HandleAsync(body.Value.ToCommand(request), cancellationToken);
        if (started is { IsSuccess: true, Value.Channel: Channel.Web })
        {
            request.HttpContext.Response.SetRegistrationCookie(started.Value.StarterSecret);
        }

        return started.ToAnswer(
            value => new
            {
                value.RegistrationId,
                RegistrationSecret = value.Channel == Channel.App ? value.StarterSecret : null,
                value.LinkValidFor,
            },
            StatusCodes.Status202Accepted);
    }

    private sealed record Body(
        Channel? Channel, string? Email, string? EmailConfirmation, string? Password, string? InvitationCode, string? GroupCode, bool? Newsletter, TermsBody? AcceptedTerms)
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
            ClientAddress = request.ClientAddress(),
        };
    }

    private sealed record TermsBody(string? Membership, string? Privacy);
}
