using Kencom.Core.Accounts;
using Kencom.Core.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kencom.Functions.Guards;

/// <summary>
/// What <see cref="GuardMiddleware"/> found out about a request's sender, so that nobody looks a second time. A function that asks for what its guard does not
/// find fails.
/// </summary>
public static class FoundCallers
{
    public static Caller Caller(this HttpRequest request) => request.HttpContext.Features.GetRequiredFeature<Caller>();

    /// <summary>The member's session, at <see cref="RequiresMemberAttribute"/>.</summary>
    public static Session Session(this HttpRequest request) => request.HttpContext.Features.GetRequiredFeature<Session>();

    /// <summary>Who of the staff asks, at <see cref="RequiresStaffAttribute"/>.</summary>
    public static StaffMember Staff(this HttpRequest request) => request.HttpContext.Features.GetRequiredFeature<StaffMember>();

    /// <summary>Who of the staff asks, and why, at <see cref="RequiresStaffAttribute"/>.</summary>
    public static StaffAct StaffAct(this HttpRequest request) => request.HttpContext.Features.GetRequiredFeature<StaffAct>();
}
