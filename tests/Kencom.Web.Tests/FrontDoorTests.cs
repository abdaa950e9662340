using System.Net;
using System.Text.RegularExpressions;
using Kencom.TestSupport;
using Microsoft.Playwright;

namespace Kencom.Web.Tests;

/// <summary>Who is signed in, where signing in leads, and what ends a session (WEB-5).</summary>
public sealed partial class FrontDoorTests(Site site)
{
    [Fact, Trait("Rule", "WEB-5")]
    public async Task EveryPage_ForWhoIsSignedIn_NamesThemAndOffersNoSigningIn()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsMemberAsync(site, person);
        foreach (var path in new[] { "/", "/help", "/terms/membership", "/register", "/inquiry", "/nowhere", "/me", "/me/password", "/me/email", "/me/sessions", "/me/leave", "/me/checkups/code" })
        {
            await visitor.OpenAsync(path);
            var header = visitor.Page.GetByRole(AriaRole.Banner);
            await Assertions.Expect(header.GetByRole(AriaRole.Link, new() { Name = $"{person.KanaName} さん" })).ToHaveAttributeAsync("href", "/me");
            await Assertions.Expect(header.GetByRole(AriaRole.Button, new() { Name = "ログアウト" })).ToBeVisibleAsync();
            await Assertions.Expect(visitor.Button("ログイン")).ToHaveCountAsync(0);
            await Assertions.Expect(visitor.Link("新規登録する")).ToHaveCountAsync(0);
            await visitor.LookAsync("signed-in" + path.Replace('/', '-'));
        }

        await visitor.OpenAsync("/register");
        await visitor.SeeAsync("登録は完了しています");
    }

    [Fact, Trait("Rule", "WEB-5")]
    public async Task Page_ThatNeedsASession_AsksToSignInAndComesBack()
    {
        Chromium.Require();
        var person = site.NextPerson();
        (await site.HaveMemberAsync(person)).Dispose();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);

        await visitor.OpenAsync("/me/password");
        await visitor.SeeAsync("ログイン");
        await Assertions.Expect(visitor.Page.Locator(".notice.info")).ToContainTextAsync("ログインしてください");
        await visitor.LookAsync("sign-in-needed");
        await visitor.SignInAsync(person.Email, SignUp.Password);

        await visitor.SeeAsync("パスワードの変更");
        await Assertions.Expect(visitor.Heading("パスワードの変更")).ToBeFocusedAsync();
    }

    [Fact, Trait("Rule", "WEB-5"), Trait("Rule", "SI-5")]
    public async Task Session_ThatEndsWhileTyping_ClearsTheScreenAndComesBackToWhatWasTyped()
    {
        Chromium.Require();
        var person = site.NextPerson();
        using var elsewhere = await site.HaveMemberAsync(person);
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.CarryAsync(elsewhere.Cookies);
        await visitor.OpenAsync("/me/email");
        await Assertions.Expect(visitor.Page.GetByText(person.Email)).ToBeVisibleAsync();
        await visitor.Field("新しいメールアドレス").FillAsync("typed@example.jp");
        await visitor.Field("新しいメールアドレス（確認用）").FillAsync("typed@example.jp");
        await visitor.Page.Locator("#email-password").FillAsync(SignUp.Password);
        await elsewhere.DeleteAsync("/api/me/sessions");

        await visitor.PressAsync("確認メールを送信");

        await visitor.SeeAsync("ログイン");
        await Assertions.Expect(visitor.Page.Locator(".notice.info")).ToContainTextAsync("有効時間が過ぎました");
        (await visitor.Page.Locator("body").InnerTextAsync()).Should().NotContain(person.Email).And.NotContain(person.KanaName);
        await visitor.LookAsync("session-ended");
        await visitor.SignInAsync(person.Email, SignUp.Password);
        await visitor.SeeAsync("メールアドレスの変更");
        await Assertions.Expect(visitor.Field("新しいメールアドレス")).ToHaveValueAsync("typed@example.jp");
        await Assertions.Expect(visitor.Page.Locator("#email-password")).ToHaveValueAsync("");
    }

    [Theory, Trait("Rule", "WEB-5"), Trait("Rule", "SI-5")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Session_ThatEndsWhileNobodyTouchesThePage_LeavesNothingOnTheScreen(bool partOfThePageNeverComes)
    {
        Chromium.Require();
        var person = site.NextPerson();
        using var elsewhere = await site.HaveMemberAsync(person);
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.Page.Clock.InstallAsync();
        await visitor.CarryAsync(elsewhere.Cookies);
        if (partOfThePageNeverComes)
        {
            await visitor.Page.RouteAsync("**/api/me/invitation", _ => Task.CompletedTask);
        }

        await visitor.OpenAsync("/me");
        await visitor.SeeAsync($"{person.KanaName} さん");
        await elsewhere.DeleteAsync("/api/me/sessions");

        await visitor.Page.Clock.FastForwardAsync("31:01");

        await visitor.SeeAsync("ログイン");
        (await visitor.Page.Locator("body").InnerTextAsync()).Should().NotContain(person.Email).And.NotContain(person.KanaName);
    }

    [Fact, Trait("Rule", "WEB-5"), Trait("Rule", "WEB-3")]
    public async Task SignIn_WithAForeignReturnAddress_LeadsToTheOwnPageOnly()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsMemberAsync(site, person);
        foreach (var address in new[] { "//evil.example", @"/\evil.example", "%2f%2fevil.example", "/%2f%2fevil.example", "javascript:alert(1)", "https://evil.example/", "/\t/evil.example", "/sign-in" })
        {
            await visitor.OpenAsync("/sign-in?return=" + Uri.EscapeDataString(address));
            await visitor.SeeAsync($"{person.KanaName} さん");
            new Uri(visitor.Page.Url).GetLeftPart(UriPartial.Path).Should().Be(new Uri(site.Address, "/me").ToString(), address);
        }

        await visitor.OpenAsync("/sign-in?return=" + Uri.EscapeDataString("/me/sessions"));
        await visitor.SeeAsync("ログイン中の端末");
    }

    [Fact, Trait("Rule", "WEB-5")]
    public async Task EveryLink_OfPagesAndTexts_LeadsToAPageThatIsThere()
    {
        Chromium.Require();
        using var http = new HttpClient { BaseAddress = site.Address };
        var token = TestContext.Current.CancellationToken;
        var sources = Directory.EnumerateFiles(Path.Combine(Folders.Web, "src"), "*", SearchOption.AllDirectories).Where(file => file.EndsWith(".ts", StringComparison.Ordinal) || file.EndsWith(".html", StringComparison.Ordinal));
        var links = sources.SelectMany(file => LinkPattern().Matches(File.ReadAllText(file)).Select(link => link.Groups["path"].Value)).Distinct().ToList();

        links.Should().HaveCountGreaterThan(15);
        foreach (var path in links.Concat(["/sign-in", "/password-reset", "/inquiry", "/users/abc/activate", "/email/confirm", "/password-reset/confirm", "/register/waiting"]))
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative), token);
            response.StatusCode.Should().Be(HttpStatusCode.OK, path);
        }

        foreach (var path in new[] { "/nowhere", "/me/nothing", "/assets/none.js" })
        {
            using var missing = await http.GetAsync(new Uri(path, UriKind.Relative), token);
            missing.StatusCode.Should().Be(HttpStatusCode.NotFound, path);
        }
    }

    [Fact, Trait("Rule", "WEB-5"), Trait("Rule", "SI-5")]
    public async Task Sessions_OfTheMember_NameDeviceAndSystemAndEndAllOnlyAfterAsking()
    {
        Chromium.Require();
        var person = site.NextPerson();
        (await site.HaveMemberAsync(person)).Dispose();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone with { UserAgent = Visit.IPhone });
        await visitor.OpenAsync("/sign-in");
        await visitor.SignInAsync(person.Email, SignUp.Password);
        await visitor.SeeAsync($"{person.KanaName} さん");
        await visitor.OpenAsync("/me/sessions");
        await Assertions.Expect(visitor.Page.GetByText("Safari（iPhone）", new() { Exact = true })).ToBeVisibleAsync();

        await visitor.PressAsync("すべての端末からログアウト");
        await visitor.LookAsync("sessions-end-all");
        await visitor.PressAsync("やめる");
        await visitor.PressAsync("すべての端末からログアウト");
        await visitor.PressAsync("ログアウトする");

        await visitor.SeeAsync("ログイン");
        await visitor.OpenAsync("/me");
        await visitor.SeeAsync("ログイン");
    }

    [GeneratedRegex("""href=["'](?<path>/[^"'$?#{]*)["'#]""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinkPattern();
}
