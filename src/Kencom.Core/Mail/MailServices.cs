using Kencom.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Core.Mail;

public static class MailServices
{
    /// <summary>Mail without a way out: who hosts it registers <see cref="MailProvider"/>, and each slice its <see cref="IMailComposer"/>s.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MailOptions>().Bind(configuration.GetSection(MailOptions.Section)).ValidateDataAnnotations();
        services.AddMetrics();
        services.AddSingleton<MailTelemetry>();
        services.AddSingleton<MailStore>();
        services.AddSingleton<MailOutbox>();
        services.AddSingleton<MailBudget>();
        services.AddSingleton<MailRenderer>();
        services.AddSingleton<MailedLinks>();
        services.AddScoped<SendMail>();
        services.AddScoped<ResendFailedMails>();
        services.AddSweep<MailStore>(SweepGroups.Mails, "mails", store => store.SweepAsync);
        services.AddSweep<MailedLinks>(SweepGroups.Accounts, "links", links => links.SweepAsync);
        return services;
    }
}
