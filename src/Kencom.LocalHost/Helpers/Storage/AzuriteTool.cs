using System.Security.Cryptography;
using Kencom.LocalHost.Host;

namespace Kencom.LocalHost.Helpers.Storage;

/// <summary>The storage emulator as a pinned npm package, fetched once into <c>.local/tools</c>.</summary>
internal static class AzuriteTool
{
    private const string ResourcePrefix = "Kencom.LocalHost.Azurite.";

    /// <returns>Its main script and the script that ties it to our process.</returns>
    /// <exception cref="LocalHostException">Node or npm is missing, or the package cannot be fetched.</exception>
    public static async Task<(string Main, string Child)> EnsureAsync(Action<string> report, CancellationToken cancellationToken)
    {
        var lockFile = Resource("package-lock.json");
        var folder = Path.Combine(DataFolder.Top, ".local", "tools", $"azurite-{Convert.ToHexStringLower(SHA256.HashData(lockFile))[..12]}");
        var main = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js");
        var done = Path.Combine(folder, ".complete");
        Directory.CreateDirectory(folder);
        var child = Path.Combine(folder, "child.cjs");

        // Test processes start at the same moment; one fetches, the others wait for it.
        await using (await FileLock.TakeAsync(Path.Combine(folder, ".lock"), cancellationToken))
        {
            if (!File.Exists(child) || !(await File.ReadAllBytesAsync(child, cancellationToken)).AsSpan().SequenceEqual(Resource("child.cjs")))
            {
                await File.WriteAllBytesAsync(child, Resource("child.cjs"), cancellationToken);
            }

            if (File.Exists(done) && File.Exists(main))
            {
                return (main, child);
            }

            report("Fetching the storage emulator (Azurite, from npm; only this once) ...");
            await File.WriteAllBytesAsync(Path.Combine(folder, "package.json"), Resource("package.json"), cancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(folder, "package-lock.json"), lockFile, cancellationToken);
            await Npm.RunAsync(
                folder, "fetch the storage emulator", ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cancellationToken);
            await File.WriteAllTextAsync(done, string.Empty, cancellationToken);
        }

        return (main, child);
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(AzuriteTool).Assembly.GetManifestResourceStream(ResourcePrefix + name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
