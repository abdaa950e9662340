using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Kencom.Infra.Tests;

/// <summary>
/// The scripts and workflows (INF-3). No subscription can be had in a test, so that <c>az</c> is a recorder here: it writes down how it was
/// called and answers what the last deployment would have put out. What is shown is which commands are given and in which order.
/// </summary>
public partial class ScriptTests
{
    private const string Recorder = """
        #!/usr/bin/env bash
        printf '%s\n' "az $*" >>"$RECORD"
        case "$*" in
          "group exists"*) printf '%s\n' "${GROUP_EXISTS:-true}" ;;
          *"/secrets/"*"--method get"* | *"--method get"*"/secrets/"*)
            all="$*"; name="${all##*/secrets/}"; name="${name%%\?*}"
            [[ " ${SECRETS:-} " == *" $name "* ]] || { echo "${SECRET_ERROR:-(SecretNotFound) NotFound}" >&2; exit 3; } ;;
          *"--method get"*budgets*) printf '%s\n' "${BUDGET:-}" ;;
          *"--method put"*) cat "$(sed 's/.*--body @\([^ ]*\).*/\1/' <<<"$*")" >>"$BODIES" ;;
          *outputs.vaultId*) echo /subscriptions/s/vaults/kv ;;
          *outputs.dataAccountName*) echo stdata ;;
          *outputs.functionAppName*) echo func ;;
          *outputs.edgeHostName*) echo edge.example ;;
          *outputs.publicUrl*) echo https://edge.example ;;
          *outputs.functionAppHostName*) echo func.example ;;
          "storage message get"*)
            if [[ -f "$RECORD.got" ]]; then echo '[]'; else touch "$RECORD.got"; echo '[{"id":"m1","popReceipt":"r1","content":"eyJpZCI6MX0="},{"id":"m2","popReceipt":"r2","content":"eyJpZCI6Mn0="}]'; fi ;;
        esac
        """;

    private const string AnsweringCurl = """
        #!/usr/bin/env bash
        printf '%s\n' "curl ${!#}" >>"$RECORD"
        case "${!#}" in
          https://func.example/*) printf "${BYPASS:-403}" ;;
          */api/me) printf 401 ;;
          *) printf 200 ;;
        esac
        """;

    public static TheoryData<string> Scripts => [.. Directory.EnumerateFiles(Repository.Infra, "*.sh").Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    [Trait("Rule", "INF-3")]
    public void Script_Syntax_IsValid(string script)
    {
        RequireBash();
        Command.Run("bash", ["-n", Path.Combine(Repository.Infra, script)]).Errors.Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "INF-3")]
    public void Scripts_Shellcheck_SaysNothing()
    {
        Assert.SkipWhen(Command.Find("shellcheck") is null, "No shellcheck on the PATH.");
        var result = Command.Run("shellcheck", Directory.EnumerateFiles(Repository.Infra, "*.sh"));
        (result.Output + result.Errors).Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "INF-3")]
    public void Deploy_WhatIf_ChangesNothing()
    {
        var run = Run("deploy.sh", ["prod", "--what-if"]);

        run.ExitCode.Should().Be(0, because: run.Errors);
        run.Calls.Should().Contain(call => call.StartsWith("az deployment group what-if", StringComparison.Ordinal));
        run.Calls.Should().NotContain(call => !ReadingCall().IsMatch(call));
    }

    [Fact]
    [Trait("Rule", "INF-3")]
    public void Deploy_NewGroup_BootstrapsThenMakesTheSecrets()
    {
        var run = Run("deploy.sh", ["dev", "--only", "infra"], ("GROUP_EXISTS", "false"));

        run.ExitCode.Should().Be(0, because: run.Errors);
        var changing = run.Calls.Where(call => !ReadingCall().IsMatch(call)).ToList();
        changing.Should().HaveCount(5);
        changing[0].Should().StartWith("az group create --name rg-kencom-dev");
        changing[1].Should().StartWith("az deployment group create").And.Contain("bootstrap.bicep");
        changing[2].Should().StartWith("az deployment group create").And.Contain("dev.bicepparam");
        changing[3].Should().Contain("--method put").And.Contain("/secrets/hash-key-1");
        changing[4].Should().Contain("--method put").And.Contain("/secrets/app-keys");
        var secrets = SecretValue().Matches(run.Bodies).Select(match => match.Groups["value"].Value).ToArray();
        secrets.Should().HaveCount(2).And.OnlyHaveUniqueItems().And.OnlyContain(secret => Convert.FromBase64String(secret).Length == 32);
        string.Join('\n', run.Calls).Should().NotContainAny(secrets, because: "command lines can be seen by others");
        run.Errors.Should().NotContainAny(secrets);
    }

    [Fact]
    [Trait("Rule", "INF-3")]
    public void Deploy_Again_OverwritesNoSecret()
    {
        var run = Run("deploy.sh", ["prod", "--only", "infra"], ("SECRETS", "hash-key-1 app-keys"));

        run.ExitCode.Should().Be(0, because: run.Errors);
        run.Calls.Where(call => !ReadingCall().IsMatch(call)).Should().ContainSingle().Which.Should().Contain("prod.bicepparam");
    }

    /// <summary>"I may not look" is not "there is none".</summary>
    [Fact]
    [Trait("Rule", "INF-3")]
    public void Deploy_VaultDoesNotTell_MakesNoHashKey()
    {
        var run = Run("deploy.sh", ["prod", "--only", "infra"], ("SECRET_ERROR", "(AuthorizationFailed) The client does not have authorization"));

        run.ExitCode.Should().NotBe(0);
        run.Errors.Should().Contain("cannot tell");
        run.Bodies.Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "INF-3")]
    public void Deploy_Package_GoesToTheAppAndNothingElseChanges()
    {
        var package = Path.GetTempFileName();
        var run = Run("deploy.sh", ["prod", "--only", "code", "--package", package]);
        File.Delete(package);

        run.ExitCode.Should().Be(0, because: run.Errors);
        run.Calls.Where(call => !ReadingCall().IsMatch(call)).Should().ContainSingle()
            .Which.Should().StartWith("az functionapp deployment source config-zip").And.Contain("--name func").And.Contain(package);
    }

    [Theory]
    [InlineData("")]
    [InlineData("production")]
    [InlineData("prod", "--force")]
    [InlineData("prod", "--only", "everything")]
    [InlineData("prod", "--only", "code", "--package", "no-such.zip")]
    [Trait("Rule", "INF-3")]
    public void Deploy_WrongArguments_EndsBeforeAnythingChanges(params string[] arguments)
    {
        var run = Run("deploy.sh", arguments);

        run.ExitCode.Should().NotBe(0);
        run.Errors.Should().Contain("error:");
        run.Calls.Should().NotContain(call => !ReadingCall().IsMatch(call));
    }

    [Fact]
    [Trait("Rule", "INF-3")]
    public void SmokeTest_AllWell_AsksHealthPageAndTheWayAround()
    {
        var run = Run("deploy.sh", ["prod", "--only", "smoke"]);

        run.ExitCode.Should().Be(0, because: run.Errors);
        run.Calls.Where(call => call.StartsWith("curl", StringComparison.Ordinal)).Should().Equal(
            "curl https://edge.example/api/health/live", "curl https://edge.example/api/health/ready", "curl https://edge.example/",
            "curl https://edge.example/api/me", "curl https://func.example/api/health/live");
    }

    [Fact]
    [Trait("Rule", "INF-3")]
    public void Rollback_Package_IsDeployedAndSmokeTested()
    {
        var package = Path.GetTempFileName();
        var run = Run("rollback.sh", ["stg", package]);
        File.Delete(package);

        run.ExitCode.Should().Be(0, because: run.Errors);
        run.Calls.Where(call => !ReadingCall().IsMatch(call)).Should().ContainSingle().Which.Should().Contain("config-zip").And.Contain(package);
        run.Calls.Should().Contain("curl https://edge.example/api/health/ready");
    }

    /// <summary>First into the queue, then out of the poison queue: killed in between, a message comes twice and is never lost (MAIL-1).</summary>
    [Fact]
    [Trait("Rule", "MAIL-1")]
    public void ReplayPoison_Messages_ArePutBackBeforeTheyAreDeleted()
    {
        RequireJq();
        var run = Run("replay-poison.sh", ["prod", "send-mail"]);

        run.ExitCode.Should().Be(0, because: run.Errors);
        run.Calls.Where(call => PutOrDelete().IsMatch(call)).Select(call => PutOrDelete().Match(call).Value + (call.Contains("send-mail-poison", StringComparison.Ordinal) ? " poison" : string.Empty))
            .Should().Equal("put", "delete poison", "put", "delete poison");
        run.Calls.Should().Contain(call => call.Contains("--content eyJpZCI6MX0=", StringComparison.Ordinal), because: "the content stays base64");
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public void ReplayPoison_UnknownQueue_IsRefused()
    {
        RequireJq();
        Run("replay-poison.sh", ["prod", "send-mails"]).ExitCode.Should().NotBe(0);
    }

    [Fact]
    [Trait("Rule", "INF-3")]
    public void RotateHashKey_TwoExist_MakesTheThird()
    {
        var run = Run("rotate-hash-key.sh", ["prod"], ("SECRETS", "hash-key-1 hash-key-2"));

        run.ExitCode.Should().Be(0, because: run.Errors);
        run.Calls.Where(call => !ReadingCall().IsMatch(call)).Should().ContainSingle().Which.Should().Contain("--method put").And.Contain("/secrets/hash-key-3?");
    }

    /// <summary>The commands of the handbook can at least be read by the shell.</summary>
    [Fact]
    [Trait("Rule", "INF-3")]
    public void Readme_Commands_AreValidShellAndTheirScriptsExist()
    {
        RequireBash();
        var readme = Repository.Read("infra", "README.md");
        var blocks = ShellBlock().Matches(readme).Select(match => match.Groups["code"].Value).ToList();

        blocks.Should().HaveCountGreaterThan(5);
        foreach (var block in blocks)
        {
            Command.Run("bash", ["-n"], input: block).Should().BeEquivalentTo(new { ExitCode = 0, Errors = string.Empty }, because: block);
            ScriptName().Matches(block).Select(match => match.Value).Should().NotContain(script => !File.Exists(Path.Combine(Repository.Root, script)));
        }
    }

    [Fact]
    [Trait("Rule", "INF-3")]
    public void Workflow_Deploy_TestsPreviewsAndDeploysInOrderWithoutSecrets()
    {
        var text = Repository.Read(".github", "workflows", "deploy.yml");
        var jobs = Jobs(text);

        Needs(jobs, "package").Should().Equal("test");
        Needs(jobs, "what-if").Should().Equal("test");
        Needs(jobs, "deploy").Should().BeEquivalentTo("package", "what-if");
        Steps(jobs, "deploy").Should().ContainInOrder("Infrastructure", "Code", "Front end", "Smoke test");
        jobs["deploy"]["environment"].ToString().Should().NotContain("preview", because: "the approval hangs on the environment itself");
        jobs["what-if"]["environment"].ToString().Should().EndWith("-preview");
        text.Should().NotContain("secrets.");
    }

    [Theory]
    [InlineData("deploy.yml")]
    [InlineData("rollback.yml")]
    [Trait("Rule", "INF-2")]
    public void Workflow_Permissions_AreReadOnlyUnlessTheJobSignsIn(string workflow)
    {
        var root = Yaml(Repository.Read(".github", "workflows", workflow));

        ((YamlMappingNode)root["permissions"]).Children.Should().ContainSingle().Which.Value.ToString().Should().Be("read");
        foreach (var (name, job) in (YamlMappingNode)root["jobs"])
        {
            var signsIn = job["steps"].ToString().Contains("azure/login", StringComparison.Ordinal);
            var mayAskForToken = ((YamlMappingNode)job).Children.TryGetValue("permissions", out var permissions) && permissions.ToString().Contains("id-token", StringComparison.Ordinal);
            mayAskForToken.Should().Be(signsIn, because: name.ToString());
        }
    }

    private static ScriptRun Run(string script, string[] arguments, params (string Name, string Value)[] environment)
    {
        RequireBash();
        var folder = Directory.CreateTempSubdirectory("kencom-script-").FullName;
        try
        {
            foreach (var (name, text) in new[] { ("az", Recorder), ("curl", AnsweringCurl) })
            {
                File.WriteAllText(Path.Combine(folder, name), text.ReplaceLineEndings("\n"));
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(Path.Combine(folder, name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }

            var variables = environment.ToDictionary(pair => pair.Name, string? (pair) => pair.Value, StringComparer.Ordinal);
            variables["PATH"] = folder + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
            variables["RECORD"] = Path.Combine(folder, "record");
            variables["BODIES"] = Path.Combine(folder, "bodies");
            var result = Command.Run("bash", [Path.Combine(Repository.Infra, script), .. arguments], variables);
            return new(result.ExitCode, result.Errors, Lines(variables["RECORD"]!), string.Join('\n', Lines(variables["BODIES"]!)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Lines(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];

    private static void RequireBash() => Assert.SkipWhen(OperatingSystem.IsWindows() || Command.Find("bash") is null, "No bash on this machine.");

    private static void RequireJq() => Assert.SkipWhen(Command.Find("jq") is null, "No jq on the PATH.");

    private static YamlMappingNode Yaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static YamlMappingNode Jobs(string text) => (YamlMappingNode)Yaml(text)["jobs"];

    private static IEnumerable<string> Needs(YamlMappingNode jobs, string job) =>
        jobs[job]["needs"] is YamlSequenceNode several ? several.Select(need => need.ToString()) : [jobs[job]["needs"].ToString()];

    private static IEnumerable<string> Steps(YamlMappingNode jobs, string job) =>
        ((YamlSequenceNode)jobs[job]["steps"]).OfType<YamlMappingNode>().Where(step => step.Children.ContainsKey("name")).Select(step => step["name"].ToString());

    /// <summary>Everything that only looks, and the installation of the compiler on this machine.</summary>
    [GeneratedRegex(@"^(curl |az (account show|bicep install|group exists|deployment group (show|what-if)|rest --method get|staticwebapp show|storage message (get|peek)))")]
    private static partial Regex ReadingCall();

    [GeneratedRegex(@"(?<=az storage message )(put|delete)", RegexOptions.ExplicitCapture)]
    private static partial Regex PutOrDelete();

    [GeneratedRegex(@"""value"":""(?<value>[^""]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex SecretValue();

    [GeneratedRegex(@"```bash\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"infra/[\w-]+\.sh")]
    private static partial Regex ScriptName();

    private sealed record ScriptRun(int ExitCode, string Errors, string[] Calls, string Bodies);
}
