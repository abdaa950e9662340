using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Security;

public static class SecurityServices
{
    public static IServiceCollection AddSecurity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SecurityOptions>().Bind(configuration.GetSection(SecurityOptions.Section)).ValidateDataAnnotations();
        services.AddSingleton<HashKeyring>();
        services.AddSingleton<KeyedHasher>();
        services.AddSingleton<PasswordHasher>();
        services.AddSingleton<SlidingLimits>();
        return services;
    }
}
