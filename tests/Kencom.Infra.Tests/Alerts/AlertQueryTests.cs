using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Xml;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Kencom.Core;
using Kencom.Core.Accounts;
using Kencom.Core.Files;
using Kencom.Core.Mail;
using Kencom.Core.Rosters;
using Kencom.Core.Security;
using Kencom.Core.Staff;
using Kencom.Core.Storage;
using Kencom.Infra.Tests.Tools;
using Kencom.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kencom.Infra.Tests.Alerts;

/// <summary>
/// Each alert on logs fires on what the exporter really sends, and is silent otherwise (INF-4, INF-8): the app's own instruments measure, its own exporter
/// sends, Microsoft's parser reads the query of the template, and what it finds is what the rule counts.
/// </summary>
public sealed class AlertQueryTests
{
    private const string LogRule = "Microsoft.Insights/scheduledQueryRules";

    /// <summary>Measures the queues of an account as the timer does.</summary>
    private static async Task MeasureAsync(string account)
    {
        var tables = new TableServiceClient(account);
        await tables.CreateTableIfNotExistsAsync(TableNames.PoisonMessages);
        var sealer = new Sealer(new DataKeyring(Options.Create(new SecurityOptions()), new VaultSecrets(Options.Create(new SecurityOptions()))));
        var messages = new PoisonMessages(tables, sealer, TimeProvider.System);
        await new MeasureQueues(new ListQueues(new RawQueues(new QueueServiceClient(account)), messages)).HandleAsync(CancellationToken.None);
    }

    private static readonly ActivitySource Requests = new("Kencom.Infra.Tests.Requests");

    [Theory]
    [InlineData("send-mail-poison", true)]
    [InlineData("send-mail", false)]
    [Trait("Rule", "INF-8")]
    public async Task PoisonQueue_MessagesLieInAQueue_FiresForPoisonOnly(string queue, bool fires)
    {
        using var ingestion = new Ingestion();
        var account = await StorageEmulator.NewAccountAsync();
        var queues = new QueueServiceClient(account);
        await queues.GetQueueClient(queue).CreateIfNotExistsAsync();
        await queues.GetQueueClient(queue).SendMessageAsync("e30=");

        await MeasureAsync(account);

        Fires("poison-queue", ingestion.Flush()).Should().Be(fires);
    }

    /// <summary>A gauge keeps no memory: the latest value counts, and an emptied poison queue ends the alert.</summary>
    [Fact]
    [Trait("Rule", "INF-8")]
    public async Task PoisonQueue_Emptied_FiresNoMore()
    {
        using var ingestion = new Ingestion();
        var account = await StorageEmulator.NewAccountAsync();
        var queues = new QueueServiceClient(account);
        var poison = queues.GetQueueClient("send-mail-poison");
        await poison.CreateAsync();
        await poison.SendMessageAsync("e30=");
        await MeasureAsync(account);
        ingestion.Flush();
        await poison.ClearMessagesAsync();

        await MeasureAsync(account);

        Fires("poison-queue", ingestion.Flush()).Should().BeFalse();
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    [Trait("Rule", "INF-8")]
    public void MailFailed_MoreThanUsual_Fires(int mails, bool fires)
    {
        using var ingestion = new Ingestion();
        var telemetry = ActivatorUtilities.CreateInstance<MailTelemetry>(ingestion.Services);
        for (var i = 0; i < mails; i++)
        {
            Invoke(telemetry, "Failed", MailKind.Activation);
            if (i == 2)
            {
                ingestion.Flush(); // Counters send what came since the last time: the rule adds up.
            }
        }

        Fires("mail-failed", ingestion.Flush()).Should().Be(fires);
    }

    [Theory]
    [InlineData(599, false)]
    [InlineData(601, true)]
    [Trait("Rule", "INF-8")]
    public void MailWaiting_LongerThanTenMinutes_Fires(int seconds, bool fires)
    {
        using var ingestion = new Ingestion();

        Invoke(ActivatorUtilities.CreateInstance<MailTelemetry>(ingestion.Services), "Waited", TimeSpan.FromSeconds(seconds));

        Fires("mail-waiting", ingestion.Flush()).Should().Be(fires);
    }

    [Theory]
    [InlineData(nameof(FileState.WaitingForApproval), "file-waiting")]
    [InlineData(nameof(FileState.Rejected), "file-rejected")]
    [InlineData(nameof(FileState.Done), "")]
    [Trait("Rule", "INF-8")]
    public void File_ReachesAState_FiresTheAlertOfThatState(string state, string alert)
    {
        using var ingestion = new Ingestion();

        Invoke(typeof(FileTelemetry), "CountReached", FileIn(Enum.Parse<FileState>(state)));

        var rows = ingestion.Flush();
        rows["AppMetrics"].Should().Contain(row => (string)row!["Name"]! == "kencom.files.reached");
        new[] { "file-waiting", "file-rejected" }.Where(name => Fires(name, rows)).Should().Equal(alert.Length == 0 ? [] : [alert]);
    }

    [Theory]
    [InlineData("CountWaitNearlyOver", "file-wait-nearly-over")]
    [InlineData("CountStuck", "file-stuck")]
    [Trait("Rule", "INF-8"), Trait("Rule", "RST-6"), Trait("Rule", "RST-16")]
    public void File_NeedsSomebody_FiresItsAlert(string counts, string alert)
    {
        using var ingestion = new Ingestion();
        Fires(alert, ingestion.Flush()).Should().BeFalse();

        Invoke(typeof(FileTelemetry), counts, FileIn(FileState.Applying));

        Fires(alert, ingestion.Flush()).Should().BeTrue();
    }

    [Theory]
    [InlineData(500, false)]
    [InlineData(501, true)]
    [Trait("Rule", "INF-8")]
    public void SignInFailures_MoreThanUsual_Fires(int failures, bool fires)
    {
        using var ingestion = new Ingestion();
        for (var i = 0; i < failures; i++)
        {
            Invoke(typeof(SignInTelemetry), "CountFailure");
        }

        Fires("sign-in-failures", ingestion.Flush()).Should().Be(fires);
    }

    /// <summary>Counted for each insurer: many misses over many insurers are a usual day.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [Trait("Rule", "INF-8")]
    public void EligibilityProbing_ManyMissesOfOneInsurer_Fires(int insurers, bool fires)
    {
        using var ingestion = new Ingestion();
        var misses = ingestion.Services.GetRequiredService<IMeterFactory>().Create(KencomMetrics.MeterName).CreateCounter<long>(KencomMetrics.EligibilityMisses);
        for (var i = 0; i < 501; i++)
        {
            misses.Add(1, new KeyValuePair<string, object?>("insurer", $"0613000{i % insurers}"));
        }

        Fires("eligibility-probing", ingestion.Flush()).Should().Be(fires);
    }

    /// <summary>The first request that only the reserve answers tells support; ordinary misses do not.</summary>
    [Theory]
    [InlineData(KencomMetrics.ReservesUsed, true)]
    [InlineData(KencomMetrics.EligibilityMisses, false)]
    [Trait("Rule", "INF-8"), Trait("Rule", "EL-12")]
    public void AllowanceReserveUsed_OneRequest_Fires(string metric, bool fires)
    {
        using var ingestion = new Ingestion();
        var used = ingestion.Services.GetRequiredService<IMeterFactory>().Create(KencomMetrics.MeterName).CreateCounter<long>(metric);
        used.Add(1, new KeyValuePair<string, object?>("allowance", "PersonMisses"));

        Fires("allowance-reserve-used", ingestion.Flush()).Should().Be(fires);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [Trait("Rule", "INF-8"), Trait("Rule", "INQ-1")]
    public void InquiriesUnanswered_SomeInTheEnd_Fires(int last, bool fires)
    {
        using var ingestion = new Ingestion();
        var unanswered = ingestion.Services.GetRequiredService<IMeterFactory>().Create(KencomMetrics.MeterName).CreateGauge<int>(KencomMetrics.InquiriesUnanswered);
        unanswered.Record(1);
        ingestion.Flush();
        unanswered.Record(last);

        Fires("inquiries-unanswered", ingestion.Flush()).Should().Be(fires);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, false)]
    [Trait("Rule", "INF-8"), Trait("Rule", "STF-3")]
    public void StaffSearchMisses_ManyOfOnePerson_Fires(int persons, bool fires)
    {
        using var ingestion = new Ingestion();
        var misses = ingestion.Services.GetRequiredService<IMeterFactory>().Create(KencomMetrics.MeterName).CreateCounter<long>(KencomMetrics.StaffSearchMisses);
        for (var i = 0; i < 12; i++)
        {
            misses.Add(1, new KeyValuePair<string, object?>("staff", $"person-{i % persons}"));
        }

        Fires("staff-search-misses", ingestion.Flush()).Should().Be(fires);
    }

    /// <summary>Of sampled requests a row stands for several: what counts are requests, not rows.</summary>
    [Theory]
    [InlineData(1f, 3, 300, false)]
    [InlineData(1f, 8, 300, true)]
    [InlineData(1f, 8, 900, false)]
    [InlineData(0.25f, 60, 300, true)]
    [Trait("Rule", "INF-8")]
    public void ServerErrors_MoreThanOnePercent_Fires(float kept, int failed, int all, bool fires)
    {
        using var ingestion = new Ingestion(exporter => exporter.SamplingRatio = kept);
        Request(ingestion, failed, all);

        var rows = ingestion.Flush();
        rows["AppRequests"].Select(row => (int)row!["ItemCount"]!).Should().NotBeEmpty().And.OnlyContain(count => count == (int)(1 / kept));
        rows["AppRequests"].Sum(row => (int)row!["ItemCount"]!).Should().BeCloseTo(all, kept == 1 ? 0u : 150u, because: "a row stands for those that were left out");
        Fires("server-errors", rows).Should().Be(fires);
    }

    /// <summary>Two rows that stand for eight failures are more than five.</summary>
    [Fact]
    [Trait("Rule", "INF-8")]
    public void ServerErrors_FewRowsOfManyRequests_CountWhatTheyStandFor()
    {
        using var ingestion = new Ingestion(exporter => exporter.SamplingRatio = 0.25f);
        Request(ingestion, failed: 100, all: 200);
        var sent = ingestion.Flush()["AppRequests"];
        JsonNode Sent(string code) => sent.First(row => (string)row!["ResultCode"]! == code)!;

        JsonArray few = [.. Enumerable.Repeat(Sent("503"), 2).Concat(Enumerable.Repeat(Sent("200"), 48)).Select(row => row.DeepClone())];

        Fires("server-errors", new Dictionary<string, JsonArray>(StringComparer.Ordinal) { ["AppRequests"] = few }).Should().BeTrue();
    }

    /// <summary>Silent before the app has measured anything, and when it did a moment ago; it fires when it stopped.</summary>
    [Fact]
    [Trait("Rule", "INF-8")]
    public async Task MetricsMissing_NoneForHalfAnHour_FiresOnlyWhereThereWereSome()
    {
        using var ingestion = new Ingestion();
        var before = ingestion.Flush();
        await MeasureAsync(await StorageEmulator.NewAccountAsync());
        var after = ingestion.Flush();

        Fires("metrics-missing", before).Should().BeFalse();
        Fires("metrics-missing", after).Should().BeFalse();
        Fires("metrics-missing", after, later: TimeSpan.FromMinutes(40)).Should().BeTrue();
        Fires("metrics-missing", after, later: TimeSpan.FromHours(47)).Should().BeTrue(because: "the rule looks back two days");
    }

    /// <summary>Every alert on logs is shown above.</summary>
    [Fact]
    [Trait("Rule", "INF-8")]
    public void LogAlerts_All_AreShownToFire() =>
        Deployment.Of("prod").OfType(LogRule).Select(AlertName).Should().BeEquivalentTo(
            "poison-queue", "mail-failed", "mail-waiting", "file-waiting", "file-rejected", "file-wait-nearly-over", "file-stuck", "sign-in-failures", "eligibility-probing", "allowance-reserve-used", "inquiries-unanswered", "staff-search-misses", "server-errors", "metrics-missing");

    /// <summary>The test must not be deaf: a query that names what there is not, or sums what is not sent, is found out.</summary>
    [Fact]
    [Trait("Rule", "INF-8")]
    public void Query_WrongColumn_IsRefused() =>
        Ask("AppMetrics | where Namen == \"x\"", DateTimeOffset.UnixEpoch, new Dictionary<string, JsonArray>(StringComparer.Ordinal))
            .ToJsonString().Should().Contain("does not refer to any known column");

    private static DroppedFile FileIn(FileState state) => new()
    {
        Id = "06123459-0", Owner = "06123459", Path = "06123459/full/a.csv", Kind = FileKind.Full, BlobETag = "", Size = 0, UploadedAt = default, ReceivedAt = default, State = state,
    };

    private static void Request(Ingestion ingestion, int failed, int all)
    {
        for (var i = 0; i < all; i++)
        {
            if (i % 250 == 0)
            {
                ingestion.Flush(); // A batch of the exporter holds 512.
            }

            using var request = Requests.StartActivity("POST /api/sessions", ActivityKind.Server);
            request?.SetTag("http.request.method", "POST").SetTag("url.path", "/api/sessions").SetTag("url.scheme", "https").SetTag("server.address", "www.example.jp")
                .SetTag("http.response.status_code", i < failed ? 503 : 200);
        }
    }

    /// <summary>Whether the rule of the template would fire on these rows: it counts what its query finds in its window.</summary>
    private static bool Fires(string alert, IReadOnlyDictionary<string, JsonArray> rows, TimeSpan later = default)
    {
        var rule = Deployment.Of("prod").OfType(LogRule).Single(rule => AlertName(rule) == alert);
        var criterion = rule.Properties["criteria"]!["allOf"]!.AsArray().Should().ContainSingle().Subject!;
        (rule["skipQueryValidation"], (string)criterion["timeAggregation"]!, (string)criterion["operator"]!, (int)criterion["threshold"]!).Should().Be(("true", "Count", "GreaterThan", 0));
        var now = TimeProvider.System.GetUtcNow() + later;
        var since = now - XmlConvert.ToTimeSpan(rule["overrideQueryTimeRange"] ?? rule["windowSize"]!);
        var inWindow = rows.ToDictionary(
            table => table.Key,
            table => new JsonArray([.. table.Value.Where(row => DateTimeOffset.Parse((string)row!["TimeGenerated"]!, CultureInfo.InvariantCulture) >= since).Select(row => row!.DeepClone())]),
            StringComparer.Ordinal);
        return Ask((string)criterion["query"]!, now, inWindow).AsArray().Count > 0;
    }

    private static JsonNode Ask(string query, DateTimeOffset now, Dictionary<string, JsonArray> tables) => Tool.Run("kql.cjs", new JsonObject
    {
        ["query"] = query,
        ["now"] = now.ToString("O", CultureInfo.InvariantCulture),
        ["tables"] = new JsonObject(tables.Select(table => KeyValuePair.Create(table.Key, (JsonNode?)table.Value))),
    });

    private static string AlertName(Resource rule) => rule.Name["alert-".Length..rule.Name.LastIndexOf("-kencom-", StringComparison.Ordinal)];

    /// <summary>The instruments are the code's own business; here they are used as the code uses them.</summary>
    private static void Invoke(object target, string method, params object[] arguments)
    {
        var type = target as Type ?? target.GetType();
        type.GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance)!.Invoke(target is Type ? null : target, arguments);
    }
}
