using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Registrations;

public static class RegistrationServices
{
    public static IServiceCollection AddRegistrations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RegistrationOptions>().Bind(configuration.GetSection(RegistrationOptions.Section)).ValidateDataAnnotations();
        services.AddSingleton<RegistrationKeys>();
        services.AddSingleton<RegistrationStore>();
        services.AddSingleton<RegistrationAccess>();
        services.AddSingleton<StartRegistration>();
        services.AddSingleton<ResendActivationMail>();
        services.AddSingleton<ActivateRegistration>();
        services.AddSingleton<CheckActivationLink>();
        services.AddSingleton<FindCurrentRegistration>();
        services.AddSingleton<CheckPassword>();
        services.AddSingleton<ConfirmProfile>();
        services.AddSingleton<RegistrationDue>();
        services.AddSingleton<LinkHandOver>();
        services.AddSingleton<AdvanceRegistration>();
        services.AddSingleton<DeleteRegistration>();
        services.AddSingleton<CompleteRegistration>();
        services.AddSingleton<FinishRegistration>();
        services.AddSingleton<SweepRegistrations>();
        services.AddSingleton<IMemberData, ForgetRegistrations>();
        services.AddSingleton<IMailComposer, ComposeActivationMail>();
        services.AddSingleton<IMailComposer, ComposeWelcomeMail>();
        services.AddSweep<SweepRegistrations>(SweepGroups.Registrations, "registrations", sweep => sweep.HandleAsync);
        return services;
    }
}
