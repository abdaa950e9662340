using Kencom.Core.Mail;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Registrations;

public static class EligibilityServices
{
    public static IServiceCollection AddEligibility(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EligibilityOptions>().Bind(configuration.GetSection(EligibilityOptions.Section));
        services.AddSingleton<WaitingCheckStore>();
        services.AddSingleton<CheckEligibility>();
        services.AddSingleton<RecheckEligibility>();
        services.AddSingleton<WaitForRoster>();
        services.AddSingleton<FindWaitingCheck>();
        services.AddSingleton<CancelWaitingCheck>();
        services.AddSingleton<ResumeWaitingChecks>();
        services.AddSingleton<EndWaitingCheck>();
        services.AddSingleton<IMailComposer, ComposeWaitingCheckStartedMail>();
        services.AddSingleton<IMailComposer, ComposeWaitingCheckFoundMail>();
        services.AddSingleton<IMailComposer, ComposeWaitingCheckEndedMail>();
        return services;
    }
}
