using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using Kencom.LocalHost.Host;

namespace Kencom.LocalHost.Helpers.Storage;

/// <summary>The storage emulator as a pinned npm package, fetched once into <c>.local/tools</c>.</summary>
internal static class AzuriteTool
{
    private const string ResourcePrefix = "Kencom.LocalHost.Azurite.";

    private static readonly TimeSpan FetchLimit = TimeSpan.FromMinutes(5);

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
        await using (await LockAsync(Path.Combine(folder, ".lock"), cancellationToken))
        {
            if (!File.Exists(child) || !(await File.ReadAllBytesAsync(child, cancellationToken)).AsSpan().SequenceEqual(Resource("child.cjs")))
                await File.WriteAllBytesAsync(child, Resource("child.cjs"), cancellationToken);
            if (File.Exists(done) && File.Exists(main))
                return (main, child);

            report("Fetching the storage emulator (Azurite, from npm; only this once) ...");
            await File.WriteAllBytesAsync(Path.Combine(folder, "package.json"), Resource("package.json"), cancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(folder, "package-lock.json"), lockFile, cancellationToken);
            await FetchAsync(folder, cancellationToken);
            await File.WriteAllTextAsync(done, string.Empty, cancellationToken);
        }

        return (main, child);
    }

    private static async Task FetchAsync(string folder, CancellationToken cancellationToken)
    {
        // npm is a script on Windows, which only its shell can start.
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("cmd.exe", ["/c", "npm"]) : new ProcessStartInfo("npm");
        foreach (var argument in new[] { "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error" })
            start.ArgumentList.Add(argument);
        start.WorkingDirectory = folder;
        start.UseShellExecute = false;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        try
        {
            using var npm = Process.Start(start)!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(FetchLimit);
            var output = npm.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = npm.StandardError.ReadToEndAsync(limit.Token);
            try
            {
                await npm.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                npm.Kill(entireProcessTree: true);
                throw new LocalHostException($"npm did not fetch the storage emulator within {FetchLimit.TotalMinutes:0} minutes. Is the npm registry reachable?");
            }

            if (npm.ExitCode != 0)
                throw new LocalHostException($"npm could not fetch the storage emulator (npm ci in {folder}):\n{await output}{await errors}");
        }
        catch (Win32Exception e)
        {
            throw new LocalHostException("npm is missing. Install Node.js 20 or newer (it brings npm): https://nodejs.org", e);
        }
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(200, cancellationToken);
            }
        }
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(AzuriteTool).Assembly.GetManifestResourceStream(ResourcePrefix + name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
