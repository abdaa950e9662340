using System.Security.Claims;
using Kencom.Core;
using Kencom.Core.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Identity.Web;

namespace Kencom.Functions.Staff;

/// <summary>The roles that Entra ID gives to staff (STF-1), named as in its tokens.</summary>
public enum StaffRole
{
    Support,
    Operator,
}

/// <summary>Finds who of the staff sends a request, by a token of Entra ID (STF-1). There is no authentication in the worker's pipeline, so the guard asks here.</summary>
public sealed partial class StaffAccess(ILogger<StaffAccess> logger)
{
    private const string Roles = "roles";
    private const string Name = "name";

    /// <returns>The member of staff; 401 without a valid access token for a person, 403 without any of the roles.</returns>
    public async Task<Result<StaffMember>> FindAsync(HttpRequest request, IReadOnlyList<StaffRole> roles)
    {
        var (isAuthenticated, _) = await request.HttpContext.AuthenticateAzureFunctionAsync();
        var user = request.HttpContext.User;
        if (!isAuthenticated || user.GetObjectId() is not { Length: > 0 } id || !HasScope(user))
        {
            return Refuse(Errors.StaffNotSignedIn, user.GetObjectId());
        }

        return roles.Any(role => Has(user, role))
            ? new StaffMember(id, user.FindFirstValue(Name) ?? user.GetDisplayName() ?? "")
            : Refuse(Errors.StaffRoleMissing, id);
    }

    /// <summary>The roles of a person of staff, of those that there are.</summary>
    public static IEnumerable<StaffRole> RolesOf(ClaimsPrincipal user) => Enum.GetValues<StaffRole>().Where(role => Has(user, role));

    private static bool Has(ClaimsPrincipal user, StaffRole role) => user.HasClaim(claim => claim.Type is Roles or ClaimTypes.Role && claim.Value == role.ToString());

    private Error Refuse(Error error, string? staffId)
    {
        Log.Refused(logger, error.Code, staffId);
        return error;
    }

    /// <summary>Only an access token by which a client acts for a person has a scope: an ID token has none, nor has an application's own token.</summary>
    private static bool HasScope(ClaimsPrincipal user) => user.HasClaim(claim => claim.Type is ClaimConstants.Scp or ClaimConstants.Scope && claim.Value.Length > 0);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A request of staff was refused: {Code}. Staff: {StaffId}.", EventName = "staff-request-refused")]
        public static partial void Refused(ILogger logger, string code, string? staffId);
    }
}
