using System.Security.Cryptography;
using System.Text;
using Kencom.LocalHost.Host;

namespace Kencom.LocalHost.Helpers.FrontEnd;

/// <summary>Keeps <c>src/Kencom.Web/dist</c> up to date with its sources; does nothing when nothing changed.</summary>
public static class FrontEndBuild
{
    private static readonly string Web = Path.Combine(DataFolder.Top, "src", "Kencom.Web");
    private static readonly string Dist = Path.Combine(Web, "dist");
    private static readonly string Modules = Path.Combine(Web, "node_modules");
    private static readonly string[] SourceFolders = ["build", "public", "src"];

    /// <summary>The names of build/deployment.ts.</summary>
    private static readonly string[] SettingNames =
    [
        "KENCOM_OPERATOR_NAME", "KENCOM_MAIL_DOMAIN", "KENCOM_SUPPORT_EMAIL", "KENCOM_TERMS_FOLDER", "KENCOM_IOS_APP_IDS",
        "KENCOM_ANDROID_PACKAGE", "KENCOM_ANDROID_CERTIFICATES", "KENCOM_APP_STORE_URL", "KENCOM_GOOGLE_PLAY_URL",
    ];

    /// <param name="report">Told what takes time.</param>
    /// <exception cref="LocalHostException">npm is missing, or the build fails.</exception>
    public static async Task EnsureAsync(Action<string> report, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        var tools = Directory.CreateDirectory(Path.Combine(DataFolder.Top, ".local", "tools")).FullName;
        await using (await FileLock.TakeAsync(Path.Combine(tools, ".front-end.lock"), cancellationToken))
        {
            var sources = HashOf(Sources(), Settings());
            var built = Path.Combine(tools, "front-end.built");
            if (File.Exists(Path.Combine(Dist, "index.html")) && await IsAsync(built, sources, cancellationToken))
            {
                return;
            }

            var packages = HashOf([Path.Combine(Web, "package-lock.json")]);
            var installed = Path.Combine(Modules, ".kencom-installed");
            if (!await IsAsync(installed, packages, cancellationToken))
            {
                report("Fetching the front end's packages (from npm; again only when they change) ...");
                await Npm.RunAsync(Web, "fetch the front end's packages", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cancellationToken);
                await File.WriteAllTextAsync(installed, packages, cancellationToken);
            }

            report("Building the front end ...");
            await Npm.RunAsync(Web, "build the front end", ["run", "build"], cancellationToken);
            await File.WriteAllTextAsync(built, sources, cancellationToken);
            report("The front end is ready.");
        }
    }

    private static async Task<bool> IsAsync(string file, string content, CancellationToken cancellationToken) =>
        File.Exists(file) && await File.ReadAllTextAsync(file, cancellationToken) == content;

    /// <summary>Everything that the build reads: the folder's own files, and the API's description that the types come from.</summary>
    private static IEnumerable<string> Sources() =>
        SourceFolders
            .Select(folder => Path.Combine(Web, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Web))
            .Append(Path.Combine(DataFolder.Top, "src", "Kencom.Functions", "openapi.yaml"))
            .Where(file => !file.EndsWith(".gen.ts", StringComparison.Ordinal));

    /// <summary>What the build reads from the environment.</summary>
    private static IEnumerable<string> Settings() => SettingNames.Select(name => $"{name}={Environment.GetEnvironmentVariable(name)}");

    /// <summary>Compares by content, since a checkout touches files that did not change.</summary>
    private static string HashOf(IEnumerable<string> files, IEnumerable<string>? more = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in more ?? [])
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
        }

        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(DataFolder.Top, file)));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
