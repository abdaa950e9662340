using Kencom.Core.Files;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Rosters;

public static class RosterServices
{
    public static IServiceCollection AddRosters(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RosterOptions>().Bind(configuration.GetSection(RosterOptions.Section)).ValidateDataAnnotations();
        services.AddSingleton<RosterStore>();
        services.AddSingleton<RosterHeadStore>();
        services.AddSingleton<RosterBlobs>();
        services.AddSingleton<RosterParts>();
        services.AddSingleton<RosterLinks>();
        services.AddSingleton<RosterCodes>();
        services.AddSingleton<RemoveRoster>();
        services.AddSingleton<RosterFiles>();
        services.AddSingleton<IFileContent>(provider => provider.GetRequiredService<RosterFiles>());
        return services;
    }
}
