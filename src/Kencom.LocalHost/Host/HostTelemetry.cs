using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace Kencom.LocalHost.Host;

internal static class HostTelemetry
{
    /// <summary>Where a collector listens; the worker reads the same variable.</summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The host's own part of a trace: the request as it came in, and each time that it had the worker run a function.</summary>
    public static void AddHostTelemetry(this IServiceCollection services) => services
        .AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService("kencom-local-host"))
        .WithTracing(tracing => tracing.AddSource("Microsoft.AspNetCore").AddSource(FunctionInvoker.ActivitySourceName))
        .UseOtlpExporter();
}
