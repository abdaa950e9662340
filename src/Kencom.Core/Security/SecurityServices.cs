using Kencom.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Security;

public static class SecurityServices
{
    public static IServiceCollection AddSecurity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SecurityOptions>().Bind(configuration.GetSection(SecurityOptions.Section)).ValidateDataAnnotations();
        services.AddSingleton<HashKeyring>();
        services.AddSingleton<VaultSecrets>();
        services.AddSingleton<KeyedHasher>();
        services.AddOptions<AppKeyOptions>().Bind(configuration.GetSection(AppKeyOptions.Section));
        services.AddSingleton<AppKeys>();
        services.AddSingleton<DataKeyring>();
        services.AddSingleton<Sealer>();
        services.AddSingleton<PasswordHasher>();
        services.AddSingleton<PasswordRules>();
        services.AddOptions<LoopbackOptions>().Bind(configuration.GetSection(LoopbackOptions.Section));
        services.AddOptions<AllowanceOptions>().Bind(configuration.GetSection(AllowanceOptions.Section));
        services.AddSingleton<Bursts>();
        services.AddSingleton<NetworkAllowances>();
        services.AddSingleton<SubjectAllowances>();
        services.AddSweep<NetworkAllowances>(SweepGroups.Accounts, "networks", networks => networks.SweepAsync);
        services.AddSweep<SubjectAllowances>(SweepGroups.Registrations, "allowances", subjects => subjects.SweepAsync);
        return services;
    }
}
