using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Identity.Web;
using Microsoft.IdentityModel.Tokens;

namespace Kencom.Functions.Staff;

public static class StaffServices
{
    public static IServiceCollection AddStaffAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddMicrosoftIdentityWebApi(configuration);

        // Entra ID signs with nothing else: what its keys would fit besides is no token of its.
        services.Configure<JwtBearerOptions>(
            JwtBearerDefaults.AuthenticationScheme, bearer => bearer.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.RsaSha256]);
        return services.AddSingleton<StaffAccess>();
    }
}
