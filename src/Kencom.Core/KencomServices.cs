using Kencom.Core.Accounts;
using Kencom.Core.Captcha;
using Kencom.Core.Cards;
using Kencom.Core.Checkups;
using Kencom.Core.Files;
using Kencom.Core.Health;
using Kencom.Core.Inquiries;
using Kencom.Core.Insurers;
using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Registrations;
using Kencom.Core.Rosters;
using Kencom.Core.Security;
using Kencom.Core.Staff;
using Kencom.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kencom.Core;

public static class KencomServices
{
    /// <summary>All behaviour. Who hosts it adds the way out for mails (<see cref="MailProvider"/>).</summary>
    public static IServiceCollection AddKencom(this IServiceCollection services, IConfiguration configuration)
    {
        JapaneseText.EnsureUnicodeNormalization();
        services.TryAddSingleton(TimeProvider.System);
        // Never follow redirects: they could lead anywhere (SSRF).
        services.ConfigureHttpClientDefaults(client => client.UseSocketsHttpHandler((handler, _) => handler.AllowAutoRedirect = false));
        services.AddSingleton<CheckReadiness>();
        return services
            .AddStorage(configuration)
            .AddSecurity(configuration)
            .AddMail(configuration)
            .AddInsurers()
            .AddCaptcha(configuration)
            .AddFiles(configuration)
            .AddRosters(configuration)
            .AddAccounts(configuration)
            .AddMembers(configuration)
            .AddEligibility(configuration)
            .AddRegistrations(configuration)
            .AddCheckups(configuration)
            .AddInquiries(configuration)
            .AddStaff(configuration);
    }
}
