using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kencom.Functions.Telemetry;

/// <summary>
/// What frameworks may log (API-4). The filters are the app's own, since those of host.json count for the host's logs only: at their usual level, frameworks log each
/// request with its path, query and headers, here and on its way to other services.
/// </summary>
public static class LogFilters
{
    /// <summary>Each with all categories below it.</summary>
    private static readonly string[] Frameworks = ["Microsoft", "System", "Azure", "OpenTelemetry", "Grpc"];

    /// <summary>It writes the path beside every log of a request, as a scope.</summary>
    private const string RequestScopes = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public static IServiceCollection AddLogFilters(this IServiceCollection services) =>
        services.AddLogging(logging =>
        {
            foreach (var framework in Frameworks)
            {
                logging.AddFilter(framework, LogLevel.Warning);
            }

            logging.AddFilter(RequestScopes, LogLevel.None);
        });
}
