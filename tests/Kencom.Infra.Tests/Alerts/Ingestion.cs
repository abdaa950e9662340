using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using Kencom.Functions.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Kencom.Infra.Tests.Alerts;

/// <summary>
/// Receives what the app's exporter really sends to Application Insights, as the app registers it (TelemetryServices), and makes rows of it as documented
/// for the tables AppMetrics and AppRequests. What a row lacks in the payload it lacks here: Azure may fill it in, alerts must not need that.
/// </summary>
internal sealed class Ingestion : IDisposable
{
    private static readonly ActivitySource Marks = new("Kencom.Infra.Tests.Marks");

    private readonly WebApplication endpoint;
    private readonly List<JsonObject> envelopes = [];
    private readonly ServiceProvider services;

    public Ingestion(Action<AzureMonitorExporterOptions>? change = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        endpoint = builder.Build();
        endpoint.Urls.Add("http://127.0.0.1:0");
        endpoint.MapPost("/{**path}", ReceiveAsync);
        endpoint.Start();
        services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddTelemetry(new ConfigurationBuilder().AddInMemoryCollection([new("APPLICATIONINSIGHTS_CONNECTION_STRING", $"InstrumentationKey={Guid.Empty};IngestionEndpoint={endpoint.Urls.Single()}/")]).Build())
            .AddSingleton<TokenCredential>(new NoCredential())
            .PostConfigure<AzureMonitorExporterOptions>(exporter =>
            {
                exporter.Credential = null; // No token over plain HTTP.
                exporter.DisableOfflineStorage = true;
                exporter.EnableLiveMetrics = false;
                change?.Invoke(exporter);
            })
            .AddOpenTelemetry().WithTracing(tracing => tracing.AddSource("Kencom.Infra.Tests.*")).Services
            .BuildServiceProvider();

        // As the host does: the exporter joins what is traced only then.
        foreach (var hosted in services.GetServices<IHostedService>())
        {
            hosted.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        }
    }

    public IServiceProvider Services => services;

    /// <summary>The rows of everything that was measured and traced until now.</summary>
    public IReadOnlyDictionary<string, JsonArray> Flush()
    {
        services.GetRequiredService<MeterProvider>().ForceFlush().Should().BeTrue();
        var mark = Mark();
        services.GetRequiredService<TracerProvider>().ForceFlush().Should().BeTrue();

        // Flushing returns when the last batch is on its way: it has come when what was traced last has.
        SpinWait.SpinUntil(() => Received(mark), TimeSpan.FromSeconds(60)).Should().BeTrue();
        lock (envelopes)
        {
            return new Dictionary<string, JsonArray>(StringComparer.Ordinal)
            {
                ["AppMetrics"] = Rows("MetricData", MetricRow),
                ["AppRequests"] = Rows("RequestData", RequestRow),
            };
        }
    }

    public void Dispose()
    {
        services.Dispose();
        endpoint.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static string Mark()
    {
        while (true)
        {
            using var activity = Marks.StartActivity("mark");
            if (activity is { Recorded: true })
            {
                return activity.SpanId.ToHexString();
            }
        }
    }

    private bool Received(string mark)
    {
        lock (envelopes)
        {
            return envelopes.Exists(envelope => (string?)envelope["data"]!["baseData"]!["id"] == mark);
        }
    }

    private JsonArray Rows(string type, Func<JsonObject, JsonObject, JsonObject> row) =>
        [.. envelopes.Where(envelope => (string)envelope["data"]!["baseType"]! == type).Select(envelope => row(envelope, envelope["data"]!["baseData"]!.AsObject()))];

    private static JsonObject MetricRow(JsonObject envelope, JsonObject data)
    {
        var point = data["metrics"]!.AsArray().Should().ContainSingle().Subject!;
        return new()
        {
            ["TimeGenerated"] = (string)envelope["time"]!,
            ["Name"] = (string)point["name"]!,
            ["Sum"] = (double)point["value"]!,
            ["Min"] = (double?)point["min"],
            ["Max"] = (double?)point["max"],
            ["ItemCount"] = (int?)point["count"] ?? 1,
            ["Properties"] = data["properties"]?.DeepClone(),
        };
    }

    private static JsonObject RequestRow(JsonObject envelope, JsonObject data) => new()
    {
        ["TimeGenerated"] = (string)envelope["time"]!,
        ["Name"] = (string)data["name"]!,
        ["ResultCode"] = (string)data["responseCode"]!,
        ["Success"] = (bool)data["success"]!,

        // Of a hundred requests as many are sent as the rate says; the row stands for the others (learn.microsoft.com, sampling: itemCount).
        ["ItemCount"] = (int)Math.Round(100 / ((double?)envelope["sampleRate"] ?? 100)),
        ["Properties"] = data["properties"]?.DeepClone(),
    };

    private async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body);
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lock (envelopes)
        {
            envelopes.AddRange(lines.Select(line => JsonNode.Parse(line)!.AsObject()));
        }

        return Results.Json(new { itemsReceived = lines.Length, itemsAccepted = lines.Length, errors = Array.Empty<object>() });
    }

    private sealed class NoCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
