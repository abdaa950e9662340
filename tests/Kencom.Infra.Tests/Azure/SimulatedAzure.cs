using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kencom.Infra.Tests.Azure;

/// <summary>A subscription on this machine (azure.mjs): the scripts run as they are, and what they call answers as Azure is documented to.</summary>
internal sealed partial class SimulatedAzure : IDisposable
{
    private static readonly string[] Programs = ["az", "curl", "gh", "npx", "sleep"];

    private static readonly ConcurrentDictionary<string, string> Parameters = new(StringComparer.Ordinal);

    private readonly string folder = Directory.CreateTempSubdirectory("kencom-azure-").FullName;

    private Process? server;

    public SimulatedAzure(string environment)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || new[] { "bash", "curl", "jq", "node", "zip", "unzip", "openssl", "git", "npm" }.Any(program => Command.Find(program) is null),
            "No bash, jq, node, zip, unzip, openssl, git or npm on this machine.");
        Environment = environment;
        foreach (var program in Programs)
        {
            CopyProgram(program);
        }

        File.Copy(Path.Combine(Source, "flex-site-config.json"), Path.Combine(folder, "flex-site-config.json"));
        File.WriteAllText(Path.Combine(folder, $"parameters-{environment}.json"), Parameters.GetOrAdd(environment, BuildParameters));
        Predict($"snapshot-{environment}", Deployment.Of(environment));
        Predict($"snapshot-bootstrap-{environment}", Deployment.OfBootstrap(environment));
        State = JsonNode.Parse("""
            {
              "clock": 0, "az": "2.80.0", "signedIn": true, "signInEnds": null, "token": null, "rejectedTokens": 0, "storageAccounts": 3,
              "subscription": { "name": "kencom", "state": "Enabled" },
              "permissions": [{ "actions": ["*"], "notActions": [] }],
              "providers": { "Microsoft.Authorization": "Registered", "Microsoft.Resources": "Registered" },
              "groups": {}, "deletedVaults": [], "failures": [], "runs": {}, "attested": [], "poison": [], "youngSubscription": false, "mailQuotaRaised": false, "vaultIsSilent": false,
              "mailVerification": { "Domain": "NotStarted", "SPF": "NotStarted", "DKIM": "NotStarted", "DKIM2": "NotStarted", "DMARC": "NotStarted" },
              "dns": {}, "edgeKnownAt": 0
            }
            """)!.AsObject();
        State["subscription"]!["id"] = Deployment.Subscription;
        State["providers"]!.AsObject().Add("Microsoft.Web", "NotRegistered");
    }

    public string Environment { get; }

    public string Group => $"rg-kencom-{Environment}";

    /// <summary>What is in the subscription; changed by the scripts, and by a test between them.</summary>
    public JsonObject State { get; set; }

    public Dictionary<string, string?> Variables { get; } = new(Bicep.Inputs, StringComparer.Ordinal) { ["KENCOM_REPOSITORY"] = "owner/name", ["KENCOM_MAIL_DOMAIN_LINKED"] = "false" };

    /// <summary>Each command that was given and how it ended, in order.</summary>
    public IReadOnlyList<string> Transcript => File.Exists(TranscriptFile) ? File.ReadAllLines(TranscriptFile) : [];

    private static string Source => Path.Combine(Repository.Root, "tests", "Kencom.Infra.Tests", "Azure");

    private string TranscriptFile => Path.Combine(folder, "transcript");

    /// <summary>The rights of the workflow's identity, as bootstrap.bicep gives them, in the group that an owner made.</summary>
    public void SignInAsWorkflow() => State["permissions"] = JsonNode.Parse("""
        [
          { "actions": ["*"], "notActions": ["Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write", "Microsoft.Authorization/elevateAccess/Action"] },
          { "actions": ["Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/delete", "*/read"], "notActions": [] }
        ]
        """);

    /// <summary>A built package: what differs is all that counts here.</summary>
    public string Package(string content)
    {
        var package = Directory.CreateDirectory(Path.Combine(folder, $"package-{content}")).FullName;
        Zip("functions.zip", ("host.json", content));
        Zip("web.zip", ("index.html", $"<html>{content}</html>"), ("staticwebapp.config.json", """{"globalHeaders":{"X-Frame-Options":"DENY"}}"""));
        return package;

        void Zip(string name, params (string Name, string Content)[] files)
        {
            using var zip = ZipFile.Open(Path.Combine(package, name), ZipArchiveMode.Create);
            foreach (var file in files)
            {
                using var writer = new StreamWriter(zip.CreateEntry(file.Name).Open());
                writer.Write(file.Content);
            }
        }
    }

    public ScriptResult Run(string script, params string[] arguments) => Run(Path.Combine(Repository.Infra, script), arguments, new Dictionary<string, string?>(StringComparer.Ordinal));

    /// <summary>The step of a workflow, as the runner gives it to the shell.</summary>
    public ScriptResult RunStep(string step, IReadOnlyDictionary<string, string?> environment)
    {
        var file = Path.Combine(folder, "step.sh");
        File.WriteAllText(file, step);
        return Run(file, [], environment);
    }

    public ScriptResult Run(string script, string[] arguments, IReadOnlyDictionary<string, string?> environment)
    {
        File.WriteAllText(Path.Combine(folder, "state.json"), State.ToJsonString());
        server ??= Serve();
        var before = Transcript.Count;
        var variables = new Dictionary<string, string?>(Variables, StringComparer.Ordinal)
        {
            ["PATH"] = folder + Path.PathSeparator + System.Environment.GetEnvironmentVariable("PATH"),
            ["REAL_CURL"] = Command.Find("curl"),
            ["AZURE_CONFIG_DIR"] = Path.Combine(folder, "azure"),
            ["KENCOM_ENVIRONMENT_FILES"] = folder,
        };
        foreach (var (name, value) in environment)
        {
            variables[name] = value;
        }

        var result = Command.Run("bash", ["--noprofile", "--norc", "-eo", "pipefail", script, .. arguments], variables);
        State = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "state.json")))!.AsObject();
        return new(result.ExitCode, result.Output, result.Errors, [.. Transcript.Skip(before)]);
    }

    public JsonArray Resources() => State["groups"]![Group]!["resources"]!.AsArray();

    public JsonNode Resource(string type) => Resources().Single(resource => (string)resource!["type"]! == type)!;

    /// <summary>The transcript without what differs from run to run, to be compared with the one that is kept.</summary>
    public string Readable() => string.Join('\n', Once(Transcript
        .Where(line => !Looking().IsMatch(line))
        .Select(line => line.Replace(folder, "…", StringComparison.Ordinal).Replace(Repository.Root + "/", string.Empty, StringComparison.Ordinal).Replace(Path.GetTempPath(), "/tmp/", StringComparison.Ordinal))
        .Select(line => Changing().Replace(line, "…"))
        .Select(line => line.Replace($"/subscriptions/{Deployment.Subscription}/resourceGroups/", "…/", StringComparison.Ordinal)
            .Replace(" --only-show-errors", string.Empty, StringComparison.Ordinal).Replace(" --output json", string.Empty, StringComparison.Ordinal).Replace(" --output none", string.Empty, StringComparison.Ordinal)))) + "\n";

    /// <summary>What is asked again and again while it waits is told once.</summary>
    private static IEnumerable<string> Once(IEnumerable<string> lines)
    {
        string? last = null;
        foreach (var line in lines)
        {
            if (line != last)
            {
                yield return line;
            }

            last = line;
        }
    }

    public void Dispose()
    {
        server?.Kill();
        server?.WaitForExit();
        server?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string BuildParameters(string environment) => Bicep.Run("build-params", Path.Combine(Repository.Infra, "environments", $"{environment}.bicepparam"), "--stdout");

    private void Predict(string name, Deployment deployment) =>
        File.WriteAllText(Path.Combine(folder, $"{name}.json"), JsonSerializer.Serialize(deployment.Resources.Select(resource => resource.Json)));

    private void CopyProgram(string name)
    {
        var file = Path.Combine(folder, name);
        File.Copy(Path.Combine(Source, "program.sh"), file);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private Process Serve()
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Source, "azure.mjs")]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["SIMULATED_AZURE"] = folder;
        var serving = Process.Start(start)!;
        serving.StandardOutput.ReadLine().Should().Be("ready");
        return serving;
    }

    /// <summary>Questions that every step repeats: the reader of a transcript looks for what is done.</summary>
    [GeneratedRegex(@"^\$ az (version|account|tag list|group (exists|show)|resource list|provider list|bicep|functionapp list|storage account|keyvault list|deployment group list)|^GET dns\.google")]
    private static partial Regex Looking();

    [GeneratedRegex(@"(?<=/tmp/tmp\.)\w+|(?<=kencom-bootstrap=)\w+|(?<=/tmp/)tmp\.\w+|(?<=startDate=)[\d-]+|(?<=/deployments/d-)[0-9a-f]+")]
    private static partial Regex Changing();
}

internal sealed record ScriptResult(int ExitCode, string Output, string Errors, IReadOnlyList<string> Calls)
{
    /// <summary>Commands that change something in the subscription.</summary>
    public IEnumerable<string> Changes => Calls.Where(call => Changing.Any(command => call.StartsWith(command, StringComparison.Ordinal)) || call.Contains("--method put", StringComparison.Ordinal));

    private static readonly string[] Changing =
        ["$ az group create", "$ az group delete", "$ az tag", "$ az provider register", "$ az keyvault recover", "$ az keyvault purge", "$ az deployment group create", "$ npx", "POST func-", "$ az storage message put", "$ az storage message delete"];
}
