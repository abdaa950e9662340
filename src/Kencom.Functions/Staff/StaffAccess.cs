using System.Security.Claims;
using Kencom.Core;
using Kencom.Core.Staff;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Identity.Web;

namespace Kencom.Functions.Staff;

/// <summary>Who of the staff sends a request, shown by a token of Entra ID (STF-1). There is no authentication in the worker's pipeline, so functions ask.</summary>
public static class StaffAccess
{
    public const string Operator = "Operator";
    public const string Support = "Support";

    private const string ObjectId = "oid";
    private const string Roles = "roles";
    private const string Name = "name";

    public static IServiceCollection AddStaffAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddMicrosoftIdentityWebApi(configuration);
        return services;
    }

    /// <returns>The member of staff; 401 without a valid token, 403 without the role.</returns>
    public static async Task<Result<StaffMember>> RequireStaffAsync(this HttpRequest request, string role)
    {
        var (isAuthenticated, _) = await request.HttpContext.AuthenticateAzureFunctionAsync();
        if (!isAuthenticated)
        {
            return Errors.StaffNotSignedIn;
        }

        var user = request.HttpContext.User;
        return user.Claims.Any(claim => claim.Type is Roles or ClaimTypes.Role && claim.Value == role)
            ? new StaffMember(user.GetObjectId() ?? user.FindFirstValue(ObjectId) ?? "", user.FindFirstValue(Name) ?? user.GetDisplayName() ?? "")
            : Errors.StaffRoleMissing;
    }
}
