using System.Collections.Concurrent;
using System.Diagnostics;
using Kencom.Functions.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Kencom.Functions.Tests.Telemetry;

/// <summary>What the app lets out by its own settings alone, whatever the host's are (API-4).</summary>
public sealed class OwnTelemetryTests : AppTests
{
    private const string Marker = "kigou4711";

    private readonly CapturedTelemetry captured = new();
    private readonly SpanCollector spans = new();

    protected override void Configure(TestAppOptions options) =>
        options.ConfigureServices = services =>
        {
            services.AddLogging(logging => logging.AddProvider(captured)).PostConfigure<LoggerFilterOptions>(KeepOnlyTheAppsOwn);
            services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(spans));
        };

    [Fact]
    [Trait("Rule", "API-4")]
    public async Task Logs_OfFrameworksAtTheMostTalkativeLevel_HoldNothingOfARequest()
    {
        using var client = App.NewClient();
        client.Headers["X-Kencom-App-Key"] = Marker;
        client.Headers["User-Agent"] = Marker;
        client.SetCookie("__Host-kencom-session", Marker);

        Expect(await client.GetAsync($"/api/captcha-challenges?purpose={Marker}"), 400);
        Expect(await client.GetAsync("/api/me"), 401);
        Expect(await client.DeleteAsync($"/api/me/sessions/{Marker}"), 401);
        Expect(await client.GetAsync($"/api/{Marker}"), 404);
        Expect(await client.SendAsync(HttpMethod.Post, "/api/password-checks", $"{{\"{Marker}\":1}}"), 400);
        client.Bearer = $"{Marker}.{Marker}.{Marker}";
        Expect(await client.GetAsync($"/api/staff/insurers/{Marker}"), 401);
        Expect(await client.GetAsync("/api/health/ready"), 200);

        var logs = captured.Logs;
        logs.Should().Contain(log => log.Event == "staff-request-refused", "our own logs are let through");
        logs.Where(log => log.Text.Contains(Marker, StringComparison.OrdinalIgnoreCase)).Select(log => log.Category).Should().BeEmpty();
        logs.Where(log => log.Text.Contains("/api/", StringComparison.Ordinal)).Select(log => log.Category).Should().BeEmpty();
    }

    /// <summary>The listeners of this host look into the queues within this process, and other tests work beside this one.</summary>
    [Fact]
    [Trait("Rule", "API-4")]
    public async Task Spans_OfAnAppThatPollsItsQueues_AreThoseOfWorkOnly()
    {
        using var client = App.NewClient();
        Expect(await client.StartAsync(App.Start()), 202);
        await App.SettleAsync();

        spans.Sources.Should().Contain("Microsoft.Azure.Functions.Worker").And.BeSubsetOf(["Microsoft.Azure.Functions.Worker", "Kencom"]);
    }

    /// <summary>As on Azure: host.json is the host's, and everything that the app does not forbid is let out.</summary>
    private static void KeepOnlyTheAppsOwn(LoggerFilterOptions filters)
    {
        using var own = new ServiceCollection().AddTelemetry(new ConfigurationBuilder().Build()).BuildServiceProvider();
        filters.MinLevel = LogLevel.Trace;
        filters.Rules.Clear();
        foreach (var rule in own.GetRequiredService<IOptions<LoggerFilterOptions>>().Value.Rules)
        {
            filters.Rules.Add(rule);
        }
    }

    private sealed class SpanCollector : BaseProcessor<Activity>
    {
        private readonly ConcurrentDictionary<string, bool> sources = new(StringComparer.Ordinal);

        public IEnumerable<string> Sources => sources.Keys;

        public override void OnEnd(Activity data) => sources.TryAdd(data.Source.Name, true);
    }
}
