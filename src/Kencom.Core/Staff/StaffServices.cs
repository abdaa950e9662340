using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Staff;

public static class StaffServices
{
    public static IServiceCollection AddStaff(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StaffOptions>().Bind(configuration.GetSection(StaffOptions.Section));
        services.AddSingleton<ReadAuditLog>();

        services.AddSingleton<SearchMember>();
        services.AddSingleton<ShowMember>();
        services.AddSingleton<EndMemberSessions>();
        services.AddSingleton<UnlockMember>();

        services.AddSingleton<PoisonMessages>();
        services.AddSingleton<KeepPoisonMessage>();
        services.AddSingleton<ReplayPoison>();
        services.AddSingleton<ListQueues>();
        services.AddSingleton<ListSweeps>();
        return services;
    }
}
