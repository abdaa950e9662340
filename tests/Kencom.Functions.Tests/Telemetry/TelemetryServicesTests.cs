using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Kencom.Functions.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kencom.Functions.Tests.Telemetry;

public sealed class TelemetryServicesTests
{
    [Fact]
    [Trait("Rule", "API-4")]
    public void Exporter_ToApplicationInsights_KeepsEveryTraceAndEveryLog()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("APPLICATIONINSIGHTS_CONNECTION_STRING", $"InstrumentationKey={Guid.NewGuid()}")])
            .Build();
        using var services = new ServiceCollection().AddTelemetry(configuration).AddSingleton<TokenCredential>(new DefaultAzureCredential()).BuildServiceProvider();

        var exporter = services.GetRequiredService<IOptions<AzureMonitorExporterOptions>>().Value;

        (exporter.TracesPerSecond, exporter.SamplingRatio, exporter.EnableTraceBasedLogsSampler).Should().Be((null, 1F, false));
    }
}
