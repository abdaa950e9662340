using Kencom.Core.Arrivals;
using Kencom.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Rosters;

public static class RosterServices
{
    public static IServiceCollection AddRosters(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RosterOptions>().Bind(configuration.GetSection(RosterOptions.Section)).ValidateDataAnnotations();
        services.AddSingleton<RosterStore>();
        services.AddSingleton<RosterFileStore>();
        services.AddSingleton<RosterBlobs>();
        services.AddSingleton<RosterParts>();
        services.AddSingleton<RosterDispatch>();
        services.AddSingleton<ReceiveRosterFiles>();
        services.AddSingleton<StartNextRosterFile>();
        services.AddSingleton<SplitRoster>();
        services.AddSingleton<CompareRosterPart>();
        services.AddSingleton<DecideRosterFile>();
        services.AddSingleton<ApplyRosterPart>();
        services.AddSingleton<FinishRosterFile>();
        services.AddSingleton<RejectFile>();
        services.AddSingleton<CleanUpRosterFile>();
        services.AddSingleton<RosterAttempts>();
        services.AddSingleton<WriteRosterReport>();
        services.AddSingleton<ApproveRosterFile>();
        services.AddSingleton<RejectRosterFile>();
        services.AddSingleton<SweepRosterFiles>();
        services.AddSingleton<IssueUploadLink>();
        services.AddSingleton(provider => new FileReceiver(ContainerNames.Rosters, provider.GetRequiredService<ReceiveRosterFiles>().HandleAsync));
        return services;
    }
}
