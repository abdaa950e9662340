using Kencom.Core.Checkups;
using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Members;
using Kencom.Core.Rosters;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kencom.TestSupport.Rosters;

/// <summary>The slices that an import needs, on an account of the emulator, without the functions around them.</summary>
public static class RosterServicesForTests
{
    private static readonly string HashKey = Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());

    public static async Task<ServiceProvider> StartAsync(
        string connectionString, TimeProvider clock, Action<IServiceCollection>? configure = null, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("DataStorage", connectionString),
            new("Storage:CreateMissing", "true"),
            new("Security:HashKeys:1", HashKey),
            new("Security:DataKeys:1", HashKey),
        ]).AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton(clock)
            .AddStorage(configuration).AddSecurity(configuration).AddMembers(configuration).AddInsurers().AddFiles(configuration).AddRosters(configuration)
            .AddCheckups(configuration);
        configure?.Invoke(services);
        var provider = services.BuildServiceProvider(validateScopes: true);
        foreach (var start in provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await start.StartingAsync(default);
        }

        return provider;
    }
}
