using System.Collections.Concurrent;
using System.Text;
using Kencom.LocalHost.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.LocalHost;

/// <summary>A collector that is named gets the traces of both processes.</summary>
public sealed class LocalProgramTelemetryTests
{
    [Fact]
    [Trait("Rule", "API-4")]
    public async Task Program_WithACollector_SendsTheTracesOfHostAndWorker()
    {
        using var address = ListenAddress.Free();
        var received = new ConcurrentQueue<string>();
        await using var collector = await CollectAsync(address, received);
        await using var program = LocalProgram.Start([], environment: new Dictionary<string, string>
        {
            [HostTelemetry.EndpointVariable] = address.BaseAddress.AbsoluteUri,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        });
        await program.AnswersAsync("/api/health/live");

        await Eventually.HoldsAsync(() => Task.FromResult(Has("host health-live") && Has("function health-live")), "both tell of the request", TimeSpan.FromSeconds(60));
        Has("receive_messages").Should().BeFalse("idle polling makes no spans");
        program.Terminate();
        await program.EndedAsync();

        bool Has(string text) => received.Any(body => body.Contains(text, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<WebApplication> CollectAsync(ListenAddress address, ConcurrentQueue<string> received)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        address.Use(builder.WebHost);
        builder.Services.AddRouting();
        var app = builder.Build();
        app.MapPost("/v1/{signal}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
        });
        await app.StartAsync();
        return app;
    }
}
