using Kencom.Core.Mail;
using Kencom.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Staff;

public static class StaffServices
{
    public static IServiceCollection AddStaff(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ReadAuditLog>();

        services.AddSingleton<SearchMember>();
        services.AddSingleton<FindUnlockable>();
        services.AddSingleton<ShowMember>();
        services.AddSingleton<EndMemberSessions>();
        services.AddSingleton<UnlockMember>();
        services.AddSingleton<ReissueCode>();

        services.AddSingleton<EndContract>();
        services.AddSingleton<RemoveInsurer>();
        services.AddSingleton<TellMembersOfContractEnd>();
        services.AddSingleton<IMailComposer>(provider => provider.GetRequiredService<TellMembersOfContractEnd>());
        services.AddSweep<RemoveInsurer>(SweepGroups.Inquiries, "ended-contracts", remove => remove.SweepAsync);
        services.AddSweep<TellMembersOfContractEnd>(SweepGroups.Inquiries, "contract-end-notices", tell => tell.SweepAsync);

        services.AddSingleton<PoisonMessages>();
        services.AddSingleton<KeepPoisonMessages>();
        services.AddSingleton<MeasureQueues>();
        services.AddSingleton<ReplayPoison>();
        services.AddSingleton<ListQueues>();
        services.AddSingleton<ListSweeps>();
        services.AddSweep<KeepPoisonMessages>(SweepGroups.Queues, "poison-messages", keep => keep.HandleAsync);
        services.AddSweep<MeasureQueues>(SweepGroups.Queues, "queue-depths", measure => measure.HandleAsync);
        return services;
    }
}
