// Microsoft.Azure.Functions.Worker.OpenTelemetry
using Kencom.LocalHost.Host;
using OpenTelemetry;

namespace Microsoft.Azure.Functions.Worker.OpenTelemetry;

public static class ConfigureFunctionsOpenTelemetry
{
    public static IOpenTelemetryBuilder UseFunctionsWorkerDefaults(this IOpenTelemetryBuilder builder) =>
        builder.WithTracing(tracing => tracing.AddSource(FunctionInvoker.ActivitySourceName));
}
