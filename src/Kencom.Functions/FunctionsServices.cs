using Kencom.Functions.Accounts;
using Kencom.Functions.Files;
using Kencom.Functions.Http;
using Kencom.Functions.Mail;
using Kencom.Functions.Staff;
using Kencom.Functions.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions;

public static class FunctionsServices
{
    /// <summary>What belongs to the triggers: the HTTP ground, the way out for mails, telemetry.</summary>
    public static IServiceCollection AddKencomFunctions(this IServiceCollection services, IConfiguration configuration) =>
        services.AddTelemetry(configuration).AddHttp(configuration).AddStaffAccess(configuration).AddMailDelivery().AddAccountFunctions().AddSingleton<StaffFiles>();
}
