using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kencom.Core;
using Kencom.Core.Files;
using Kencom.Core.Rosters;
using Kencom.Core.Storage;

namespace Kencom.Infra.Tests.Alerts;

/// <summary>Who is told what (INF-4).</summary>
public partial class AlertTests
{
    private const string LogRule = "Microsoft.Insights/scheduledQueryRules";
    private const string MetricRule = "Microsoft.Insights/metricAlerts";

    public static TheoryData<string> Environments => [.. Deployment.Environments];

    public static TheoryData<string, string> Needs => new()
    {
        { "poison-queue", "kencom.queues.messages" },
        { "mail-failed", "kencom.mail.failed" },
        { "mail-waiting", "kencom.mail.oldest_waiting" },
        { "file-waiting", "kencom.files.reached" },
        { "file-rejected", "kencom.files.reached" },
        { "file-wait-nearly-over", "kencom.files.wait_nearly_over" },
        { "file-stuck", "kencom.files.stuck" },
        { "sign-in-failures", "kencom.sign_ins.failed" },
        { "eligibility-probing", "kencom.eligibility.misses" },
        { "allowance-reserve-used", "kencom.allowances.reserves_used" },
        { "metrics-missing", "kencom.queues.messages" },
    };

    [Theory]
    [MemberData(nameof(Needs))]
    [Trait("Rule", "INF-4")]
    public void Alert_EachNeed_AsksForTheMetricThatTheAppEmits(string alert, string metric)
    {
        foreach (var environment in Deployment.Environments)
        {
            var rule = Deployment.Of(environment).OfType(LogRule).Single(rule => rule.Name.StartsWith($"alert-{alert}-", StringComparison.Ordinal));

            rule.Properties["criteria"]!["allOf"]!.AsArray().Single()!["query"]!.ToString().Should().Contain($"Name == \"{metric}\"");
        }
    }

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-4")]
    public void Alerts_EachEnvironment_AreOnAndReachSomebody(string environment)
    {
        var deployment = Deployment.Of(environment);
        var group = deployment.Single("Microsoft.Insights/actionGroups");

        group.Properties["emailReceivers"]!.AsArray().Select(receiver => (string)receiver!["emailAddress"]!).Should().Equal("ops@example.jp", "oncall@example.jp");
        foreach (var rule in deployment.OfType(LogRule))
        {
            rule["enabled"].Should().Be("true");
            rule.Properties["actions"]!["actionGroups"]!.AsArray().Select(id => (string)id!).Should().Equal(group.Id);
        }

        foreach (var rule in deployment.OfType(MetricRule))
        {
            rule["enabled"].Should().Be("true");
            rule.Properties["actions"]!.AsArray().Select(action => (string)action!["actionGroupId"]!).Should().Equal(group.Id);
        }
    }

    [Theory]
    [MemberData(nameof(Environments))]
    [Trait("Rule", "INF-4")]
    public void Readiness_EachEnvironment_IsAskedTheWayAMemberComes(string environment)
    {
        var deployment = Deployment.Of(environment);
        var test = deployment.Single("Microsoft.Insights/webtests");
        var alert = deployment.OfType(MetricRule).Single(rule => rule.Name.StartsWith("alert-readiness-", StringComparison.Ordinal));

        test["Enabled"].Should().Be("true");
        test["Request.RequestUrl"].Should().Contain("/api/health/ready");
        test["ValidationRules.ExpectedHttpStatusCode"].Should().Be("200");
        alert["criteria.webTestId"].Should().Be(test.Id);
        alert.Number("severity").Should().Be(0);
        test.Properties["Locations"]!.AsArray().Should().HaveCountGreaterThan(alert.Number("criteria.failedLocationCount"));
    }

    /// <summary>Before its DNS records are published the host answers nobody: the alert would fire from the first deployment on.</summary>
    [Theory]
    [InlineData("false", false)]
    [InlineData("true", true)]
    [Trait("Rule", "INF-8")]
    public void Readiness_HostName_IsAskedOnceItIsLive(string live, bool asked)
    {
        var deployment = Deployment.Of("prod", infra => infra.Replace("environments/prod.bicepparam", "bool(readEnvironmentVariable('KENCOM_HOST_NAME_LIVE', 'false'))", live));

        deployment.Single("Microsoft.Insights/webtests")["Request.RequestUrl"]!.StartsWith("https://www.example.jp/", StringComparison.Ordinal).Should().Be(asked);
    }

    /// <summary>An alert that names a section which does not exist leaves somebody alone at night.</summary>
    [Fact]
    [Trait("Rule", "INF-4")]
    public void Alerts_Descriptions_NameASectionOfTheReadme()
    {
        var sections = Heading().Matches(Repository.Read("infra", "README.md")).Select(match => match.Groups["title"].Value).ToHashSet(StringComparer.Ordinal);
        var named = Deployment.Of("prod").Resources.Where(resource => resource.Type is LogRule or MetricRule)
            .Select(rule => NamedSection().Match(rule["description"]!).Groups["title"].Value).ToList();

        named.Should().HaveCount(17).And.OnlyHaveUniqueItems().And.BeSubsetOf(sections);
    }

    /// <summary>The names of the metrics are the ones that the code registers: a renamed one would silence an alert.</summary>
    [Fact]
    [Trait("Rule", "INF-4")]
    public void Metrics_EachName_IsAnInstrumentOfTheApp()
    {
        var names = JsonNode.Parse(Repository.Read("infra", "names.json"))!["metrics"]!.AsObject().Select(metric => (string)metric.Value!);

        Instruments().Should().Contain(names);
    }

    /// <summary>The states that the alerts ask for are states of the code.</summary>
    [Fact]
    [Trait("Rule", "INF-4")]
    public void Alerts_States_AreOnesThatTheCodeReports()
    {
        var asked = Deployment.Of("prod").OfType(LogRule).SelectMany(rule => AskedState().Matches(rule.Properties["criteria"]!.ToJsonString().Replace("\\u0022", "'", StringComparison.Ordinal)))
            .Select(match => match.Groups["state"].Value);

        asked.Should().BeEquivalentTo(nameof(FileState.WaitingForApproval), nameof(FileState.Rejected));
    }

    private static HashSet<string> Instruments()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => found.Add(instrument.Name) };
        listener.Start();
        foreach (var telemetry in typeof(QueueNames).Assembly.GetTypes().Where(type => type.Name.EndsWith("Telemetry", StringComparison.Ordinal)))
        {
            RuntimeHelpers.RunClassConstructor(telemetry.TypeHandle);
        }

        // Counters that are made with their owner by the container: their names are constants.
        found.UnionWith(typeof(KencomMetrics).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!));
        return found;
    }

    [GeneratedRegex(@"^#+ `?(?<title>[^`\n]+?)`?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"Properties\.state\) == '(?<state>\w+)'", RegexOptions.ExplicitCapture)]
    private static partial Regex AskedState();

    [GeneratedRegex(@"section (?<title>[\w-]+)\.", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedSection();
}
