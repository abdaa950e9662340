using Microsoft.Playwright;

namespace Kencom.Web.Tests;

/// <summary>Without script, slow, small, large letters, dictated colours, on paper (WEB-2).</summary>
public sealed class AdaptationTests(Site site)
{
    private static readonly string[] Paths = ["/", "/sign-in", "/register", "/password-reset", "/login-id", "/help", "/help/card", "/inquiry", "/inquiry/confirm", "/print-file", "/terms/privacy", "/nowhere"];

    [Theory, Trait("Rule", "WEB-2")]
    [InlineData("/", "からだのことを")]
    [InlineData("/help", "よくある質問")]
    [InlineData("/help/card", "資格情報の見かた")]
    [InlineData("/inquiry", "お問い合わせ")]
    [InlineData("/terms/membership", "kencom会員規約")]
    [InlineData("/terms/privacy", "個人情報の取り扱いについて")]
    [InlineData("/register", "からだのことを")]
    public async Task Page_WithoutScript_SaysSoFirstAndCanBeRead(string path, string heading)
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone with { WithoutScript = true });

        await visitor.OpenAsync(path);

        // By the elements: searches by text leave out what stands in a noscript.
        var notice = visitor.Page.Locator(".noscript .notice");
        (await notice.InnerTextAsync()).Should().Contain("JavaScriptを有効にしてください");
        var place = (await notice.BoundingBoxAsync())!;
        place.Y.Should().BeLessThan(100, "the notice comes first");
        var title = visitor.Page.Locator("main.static h1");
        (await title.InnerTextAsync()).Should().Contain(heading);
        (await title.BoundingBoxAsync())!.Y.Should().BeInRange(place.Y, 844, "the text is not below the fold");
    }

    [Fact, Trait("Rule", "WEB-2")]
    public async Task Navigation_OnASlowNetwork_ShowsThatItIsUnderWayAndEndsAtTheHeading()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        var released = new TaskCompletionSource();
        await visitor.Context.RouteAsync("**/assets/recovery-*.js", async route =>
        {
            await released.Task;
            await route.ContinueAsync();
        });
        await visitor.OpenAsync("/sign-in");
        await visitor.Link("パスワードを忘れた方はこちら").ClickAsync();

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();
        await visitor.LookAsync("slow");
        released.SetResult();

        await Assertions.Expect(visitor.Heading("パスワードの再設定")).ToBeFocusedAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Progressbar)).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Page).ToHaveTitleAsync("パスワードの再設定 | kencom");
    }

    public static TheoryData<Visit> Widths => [Visit.Desktop, Visit.Phone, Visit.InApp];

    [Theory, MemberData(nameof(Widths)), Trait("Rule", "WEB-2")]
    public async Task Targets_OfEveryPage_AreAtLeast44PixelsHigh(Visit visit)
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, visit);
        foreach (var path in Paths)
        {
            await visitor.OpenAsync(path);
            await visitor.Page.Locator("h1").First.WaitForAsync();

            var small = await visitor.Page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('a[href], button, summary, input, .checkbox label, .choice')]
                  .filter(target => target.checkVisibility() && !target.closest('.skip, .sr-only') && getComputedStyle(target).display !== 'inline' && target.type !== 'checkbox' && target.type !== 'radio')
                  .filter(target => target.getBoundingClientRect().height < 43.5)
                  .map(target => `${target.outerHTML.slice(0, 80)} ${target.getBoundingClientRect().height}`)
                """);

            small.Should().BeEmpty($"{path} is touched with fingers");
        }
    }

    [Fact, Trait("Rule", "WEB-2")]
    public async Task LargeText_OnAPhone_FitsTheWidthAndLeavesThePasswordReadable()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone with { LargeText = true });
        foreach (var path in Paths)
        {
            await visitor.OpenAsync(path);
            await visitor.Page.Locator("h1").First.WaitForAsync();
            (await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth")).Should().BeTrue($"nothing of {path} is wider than the screen");
            await visitor.LookAsync("large" + path.Replace('/', '-'));
        }

        await visitor.OpenAsync("/register");
        var field = (await visitor.Field("パスワード").BoundingBoxAsync())!;
        var button = (await visitor.Button("パスワードを表示").BoundingBoxAsync())!;
        button.Y.Should().BeGreaterThanOrEqualTo(field.Y + field.Height, "the button stands below the field");
        (field.Width / 32).Should().BeGreaterThan(7, "seven wide letters are to be seen, or twelve narrow ones");
    }

    [Fact, Trait("Rule", "WEB-2")]
    public async Task ForcedColours_TellDisabledFromEnabledAndTheCurrentStepFromOthers()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop with { ForcedColors = true });
        await visitor.OpenAsync("/register");
        var button = visitor.Button("確認画面へ");
        var disabled = await StyleAsync(button, "color", "borderTopStyle");
        await visitor.LookAsync("forced-register");
        await visitor.FillRegistrationAsync("forced@example.jp");
        await Assertions.Expect(button).ToBeEnabledAsync();
        var enabled = await StyleAsync(button, "color", "borderTopStyle");

        disabled.Should().NotBe(enabled);
        (await StyleAsync(visitor.Page.Locator(".progress .now .number"), "outlineStyle")).Should().Be("solid");
        (await StyleAsync(visitor.Page.Locator(".progress li:last-child .number"), "outlineStyle")).Should().Be("none");
    }

    [Fact, Trait("Rule", "WEB-2")]
    public async Task Questions_OnPaper_AreOpen()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.OpenAsync("/help");
        await visitor.SeeAsync("よくある質問");

        await visitor.Page.PdfAsync();

        (await visitor.Page.Locator("details:not([open])").CountAsync()).Should().Be(0);
    }

    [Fact, Trait("Rule", "WEB-2")]
    public async Task WhatChangesWithEveryKey_IsSpokenAfterAPauseOnly()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.OpenAsync("/login-id");
        await visitor.Page.EvaluateAsync("""
            () => {
              globalThis.spoken = [];
              new MutationObserver(() => { const text = document.getElementById('announcements').textContent; if (text) globalThis.spoken.push(text); })
                .observe(document.getElementById('announcements'), { childList: true, characterData: true, subtree: true });
            }
            """);

        await visitor.Page.Locator("#card-cardNumber").PressSequentiallyAsync("0012345");
        await visitor.Page.WaitForFunctionAsync("() => globalThis.spoken.length > 0");

        (await visitor.Page.EvaluateAsync<string[]>("() => globalThis.spoken")).Should().Equal("この値で確認します：12345");
    }

    [Fact, Trait("Rule", "WEB-1"), Trait("Rule", "REG-4")]
    public async Task Password_ThatIsGuessable_NamesThePartAndWhatHelps()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        await visitor.OpenAsync("/register");

        await visitor.Field("パスワード").FillAsync("password1");

        await Assertions.Expect(visitor.Page.Locator(".conditions li.unmet")).ToContainTextAsync("「password」は、よく使われる言葉や並びとして推測されます");
        await Assertions.Expect(visitor.Page.Locator("#register-missing")).ToHaveTextAsync("あとメールアドレス・メールアドレス（確認用）をご入力くださいパスワードをご確認ください");
        await visitor.LookAsync("password-guessable");
        await visitor.Field("パスワード").FillAsync("abc あ");
        await Assertions.Expect(visitor.Page.Locator(".conditions li.unmet").Filter(new() { HasText = "使える文字だけ" })).ToContainTextAsync("空白は使えません");
    }

    private static Task<string> StyleAsync(ILocator element, params string[] names) =>
        element.EvaluateAsync<string>("(element, names) => { const style = getComputedStyle(element); return names.map(name => style[name]).join(' '); }", names);
}
