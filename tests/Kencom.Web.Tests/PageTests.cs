using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Kencom.Web.Tests;

/// <summary>What holds for all pages: policy, size, keyboard, titles and focus (WEB-2, WEB-3).</summary>
public sealed class PageTests(Site site)
{
    [Fact, Trait("Rule", "WEB-3")]
    public async Task EveryAnswerOfThePages_CarriesAStrictPolicyAndNothingInline()
    {
        Chromium.Require();
        using var http = new HttpClient { BaseAddress = site.Address };
        using var response = await http.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        policy.Should().Contain("default-src 'none'").And.Contain("script-src 'self';").And.Contain("style-src 'self';").And.Contain("frame-ancestors 'none'");
        policy.Should().NotContain("unsafe").And.NotContain("data:").And.NotContain("http").And.NotContain("*");
        page.Should().NotContain("<style").And.NotContain("style=").And.NotMatchRegex("<script(?![^>]*src=)").And.NotMatchRegex(@"\son\w+=");
    }

    [Fact, Trait("Rule", "WEB-3")]
    public async Task EveryFileOfThePages_SaysWhatItIsAndKeepsTheBrowserSafe()
    {
        using var http = new HttpClient { BaseAddress = site.Address };
        var page = await http.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        var files = Regex.Matches(page, "(?:src|href)=\"(/[^\"]+\\.(?:js|css|svg|webmanifest))\"").Select(file => file.Groups[1].Value).Distinct(StringComparer.Ordinal).ToArray();
        files.Should().Contain(file => file.EndsWith(".js", StringComparison.Ordinal)).And.Contain(file => file.EndsWith(".css", StringComparison.Ordinal));
        foreach (var path in files.Concat(["/", "/staff", "/register", "/nowhere"]))
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            string Header(string name) => response.Headers.GetValues(name).Single();

            response.Content.Headers.ContentType!.CharSet.Should().Be("utf-8", path);
            Header("X-Content-Type-Options").Should().Be("nosniff", path);
            Header("Strict-Transport-Security").Should().Be("max-age=31536000; includeSubDomains", path);
            Header("Referrer-Policy").Should().Be("strict-origin", path);
            Header("Content-Security-Policy").Should().Contain("frame-ancestors 'none'", path);
        }
    }

    [Fact, Trait("Rule", "WEB-3")]
    public async Task FirstPage_AsItIsSent_WeighsUnder60KbWithItsCaptchaAndComesOnlyFromItsOwnOrigin()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        // What is fetched ahead is the next page's weight; who saves data is spared it.
        await visitor.Context.AddInitScriptAsync("Object.defineProperty(navigator, 'connection', { value: { saveData: true } });");
        var answers = new List<IResponse>();
        visitor.Page.Response += (_, response) => answers.Add(response);

        await visitor.OpenAsync("/");
        await visitor.Page.Locator("#sign-in-email").WaitForAsync();
        answers.ToList().Should().NotContain(answer => answer.Url.Contains("altcha", StringComparison.Ordinal), "the captcha is loaded where it is used");
        await visitor.Page.Locator("#sign-in-email").FocusAsync();
        await visitor.Page.Locator(".altcha").WaitForAsync();

        answers.ToList().Select(answer => new Uri(answer.Url).Authority).Distinct().Should().Equal(site.Address.Authority);
        var total = 0;
        foreach (var answer in answers.ToList())
        {
            total += (await answer.Request.SizesAsync()).ResponseBodySize;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{answers.Count} answers, {total} bytes as sent");
        total.Should().BeLessThan(60_000);
    }

    [Fact, Trait("Rule", "WEB-2")]
    public async Task SignUp_ByKeyboardAlone_ReachesTheMail()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.OpenAsync("/");
        var keyboard = visitor.Page.Keyboard;

        await keyboard.PressAsync("Tab");
        await Assertions.Expect(visitor.Link("本文へ移動")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await TabToAsync(visitor, "新規登録する");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Heading("メールアドレス登録")).ToBeFocusedAsync();
        await Assertions.Expect(visitor.Page).ToHaveTitleAsync("メールアドレス登録 | kencom");

        await TabToAsync(visitor, "メールアドレス");
        await keyboard.TypeAsync("keyboard@example.jp");
        await TabToAsync(visitor, "メールアドレス（確認用）");
        await keyboard.TypeAsync("keyboard@example.jp");
        await TabToAsync(visitor, "パスワード");
        await keyboard.TypeAsync(TestSupport.SignUp.Password);
        await Assertions.Expect(visitor.Button("確認画面へ")).ToBeEnabledAsync();
        await visitor.LookAsync("keyboard-focus");
        await TabToAsync(visitor, "確認画面へ");
        await keyboard.PressAsync("Enter");

        await Assertions.Expect(visitor.Heading("確認")).ToBeFocusedAsync();
        await TabToAsync(visitor, "kencomからのお知らせを受け取る");
        await keyboard.PressAsync("Space");
        await TabToAsync(visitor, "同意して仮登録メールを送信");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Heading("メールをご確認ください")).ToBeFocusedAsync();
    }

    public static TheoryData<Visit> Looks => [Visit.Desktop, Visit.Phone, Visit.InApp, Visit.Desktop with { ColorScheme = ColorScheme.Dark }];

    [Theory, Trait("Rule", "WEB-2")]
    [MemberData(nameof(Looks))]
    public async Task EveryPage_OnThisLook_IsAccessibleAndNamed(Visit visit)
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, visit);
        foreach (var path in new[] { "/", "/sign-in", "/register", "/help", "/help/card", "/terms/membership", "/terms/privacy", "/password-reset", "/login-id", "/nowhere", "/inquiry" })
        {
            await visitor.OpenAsync(path);
            await visitor.Page.Locator("h1").First.WaitForAsync();
            (await visitor.Page.TitleAsync()).Should().EndWith(path == "/" ? "kencom" : " | kencom", path);
            await visitor.LookAsync("page" + path.Replace('/', '-'));
            (await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth")).Should().BeTrue($"nothing of {path} is wider than the screen");
        }
    }

    private static async Task TabToAsync(Visitor visitor, string name)
    {
        for (var presses = 0; presses < 30; presses++)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            if (await visitor.Page.EvaluateAsync<bool>(
                "name => { const at = document.activeElement; return [at.labels?.[0]?.textContent, at.getAttribute('aria-label'), at.textContent].some(text => text?.trim() === name); }", name))
            {
                return;
            }
        }

        Assert.Fail($"The keyboard does not reach '{name}'.");
    }
}
