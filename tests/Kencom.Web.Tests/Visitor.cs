using System.Text.Json;
using Kencom.TestSupport;
using Microsoft.Playwright;

namespace Kencom.Web.Tests;

public enum Look
{
    Web,
    App,
}

/// <summary>How a visitor comes.</summary>
public sealed record Visit(Look Look = Look.Web, int Width = 1280, int Height = 900)
{
    public const string IPhone =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

    public static Visit Desktop { get; } = new();

    public static Visit Phone { get; } = new(Look.Web, 390, 844);

    public static Visit InApp { get; } = new(Look.App, 390, 844);

    public string? UserAgent { get; init; }

    public ColorScheme ColorScheme { get; init; } = ColorScheme.Light;

    public bool ForcedColors { get; init; }

    /// <summary>Letters twice as large as usual, as a person sets them in the browser.</summary>
    public bool LargeText { get; init; }

    public bool WithoutScript { get; init; }

    public override string ToString() =>
        $"{Look.ToString().ToLowerInvariant()}-{Width}x{Height}{(ColorScheme == ColorScheme.Dark ? "-dark" : "")}{(ForcedColors ? "-forced" : "")}{(LargeText ? "-large" : "")}";
}

/// <summary>A person at a browser of their own. Everything a page complains about is kept, and ends the test at the next look.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private static int Looks;

    private readonly Site site;
    private readonly Visit visit;
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];

    private Visitor(Site site, Visit visit, IBrowserContext context, IPage page)
    {
        this.site = site;
        this.visit = visit;
        this.context = context;
        Page = page;
        page.Console += (_, message) => Hear(message);
        page.PageError += (_, error) => complaints.Add(error);
    }

    public IPage Page { get; }

    public IBrowserContext Context => context;

    public bool InApp => visit.Look == Look.App;

    /// <summary>Whether the card is asked for on two screens.</summary>
    public bool InSteps => InApp || visit.Width <= 640;

    /// <param name="app">Another app than that of all tests.</param>
    public static async Task<Visitor> ComeAsync(Site site, Visit visit, TestApp? app = null)
    {
        var opened = await site.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Site.AddressOf(app ?? site.App).ToString(),
            ViewportSize = new ViewportSize { Width = visit.Width, Height = visit.Height },
            ColorScheme = visit.ColorScheme,
            UserAgent = visit.UserAgent,
            Locale = "ja-JP",
            TimezoneId = "Asia/Tokyo",
            ReducedMotion = ReducedMotion.Reduce,
            ForcedColors = visit.ForcedColors ? Microsoft.Playwright.ForcedColors.Active : Microsoft.Playwright.ForcedColors.None,
            JavaScriptEnabled = !visit.WithoutScript,
            // The letters' size is set by a style of the test's own, which the pages' policy would refuse.
            BypassCSP = visit.LargeText,
        });
        opened.SetDefaultTimeout(Site.Patience);
        if (visit.Look == Look.App)
        {
            await opened.AddInitScriptAsync("globalThis.kencomApp = { key: 'local-app-key' };");
        }

        if (visit.LargeText)
        {
            await opened.AddInitScriptAsync("""
                document.addEventListener('DOMContentLoaded', () => {
                  const style = document.createElement('style');
                  style.textContent = 'html { font-size: 200% !important; }';
                  document.head.append(style);
                });
                """);
        }

        return new Visitor(site, visit, opened, await opened.NewPageAsync());
    }

    public async Task<Visitor> OpenAsync(string path)
    {
        await Page.GotoAsync(path);
        return this;
    }

    /// <summary>Has the browser carry the cookies of an answer that it did not get itself.</summary>
    public Task CarryAsync(IEnumerable<KeyValuePair<string, string>> cookies) => context.AddCookiesAsync(cookies.Select(cookie => new Cookie
    {
        Name = cookie.Key,
        Value = cookie.Value,
        Url = new UriBuilder(site.Address) { Scheme = Uri.UriSchemeHttps }.ToString(), // As browsers take this machine to be safe without TLS.
        Secure = true,
        HttpOnly = true,
        SameSite = SameSiteAttribute.Lax,
    }));

    public ILocator Heading(string text) => Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = text });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    /// <summary>By the accessible name that a screen reader would say.</summary>
    public ILocator Field(string label) => Page.GetByLabel(label, new() { Exact = true });

    public ILocator Alert => Page.GetByRole(AriaRole.Alert);

    public Task PressAsync(string button) => Button(button).ClickAsync();

    /// <summary>Presses what looks disabled, as a person does who wonders why.</summary>
    public Task PressAnywayAsync(string button) => Button(button).ClickAsync(new() { Force = true });

    public Task SeeAsync(string heading) => Assertions.Expect(Heading(heading)).ToBeVisibleAsync();

    /// <summary>A state that people meet: holds it to WCAG 2.2 AA (WEB-2) and to a silent console (WEB-3), and takes its picture for who asks for pictures.</summary>
    public async Task LookAsync(string state)
    {
        await Page.EvaluateAsync("() => document.fonts.ready");
        if (Folders.Pictures is { } pictures)
        {
            await TakePictureAsync(Path.Combine(pictures, visit.ToString(), $"{Interlocked.Increment(ref Looks):000}-{state}.png"));
        }

        (await ViolationsAsync()).Should().BeEmpty($"'{state}' meets WCAG 2.2 AA");
        complaints.Should().BeEmpty($"the page of '{state}' has nothing to complain about");
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    private async Task TakePictureAsync(string path)
    {
        var scroll = await Page.EvaluateAsync<double>("() => { const y = scrollY; scrollTo(0, 0); return y; }");
        await Page.ScreenshotAsync(new() { Path = path, FullPage = true });
        await Page.EvaluateAsync("y => scrollTo(0, y)", scroll);
    }

    private async Task<IReadOnlyList<string>> ViolationsAsync()
    {
        // Through the debugger, since the page's own policy lets nobody add a script to it.
        var session = await context.NewCDPSessionAsync(Page);
        if (!await Page.EvaluateAsync<bool>("() => 'axe' in globalThis"))
        {
            await session.SendAsync("Runtime.evaluate", new Dictionary<string, object> { ["expression"] = site.Axe });
        }

        var result = await session.SendAsync("Runtime.evaluate", new Dictionary<string, object>
        {
            ["expression"] = """
                axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] })
                  .then(({ violations }) => JSON.stringify(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary).join(' | ')}`)))
                """,
            ["awaitPromise"] = true,
            ["returnByValue"] = true,
        });
        await session.DetachAsync();
        return JsonSerializer.Deserialize<string[]>(result!.Value.GetProperty("result").GetProperty("value").GetString()!)!;
    }

    /// <summary>Refused requests are answers, and are reported by the browser all the same.</summary>
    private void Hear(IConsoleMessage message)
    {
        if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
        {
            complaints.Add(message.Text);
        }
    }
}
