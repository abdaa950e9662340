using System.Reflection;

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
        ["KENCOM_BUDGET_START"] = "2026-12-01",
    };

    /// <summary>Its process lives three seconds, and a third of that is measuring code to compile it better.</summary>
    private static readonly Dictionary<string, string?> Runtime = new(StringComparer.Ordinal) { ["DOTNET_TieredPGO"] = "0", ["DOTNET_gcConcurrent"] = "0" };

    private static readonly Lazy<string?> Program = new(FindProgram);

    public static CommandResult Run(params IEnumerable<string> arguments)
    {
        Assert.SkipWhen(Program.Value is null, $"No Bicep compiler: put version {Metadata("BicepVersion")} on the PATH.");
        return Command.Run(Program.Value!, arguments, Inputs.Concat(Runtime).ToDictionary(StringComparer.Ordinal));
    }

    /// <summary>A copy of infra/ to be changed or written into; gone when disposed.</summary>
    public static TemporaryInfra CopyInfra() => new();

    private static string? FindProgram()
    {
        if (Metadata("BicepPath") is not { } packaged || !File.Exists(packaged))
            return Command.Find("bicep");

        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(packaged, File.GetUnixFileMode(packaged) | UnixFileMode.UserExecute);
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
    public void Replace(string path, string old, string replacement)
    {
        var text = File.ReadAllText(this[path]);
        text.Should().Contain(old);
        File.WriteAllText(this[path], text.Replace(old, replacement, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
