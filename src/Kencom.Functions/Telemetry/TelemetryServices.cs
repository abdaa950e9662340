using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using Kencom.Core;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace Kencom.Functions.Telemetry;

/// <summary>Traces, metrics and logs through OpenTelemetry (API-4): to Application Insights where its connection is set, to a collector where one is named.</summary>
public static class TelemetryServices
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddLogFilters();
        var telemetry = services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithTracing(tracing => tracing.AddSource(KencomMetrics.MeterName))
            .WithMetrics(metrics => metrics.AddMeter(KencomMetrics.MeterName + "*"));
        if (configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"] is { Length: > 0 } connectionString)
        {
            // The connection string names an address, not a secret: ingestion takes the app's identity only (INF-2).
            telemetry.UseAzureMonitorExporter(exporter =>
            {
                exporter.ConnectionString = connectionString;

                // Everything: by default five traces a second are kept, and the logs of the others are lost with them, those of an attack first.
                exporter.TracesPerSecond = null;
                exporter.SamplingRatio = 1;
                exporter.EnableTraceBasedLogsSampler = false;
            });
            services.AddOptions<AzureMonitorExporterOptions>()
                .Configure<TokenCredential>((exporter, credential) => exporter.Credential = credential);
        }

        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            telemetry.UseOtlpExporter();
        }

        return services;
    }
}
