using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using StreamJsonRpc;

namespace Kencom.Infra.Tests;

/// <summary>The Bicep compiler: the pinned package where there is one for this machine, else the one on the PATH.</summary>
internal static class Bicep
{
    /// <summary>What the parameter files read from the environment: ids and names of an invented operator.</summary>
    public static IReadOnlyDictionary<string, string?> Inputs { get; } = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["KENCOM_HOST_NAME"] = "www.example.jp",
        ["KENCOM_MAIL_DOMAIN"] = "mail.example.jp",
        ["KENCOM_MAIL_DOMAIN_LINKED"] = "true",
        ["KENCOM_OPERATOR_NAME"] = "運営事務局",
        ["KENCOM_STAFF_TENANT_ID"] = "22222222-2222-2222-2222-222222222222",
        ["KENCOM_STAFF_CLIENT_ID"] = "33333333-3333-3333-3333-333333333333",
        ["KENCOM_ALERT_ADDRESSES"] = "ops@example.jp,oncall@example.jp",
        ["KENCOM_INSURER_NETWORKS"] = "203.0.113.0/24",
        ["KENCOM_OPERATORS_GROUP_ID"] = "44444444-4444-4444-4444-444444444444",
    };

    private static readonly Lazy<string?> Program = new(FindProgram);

    private static readonly Lazy<JsonRpc> Compiler = new(Start);

    /// <summary>What the compiler and its linter say about a file and the files that it uses; nothing when all is well.</summary>
    public static IReadOnlyList<string> Lint(string file) => Diagnostics(Compile(file));

    /// <summary>The template that Azure gets.</summary>
    public static string Build(string file)
    {
        var compiled = Compile(file);
        return (string?)compiled["contents"] ?? throw new InvalidOperationException(string.Join(Environment.NewLine, Diagnostics(compiled)));
    }

    /// <summary>The file as the formatter writes it.</summary>
    public static string Format(string file) => (string)Ask("format", new { path = file })["contents"]!;

    /// <summary>What a deployment with these parameters would make in the resource group.</summary>
    public static JsonNode Snapshot(string parameters, string subscription, string resourceGroup) => JsonNode.Parse((string)Ask("getSnapshot", new
    {
        path = parameters,
        metadata = new { tenantId = subscription, subscriptionId = subscription, resourceGroup, location = "japaneast" },
    })["snapshot"]!)!;

    /// <summary>The compiler as a command, for what it does only so.</summary>
    public static string Run(params string[] arguments)
    {
        Assert.SkipWhen(Program.Value is null, $"No Bicep compiler: put version {Metadata("BicepVersion")} on the PATH.");
        var result = Command.Run(Program.Value!, arguments, Inputs);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException(result.Errors);
    }

    /// <summary>Where it is; null when there is none.</summary>
    public static string? Location => Program.Value;

    /// <summary>A copy of infra/ to be changed or written into; gone when disposed.</summary>
    public static TemporaryInfra CopyInfra() => new();

    private static IReadOnlyList<string> Diagnostics(JsonObject compiled) =>
        [.. compiled["diagnostics"]!.AsArray().Select(said => $"{said!["source"]}({said["range"]!["start"]!["line"]}): {said["level"]} {said["code"]}: {said["message"]}")];

    private static JsonObject Compile(string file) => Ask("compile", new { path = file });

    private static JsonObject Ask(string method, object request)
    {
        Assert.SkipWhen(Program.Value is null, $"No Bicep compiler: put version {Metadata("BicepVersion")} on the PATH.");

        // One after the other: asked at once, it reads the types of Azure's resources anew for each.
        lock (Compiler)
        {
            return Compiler.Value.InvokeWithParameterObjectAsync<JsonObject>($"bicep/{method}", request).GetAwaiter().GetResult();
        }
    }

    /// <summary>One process answers all questions: getting ready takes a compiler ten times as long as an answer. It ends with its standard input, and so with ours.</summary>
    private static JsonRpc Start()
    {
        var start = new ProcessStartInfo(Program.Value!, ["jsonrpc", "--stdio"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in Inputs)
        {
            start.Environment[name] = value;
        }

        // Measuring code to compile it better takes more than it gives to so short a life.
        start.Environment["DOTNET_TieredPGO"] = "0";
        var process = Process.Start(start)!;
        var rpc = new JsonRpc(new HeaderDelimitedMessageHandler(process.StandardInput.BaseStream, process.StandardOutput.BaseStream, new SystemTextJsonFormatter()));
        rpc.StartListening();
        return rpc;
    }

    private static string? FindProgram()
    {
        if (Metadata("BicepPath") is not { } packaged || !File.Exists(packaged))
        {
            // A run that is believed must not skip what it cannot compile.
            return Command.Find("bicep") ?? (Environment.GetEnvironmentVariable("CI") == "true"
                ? throw new InvalidOperationException($"No Bicep compiler: {Metadata("BicepPath")} is missing.")
                : null);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(packaged, File.GetUnixFileMode(packaged) | UnixFileMode.UserExecute);
        }

        return packaged;
    }

    private static string? Metadata(string key) =>
        typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(metadata => metadata.Key == key)?.Value;
}

internal sealed class TemporaryInfra : IDisposable
{
    public TemporaryInfra()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.Infra, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Folder, Path.GetRelativePath(Repository.Infra, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("kencom-infra-").FullName;

    public string this[string path] => Path.Combine(Folder, path);

    /// <summary>Changes a file; fails when there is nothing to change, so that no test changes nothing unnoticed.</summary>
    public TemporaryInfra Replace(string path, string old, string replacement)
    {
        var text = File.ReadAllText(this[path]);
        text.Should().Contain(old);
        File.WriteAllText(this[path], text.Replace(old, replacement, StringComparison.Ordinal));
        return this;
    }

    /// <summary>Changes what begins and ends so, both included.</summary>
    public void ReplaceBetween(string path, string first, string last, string replacement)
    {
        var text = File.ReadAllText(this[path]);
        var start = text.IndexOf(first, StringComparison.Ordinal);
        Replace(path, text[start..(text.IndexOf(last, start, StringComparison.Ordinal) + last.Length)], replacement);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
