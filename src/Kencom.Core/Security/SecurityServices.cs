using Kencom.Core.Storage;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Security;

public static class SecurityServices
{
    public static IServiceCollection AddSecurity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SecurityOptions>().Bind(configuration.GetSection(SecurityOptions.Section)).ValidateDataAnnotations();
        if (configuration.GetSection(SecurityOptions.Section).Get<SecurityOptions>()?.KeyVaultUri is { } vault)
        {
            services.AddAzureClients(clients => clients.AddSecretClient(vault).ConfigureOptions(client =>
            {
                // Less in all than a request may take (API-1), instead of the hundred seconds of each try that are usual.
                client.Retry.NetworkTimeout = TimeSpan.FromSeconds(4);
                client.Retry.MaxRetries = 2;
                client.Retry.Delay = TimeSpan.FromMilliseconds(200);
            }));
        }

        services.AddSingleton<HashKeyring>();
        services.AddSingleton<VaultSecrets>();
        services.AddSingleton<KeyedHasher>();
        services.AddSingleton<AuditLog>();
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
