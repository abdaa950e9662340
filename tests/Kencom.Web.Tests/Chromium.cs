using Microsoft.Playwright;

namespace Kencom.Web.Tests;

/// <summary>The browser of this machine: Chromium, Chrome or Edge; <c>KENCOM_BROWSER</c> names another.</summary>
internal static class Chromium
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic",
    ];

    /// <summary>Chromium's own headless build comes first: it shows the same pages for three fifths of the processor time.</summary>
    private static readonly string[] Names =
    [
        "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome.exe", "msedge.exe",
    ];

    private static readonly string[] KnownPlaces =
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    public static string? Path { get; } = Find();

    /// <summary>Skips the test where no browser is found, and says so; fails instead where one is required.</summary>
    public static void Require()
    {
        if (Path is null && Environment.GetEnvironmentVariable("CI") == "true")
        {
            throw new InvalidOperationException("The browser tests need Chromium, Chrome or Edge (KENCOM_BROWSER names it), and CI requires one.");
        }

        Assert.SkipWhen(Path is null, "No Chromium, Chrome or Edge is found on this machine (KENCOM_BROWSER names one).");
    }

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = Arguments });

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("KENCOM_BROWSER");
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name)))
            .Concat(KnownPlaces)
            .Prepend(named ?? "")
            .FirstOrDefault(File.Exists);
    }
}
