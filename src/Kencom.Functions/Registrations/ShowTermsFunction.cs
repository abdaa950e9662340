using Kencom.Core.Registrations;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace Kencom.Functions.Registrations;

/// <summary>The versions of the terms in force, which a client must name at the start (REG-8).</summary>
public sealed class ShowTermsFunction(IOptions<RegistrationOptions> options)
{
    [Function("show-terms")]
    [Anonymous]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "terms")] HttpRequest request) =>
        Answers.Json(new { Membership = options.Value.MembershipTerms, Privacy = options.Value.PrivacyNotice });
}
