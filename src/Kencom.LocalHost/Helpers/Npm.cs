using System.ComponentModel;
using System.Diagnostics;
using Kencom.LocalHost.Host;

namespace Kencom.LocalHost.Helpers;

/// <summary>Runs npm, which brings the emulator and builds the front end.</summary>
internal static class Npm
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <param name="purpose">What cannot be done when it fails, as in "fetch the storage emulator".</param>
    /// <exception cref="LocalHostException">npm is missing, fails or takes too long.</exception>
    public static async Task RunAsync(string folder, string purpose, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        // npm is a script on Windows, which only its shell can start.
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("cmd.exe", ["/c", "npm"]) : new ProcessStartInfo("npm");
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.WorkingDirectory = folder;
        start.UseShellExecute = false;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        try
        {
            using var npm = Process.Start(start)!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Limit);
            var output = npm.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = npm.StandardError.ReadToEndAsync(limit.Token);
            try
            {
                await npm.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                npm.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                throw new LocalHostException($"npm did not {purpose} within {Limit.TotalMinutes:0} minutes. Is the npm registry reachable?");
            }

            if (npm.ExitCode != 0)
            {
                throw new LocalHostException($"npm could not {purpose} (npm {string.Join(' ', start.ArgumentList)} in {folder}):\n{await output}{await errors}");
            }
        }
        catch (Win32Exception e)
        {
            throw new LocalHostException("npm is missing. Install Node.js 20 or newer (it brings npm): https://nodejs.org", e);
        }
    }
}
