using System.Diagnostics;
using System.Text.Json;
using Kencom.Web.Tests.Staff;
using Microsoft.Playwright;

namespace Kencom.Web.Tests;

/// <summary>
/// How the pages look, against pictures that people have looked at. Another browser version or another set of fonts draws every letter differently, so
/// pictures are compared only where both are those that the pictures were taken with; elsewhere these tests say so and are skipped.
/// <c>KENCOM_NEW_PICTURES=1</c> takes new ones instead.
/// </summary>
public sealed class PictureTests(Site site)
{
    /// <summary>Kept at half the size and not quite true to the point: what matters is seen, and the repository stays small.</summary>
    private const double Scale = 0.5;

    /// <summary>The share of points that may differ visibly.</summary>
    private const double Tolerance = 0.002;

    private const string PersonName = "ケンコムエマ";

    /// <summary>For a page that still draws itself on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly string[] Plain =
    [
        "/", "/sign-in", "/register", "/password-reset", "/login-id", "/help", "/help/card", "/terms/membership", "/terms/privacy", "/nowhere",
        "/users/aaaaaaaaaaaaaaaaaaaa/activate", "/password-reset/confirm#aaaa", "/inquiry", "/inquiry/confirm", "/print-file", "/register/waiting", "/register/closed",
    ];

    private static readonly string[] OfTheCard = ["/register/prepare", "/register/card", "/register/card/numbers", "/register/card/check", "/register/wait", "/register/final", "/register/profile"];

    private static readonly string[] OfMembers = ["/register/done", "/me", "/me/password", "/me/email", "/me/sessions", "/me/leave", "/me/checkups/code"];

    private static bool TakesNew => Environment.GetEnvironmentVariable("KENCOM_NEW_PICTURES") == "1";

    private static string Folder => Path.Combine(Folders.Web, "..", "..", "tests", "Kencom.Web.Tests", "Pictures");

    public static TheoryData<Visit> Visits =>
    [
        Visit.Phone, Visit.Desktop, Visit.Desktop with { ColorScheme = ColorScheme.Dark }, Visit.Desktop with { ForcedColors = true }, Visit.Phone with { LargeText = true },
    ];

    [Theory, MemberData(nameof(Visits)), Trait("Rule", "WEB-2")]
    public async Task Pages_OnThisLook_AreAsTheyWereLookedAt(Visit visit)
    {
        Chromium.Require();
        await using var painter = await site.Browser.NewContextAsync();
        var canvas = await painter.NewPageAsync();
        await RequireTheirBrowserAsync(canvas);

        await using var visitor = await Visitor.ComeAsync(site, visit);
        var different = new List<string>();
        await LookAsync(visitor, canvas, visit, Plain, different);
        await PutCardAsync(visitor);
        await LookAsync(visitor, canvas, visit, OfTheCard, different);
        using var member = await site.App.MemberOfGroupAsync($"emma.{visit}@example.jp", PersonName);
        await visitor.CarryAsync(member.Cookies);
        await LookAsync(visitor, canvas, visit, OfMembers, different);

        different.Should().BeEmpty("a page that looks otherwise is looked at before its new picture is kept (KENCOM_NEW_PICTURES=1)");
    }

    public static TheoryData<Visit> ConsoleVisits => [Visit.Desktop, new Visit(Width: 1920, Height: 1080), Visit.Phone];

    /// <summary>An app of its own, so that its lists hold what this test puts there.</summary>
    [Theory, MemberData(nameof(ConsoleVisits)), Trait("Rule", "WEB-7"), Trait("Rule", "WEB-2")]
    public async Task Console_OnThisLook_IsAsItWasLookedAt(Visit visit)
    {
        Chromium.Require();
        await using var painter = await site.Browser.NewContextAsync();
        var canvas = await painter.NewPageAsync();
        await RequireTheirBrowserAsync(canvas);
        await using var app = await TestApp.StartAsync();
        await app.HaveGroupAsync();
        RosterLine[] lines = [.. Enumerable.Range(1, 10).Select(number => new RosterLine { Number = $"{number}" })];
        await app.HaveRosterAsync(lines);
        await app.DropAsync("rosters/123456/full/2026-12-01.csv", RosterFile.Of(lines.Take(4)));
        using var person = app.NewClient();
        var sent = await person.PostAsync("/api/inquiries", new
        {
            kanaName = "ケンコムタロウ",
            email = "taro@example.jp",
            emailConfirmation = "taro@example.jp",
            insurerName = Site.InsurerName,
            birthDate = "1972-04-15",
            kind = "sign-in",
            text = "ログインできません。\nパスワードを再設定しても、同じ画面に戻ります。",
            acceptedPrivacy = app.Start().AcceptedTerms!.Privacy,
        });
        SignUp.Expect(sent, 202);

        await using var visitor = await Visitor.ComeAsync(site, visit, app);
        await visitor.Page.Clock.SetFixedTimeAsync(app.Clock.GetUtcNow().UtcDateTime.AddMinutes(1));
        await visitor.ComeAsStaffAsync("/staff", "運用 花子", "Support", "Operator");
        var different = new List<string>();
        foreach (var (name, path, shown) in new[]
        {
            ("inquiries", "/staff/inquiries", ".rows"), ("inquiry", $"/staff/inquiries/{sent.Text("inquiryNumber")}", "staff-reason"), ("members", "/staff/members", ".search"),
            ("files", "/staff/files", ".rows"), ("insurer", "/staff/insurers/123456", "staff-print-files .hint"), ("group", $"/staff/groups/{Site.GroupCode}", "staff-print-files .hint"),
            ("queues", "/staff/queues/failed-mails", "staff-failures .empty"), ("audit", "/staff/audit", ".whole table, .whole .empty"),
        })
        {
            await visitor.OpenAsync(path);
            await visitor.Page.Locator(shown).First.WaitForAsync();
            if (name == "inquiry")
            {
                await visitor.PressAsync("開く");
                await visitor.Page.Locator(".thread").WaitForAsync();
            }
            else if (name == "files")
            {
                await visitor.ChooseRowAsync("デモ健康保険組合");
                await visitor.Page.Locator(".report .hint, .report table").First.WaitForAsync();
            }

            await Assertions.Expect(visitor.Page.Locator(".spinner, .loading, .pending")).ToHaveCountAsync(0);
            if (await TakeAsync(visitor.Page, canvas, Path.Combine(Folder, $"{visit}-staff-{name}.webp")) is { } difference)
            {
                different.Add($"{name}: {difference}");
            }
        }

        different.Should().BeEmpty("a page that looks otherwise is looked at before its new picture is kept (KENCOM_NEW_PICTURES=1)");
    }

    /// <summary>The steps after the activation with a card typed in, as the tab keeps them; nothing is sent.</summary>
    private static async Task PutCardAsync(Visitor visitor) => await visitor.Page.EvaluateAsync("""
        () => {
          const keep = (key, value) => sessionStorage.setItem(`kencom.${key}`, JSON.stringify(value));
          keep('continuing', { registrationToken: 'x', activationToken: 'x', route: 'insurer', channel: 'web', expiresAt: '2026-12-01T00:00:00Z' });
          keep('card', { kanaName: 'ｹﾝｺﾑ ｴﾏ', birthYear: 'S47', birthMonth: '4', birthDay: '15', insurerNumber: '６１２３４５９', cardSymbol: '71-1234', noSymbol: false, cardNumber: '0012345' });
          keep('confirmed', { kanaName: 'ケンコムエマ', birthDate: '1972-04-15', insurerName: 'デモ健康保険組合' });
        }
        """);

    private static async Task LookAsync(Visitor visitor, IPage canvas, Visit visit, string[] paths, List<string> different)
    {
        foreach (var path in paths)
        {
            await visitor.OpenAsync(path);
            await Assertions.Expect(visitor.Page.Locator("main h1").First).ToBeVisibleAsync();
            await Assertions.Expect(visitor.Page.Locator(".spinner, .loading")).ToHaveCountAsync(0);
            if (path == "/me")
            {
                // It comes last, by a request of its own.
                await Assertions.Expect(visitor.Page.Locator(".code b").First).ToBeVisibleAsync();
            }

            var name = $"{visit}{(path == "/" ? "-top" : path.Replace('/', '-')).Replace("-aaaaaaaaaaaaaaaaaaaa", "", StringComparison.Ordinal).Replace("#aaaa", "", StringComparison.Ordinal)}.webp";
            if (await TakeAsync(visitor.Page, canvas, Path.Combine(Folder, name)) is { } difference)
            {
                different.Add($"{name}: {difference}");
            }
        }
    }

    /// <summary>A page is looked at again while it may still be drawing itself; only what stays different counts.</summary>
    private static async Task<string?> TakeAsync(IPage page, IPage canvas, string file)
    {
        var since = Stopwatch.StartNew();
        var before = "";
        while (true)
        {
            await SteadyAsync(page);
            var picture = Convert.ToBase64String(await page.ScreenshotAsync(new() { FullPage = true, Animations = ScreenshotAnimations.Disabled }));
            if (TakesNew && picture != before && since.Elapsed < Patience)
            {
                before = picture; // What is kept must be the page as it stays.
                await page.WaitForTimeoutAsync(1000);
                continue;
            }

            var difference = await CompareAsync(canvas, picture, file);
            if (difference is null || since.Elapsed > Patience)
            {
                return difference;
            }
        }
    }

    /// <summary>What is another each time gets a fixed word: codes, addresses, instants.</summary>
    private static async Task SteadyAsync(IPage page) => await page.EvaluateAsync("""
        async () => {
          await document.fonts.ready;
          document.activeElement?.blur();
          for (const element of document.querySelectorAll('.code b')) element.textContent = 'abcDEF2';
          const walker = document.createTreeWalker(document.querySelector('kencom-site, kencom-console'), NodeFilter.SHOW_TEXT);
          for (let text = walker.nextNode(); text; text = walker.nextNode())
            text.data = (location.pathname.startsWith('/inquiry') ? text.data.replace(/\d+月\d+日/g, '4月1日') : text.data)
              .replace(/Q[2-9A-HJ-NP-Z]{9}/g, 'Q23456789A').replace(/\d+(秒|分)前/g, '1分前').replace(/（[月火水木金土日]）/g, '（水）').replace(/emma\.[\w.-]+@example\.jp/g, 'emma@example.jp').replace(/20\d\d年\d+月\d+日( \d+:\d\d)?/g, (all, time) => (all.startsWith('2026年4月1日') ? all : `2026年4月1日${time ? ' 12:34' : ''}`));
        }
        """);

    /// <summary>Null when the picture is as it was; else what is different. The browser itself scales and compares.</summary>
    private static async Task<string?> CompareAsync(IPage canvas, string picture, string file)
    {
        var former = File.Exists(file) && !TakesNew ? Convert.ToBase64String(await File.ReadAllBytesAsync(file)) : null;
        var result = await canvas.EvaluateAsync<JsonElement>(
            """
            async ({ picture, former, scale }) => {
              const draw = async (base64, scale) => {
                const image = new Image();
                image.src = `data:image/${base64.startsWith('iVBOR') ? 'png' : 'webp'};base64,${base64}`;
                await image.decode();
                const canvas = new OffscreenCanvas(Math.round(image.width * scale), Math.round(image.height * scale));
                const context = canvas.getContext('2d', { willReadFrequently: true });
                context.imageSmoothingQuality = 'high';
                context.drawImage(image, 0, 0, canvas.width, canvas.height);
                return canvas;
              };
              const points = (canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
              const now = await draw(picture, scale);
              const blob = await now.convertToBlob({ type: 'image/webp', quality: 0.6 });
              const bytes = new Uint8Array(await blob.arrayBuffer());
              let text = '';
              for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
              const kept = btoa(text);
              if (former === null) return { kept, difference: null };
              const before = await draw(former, 1);
              if (before.width !== now.width || before.height !== now.height)
                return { kept, difference: `${now.width}x${now.height} for ${before.width}x${before.height}` };
              // Both have gone through the same lossy form: what that makes of small letters is no difference.
              const [one, other] = [points(await draw(kept, 1)), points(before)];
              let count = 0;
              for (let at = 0; at < one.length; at += 4)
                if (Math.max(Math.abs(one[at] - other[at]), Math.abs(one[at + 1] - other[at + 1]), Math.abs(one[at + 2] - other[at + 2])) > 64) count++;
              return { kept, difference: count / (one.length / 4) };
            }
            """,
            new { picture, former, scale = Scale });
        if (former is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, Convert.FromBase64String(result.GetProperty("kept").GetString()!));
            return TakesNew ? null : "there was no picture; one is kept now, to be looked at";
        }

        var difference = result.GetProperty("difference");
        return difference.ValueKind == JsonValueKind.String ? difference.GetString()
            : difference.GetDouble() > Tolerance ? $"{difference.GetDouble():P2} of its points differ" : null;
    }

    private async Task RequireTheirBrowserAsync(IPage canvas)
    {
        var fonts = await canvas.EvaluateAsync<string>("""
            () => {
              const canvas = new OffscreenCanvas(600, 80);
              const context = canvas.getContext('2d');
              context.font = '20px "Hiragino Sans", "BIZ UDPGothic", "Noto Sans JP", "Noto Sans CJK JP", sans-serif';
              context.fillText('見本：健康保険組合 kencom 0123 ｱｲｳ', 4, 30);
              context.font = '20px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace';
              context.fillText('06123459 abcDEF', 4, 65);
              return context.getImageData(0, 0, 600, 80).data.reduce((hash, byte) => Math.imul(hash ^ byte, 16777619) >>> 0, 2166136261).toString(16);
            }
            """);
        var here = $"Chromium {site.Browser.Version}, fonts {fonts}";
        var file = Path.Combine(Folder, "taken-with.txt");
        if (TakesNew)
        {
            Directory.CreateDirectory(Folder);
            await File.WriteAllTextAsync(file, here + "\n");
        }

        var theirs = File.Exists(file) ? (await File.ReadAllTextAsync(file)).Trim() : "none";
        Assert.SkipWhen(theirs != here, $"The pictures were taken with {theirs}; here is {here}. Pictures of different browsers or fonts are not compared.");
    }
}
