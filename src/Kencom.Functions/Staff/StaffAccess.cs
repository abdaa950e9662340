using System.Security.Claims;
using Kencom.Core;
using Kencom.Core.Staff;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Identity.Web;
using Microsoft.IdentityModel.Tokens;

namespace Kencom.Functions.Staff;

/// <summary>Who of the staff sends a request, shown by a token of Entra ID (STF-1). There is no authentication in the worker's pipeline, so functions ask.</summary>
public static partial class StaffAccess
{
    public const string Operator = "Operator";
    public const string Support = "Support";

    private const string Roles = "roles";
    private const string Name = "name";

    public static IServiceCollection AddStaffAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddMicrosoftIdentityWebApi(configuration);

        // Entra ID signs with nothing else: what its keys would fit besides is no token of its.
        services.Configure<JwtBearerOptions>(
            JwtBearerDefaults.AuthenticationScheme, bearer => bearer.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.RsaSha256]);
        return services;
    }

    /// <returns>The member of staff; 401 without a valid access token for a person, 403 without the role.</returns>
    public static async Task<Result<StaffMember>> RequireStaffAsync(this HttpRequest request, string role)
    {
        var (isAuthenticated, _) = await request.HttpContext.AuthenticateAzureFunctionAsync();
        var user = request.HttpContext.User;
        if (!isAuthenticated || user.GetObjectId() is not { Length: > 0 } id || !HasScope(user))
        {
            return Refuse(request, Errors.StaffNotSignedIn, user.GetObjectId());
        }

        return user.Claims.Any(claim => claim.Type is Roles or ClaimTypes.Role && claim.Value == role)
            ? new StaffMember(id, user.FindFirstValue(Name) ?? user.GetDisplayName() ?? "")
            : Refuse(request, Errors.StaffRoleMissing, id);
    }

    private static Error Refuse(HttpRequest request, Error error, string? staffId)
    {
        Log.Refused(request.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(StaffAccess)), error.Code, staffId);
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
