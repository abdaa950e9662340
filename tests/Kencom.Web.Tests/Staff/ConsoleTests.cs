using System.Net;
using Microsoft.Playwright;

namespace Kencom.Web.Tests.Staff;

/// <summary>The console's frame: signing in, roles, keys, and what members' pages have of it: nothing (WEB-7).</summary>
public sealed class ConsoleTests(Site site)
{
    [Fact, Trait("Rule", "WEB-7"), Trait("Rule", "STF-1")]
    public async Task SignIn_WithARole_OpensTheSectionsOfThatRoleOnly()
    {
        Chromium.Require();
        await using var support = await Visitor.ComeAsync(site, Visit.Desktop);
        await support.OpenAsync("/staff");
        await support.SeeAsync("スタッフのログイン");
        await support.LookAsync("staff-sign-in");
        await support.PressAsync("ログイン");
        await Assertions.Expect(support.Field("名前")).ToBeVisibleAsync();
        await support.LookAsync("staff-issuer");
        await support.AnswerIssuerAsync("支援 花子", "Support");

        await support.SeeAsync("お問い合わせ");
        await Assertions.Expect(support.Sections.GetByRole(AriaRole.Link)).ToHaveTextAsync([Named("お問い合わせ"), Named("会員")]);
        await Assertions.Expect(support.Page.GetByText("支援 花子")).ToBeVisibleAsync();
        await support.OpenAsync("/staff/audit");
        await Assertions.Expect(support.Page.GetByText("この画面を使う役割がありません")).ToBeVisibleAsync();
        await support.LookAsync("staff-role-missing");

        await using var nobody = await Visitor.ComeAsync(site, Visit.Desktop);
        await nobody.OpenAsync("/staff");
        await nobody.PressAsync("ログイン");
        await nobody.AnswerIssuerAsync("だれか");
        await Assertions.Expect(nobody.Page.GetByText("この画面を使う役割がありません")).ToBeVisibleAsync();
        await Assertions.Expect(nobody.Sections.GetByRole(AriaRole.Link)).ToHaveCountAsync(0);
    }

    [Fact, Trait("Rule", "WEB-7")]
    public async Task SignIn_Cancelled_SaysSoAndCanBeTriedAgain()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        await visitor.OpenAsync("/staff/insurers");
        await visitor.PressAsync("ログイン");
        await visitor.PressAsync("やめる");

        await Assertions.Expect(visitor.Alert).ToContainTextAsync("ログインを取りやめました");
        await visitor.LookAsync("staff-sign-in-cancelled");
        await visitor.PressAsync("ログイン");
        await visitor.AnswerIssuerAsync("運用 一郎", "Operator");
        await Assertions.Expect(visitor.Sections).ToBeVisibleAsync();
    }

    [Fact, Trait("Rule", "WEB-7")]
    public async Task SignIn_FromAPage_ComesBackToItAndKeepsItsTokensInMemoryOnly()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        var requests = new List<IRequest>();
        visitor.Page.Request += (_, request) => requests.Add(request);
        await visitor.ComeAsStaffAsync("/staff/groups", "運用 一郎", "Operator");
        await visitor.SeeAsync("団体");

        var tokens = requests.ToList().Select(request => request.Headers.GetValueOrDefault("authorization")).OfType<string>().Distinct().ToList();
        tokens.Should().ContainSingle().Which.Should().StartWith("Bearer ey");
        var kept = await visitor.Page.EvaluateAsync<string>("() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie, history.state, location.href])");
        kept.Should().NotContain("ey").And.NotContain("code=").And.NotContain("refresh");

        // What was in memory is gone with the page; the login host remembers who it was.
        await visitor.Page.ReloadAsync();
        await visitor.SeeAsync("団体");
        new Uri(visitor.Page.Url).PathAndQuery.Should().Be("/staff/groups");

        await visitor.PressAsync("ログアウト");
        await visitor.SeeAsync("スタッフのログイン");
        await visitor.Page.ReloadAsync();
        await visitor.SeeAsync("スタッフのログイン");
    }

    [Fact, Trait("Rule", "WEB-7"), Trait("Rule", "STF-1")]
    public async Task Token_ThatEndsWhileWriting_IsRenewedInPlaceAndNothingTypedIsLost()
    {
        Chromium.Require();
        var group = "OVER" + Guid.NewGuid().ToString("N")[..6].ToUpperInvariant();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.Page.Clock.InstallAsync();
        await visitor.ComeAsStaffAsync("/staff/groups/new", "運用 次郎", "Operator");
        await visitor.Field("団体連携コード").FillAsync(group);
        await visitor.Field("名称").FillAsync("有効時間が過ぎる団体");
        using var http = new HttpClient { BaseAddress = site.Address };
        await http.DeleteAsync(new Uri("/local/api/staff-sessions", UriKind.Relative), TestContext.Current.CancellationToken);
        await visitor.Page.Clock.FastForwardAsync("01:01:00");

        await visitor.PressAsync("登録する");

        await Assertions.Expect(visitor.Alert).ToContainTextAsync("ログインの有効時間が過ぎました");
        await Assertions.Expect(visitor.Field("名称")).ToHaveValueAsync("有効時間が過ぎる団体");
        await visitor.LookAsync("staff-expired");
        await visitor.Page.RunAndWaitForPopupAsync(() => visitor.PressAsync("ログインし直す"));
        await Assertions.Expect(visitor.Page.GetByText("保存しました。")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Alert).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Rows.Filter(new() { HasText = group })).ToHaveCountAsync(1);
    }

    [Fact, Trait("Rule", "WEB-7"), Trait("Rule", "STF-1")]
    public async Task Token_ThatTheApiRefuses_IsRenewedOnceAndTheRequestSentAgain()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsStaffAsync("/staff/groups", "運用 三郎", "Operator");
        await Assertions.Expect(visitor.Rows.First).ToBeVisibleAsync();
        var statuses = new List<int>();
        visitor.Page.Response += (_, response) =>
        {
            if (response.Url.EndsWith("/api/staff/insurers", StringComparison.Ordinal))
            {
                statuses.Add(response.Status);
            }
        };
        // The first request's token is spoilt on its way, as one that was withdrawn would be.
        await visitor.Page.RouteAsync("**/api/staff/insurers", route => route.ContinueAsync(new()
        {
            Headers = route.Request.Headers.ToDictionary(header => header.Key, header => header.Key == "authorization" && statuses.Count == 0 ? "Bearer spoilt" : header.Value),
        }));

        await visitor.PressKeysAsync("g", "h");

        await Assertions.Expect(visitor.Rows.Filter(new() { HasText = Site.InsurerName }).First).ToBeVisibleAsync();
        statuses.ToList().Should().Equal((int)HttpStatusCode.Unauthorized, (int)HttpStatusCode.OK);
    }

    [Fact, Trait("Rule", "WEB-7"), Trait("Rule", "WEB-2")]
    public async Task Console_ByKeyboardAlone_ReachesAndLeavesEverything()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsStaffAsync("/staff", "運用 四郎", "Support", "Operator");
        // Keys mean something once the API has told the roles.
        await Assertions.Expect(visitor.Sections.GetByRole(AriaRole.Link)).ToHaveCountAsync(7);
        await visitor.SeeAsync("お問い合わせ");
        foreach (var (key, heading) in new[] { ("h", "保険者"), ("d", "団体"), ("f", "ファイル"), ("q", "メールとキュー"), ("a", "監査ログ"), ("m", "会員"), ("i", "お問い合わせ") })
        {
            await visitor.PressKeysAsync("g", key);
            await visitor.SeeAsync(heading);
            await Assertions.Expect(visitor.Heading(heading)).ToBeFocusedAsync();
        }

        await visitor.PressKeysAsync("g", "h");
        await Assertions.Expect(visitor.Heading("保険者")).ToBeFocusedAsync(); // Or the rows would be those of the page before.
        await Assertions.Expect(visitor.Rows.Nth(1)).ToBeVisibleAsync();
        await visitor.PressKeysAsync("j", "j", "k", "ArrowDown");
        await Assertions.Expect(visitor.Rows.Nth(1)).ToBeFocusedAsync();
        await visitor.PressKeysAsync("Enter");
        await Assertions.Expect(visitor.Detail.Locator("h2")).ToBeFocusedAsync();
        await Assertions.Expect(visitor.Rows.Nth(1)).ToHaveAttributeAsync("aria-current", "true");
        await visitor.PressKeysAsync("u");
        await Assertions.Expect(visitor.Rows.Nth(1)).ToBeFocusedAsync();

        await visitor.PressKeysAsync("/");
        await Assertions.Expect(visitor.Page.Locator("[data-search]")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.TypeAsync("gdj?");
        await visitor.SeeAsync("保険者");
        await visitor.PressKeysAsync("Escape", "?");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "キー操作" })).ToBeVisibleAsync();
        await visitor.LookAsync("staff-keys");
        await visitor.Page.GetByLabel("文字キーの操作を使う").UncheckAsync();
        await visitor.PressKeysAsync("Escape", "g", "d");
        await visitor.SeeAsync("保険者");
        await visitor.PressAsync("キー操作");
        await visitor.Page.GetByLabel("文字キーの操作を使う").CheckAsync();
        await visitor.PressKeysAsync("Escape", "g", "d");
        await visitor.SeeAsync("団体");
    }

    [Fact, Trait("Rule", "WEB-7"), Trait("Rule", "WEB-3")]
    public async Task Console_ComparedWithMembersPages_MaySpeakToTheLoginHostAndIsLoadedByNoneOfThem()
    {
        Chromium.Require();
        using var http = new HttpClient { BaseAddress = site.Address };
        var token = TestContext.Current.CancellationToken;
        (await PolicyAsync("/staff")).Should().Contain("connect-src 'self' https://login.microsoftonline.com;").And.Contain("default-src 'none'").And.Contain("script-src 'self';");
        (await PolicyAsync("/staff/inquiries/Q23456789A")).Should().Be(await PolicyAsync("/staff"));
        (await PolicyAsync("/")).Should().NotContain("microsoft");
        (await PolicyAsync("/me")).Should().Be(await PolicyAsync("/"));

        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        var scripts = new List<string>();
        visitor.Page.Response += (_, response) =>
        {
            if (response.Url.EndsWith(".js", StringComparison.Ordinal))
            {
                scripts.Add(new Uri(response.Url).AbsolutePath);
            }
        };
        foreach (var path in new[] { "/", "/register", "/register/card", "/sign-in", "/password-reset", "/help", "/inquiry" })
        {
            await visitor.OpenAsync(path);
            await visitor.Page.Locator("h1").First.WaitForAsync();
        }

        await visitor.ComeAsMemberAsync(site, site.NextPerson());
        var loaded = scripts.ToList().Distinct().ToList();
        loaded.Should().HaveCountGreaterThan(3);
        foreach (var script in loaded)
        {
            (await http.GetStringAsync(new Uri(script, UriKind.Relative), token)).Should().NotContain("/api/staff", script).And.NotContain("code_verifier", script);
        }

        async Task<string> PolicyAsync(string path)
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative), token);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
            return response.Headers.GetValues("Content-Security-Policy").Single();
        }
    }

    public static TheoryData<Visit> Visits =>
    [
        Visit.Desktop, new Visit(Width: 1920, Height: 1080), Visit.Phone, Visit.Desktop with { ColorScheme = ColorScheme.Dark }, Visit.Desktop with { ForcedColors = true },
    ];

    [Theory, MemberData(nameof(Visits)), Trait("Rule", "WEB-7"), Trait("Rule", "WEB-2")]
    public async Task EverySection_OnThisLook_IsAccessibleNamedAndFits(Visit visit)
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, visit);
        await visitor.ComeAsStaffAsync("/staff", "運用 五郎", "Support", "Operator");
        foreach (var (path, heading, shown) in new[]
        {
            ("/staff/inquiries", "お問い合わせ", ".tabs"), ("/staff/members", "会員", ".search"), ("/staff/files?insurerNumber=123456", "ファイル", ".rows"), ("/staff/insurers", "保険者", ".rows"),
            ("/staff/insurers/123456", "保険者", "form.fields"), ("/staff/insurers/new", "保険者", "form.fields"), ("/staff/groups", "団体", ".rows"), ("/staff/groups/" + Site.GroupCode, "団体", "form.fields"),
            ("/staff/queues", "メールとキュー", ".rows"), ("/staff/queues/sweeps", "メールとキュー", ".detail table"), ("/staff/audit", "監査ログ", ".whole table, .whole .empty"), ("/staff/nowhere", "ページが見つかりません", ".message"),
        })
        {
            await visitor.OpenAsync(path);
            await visitor.SeeAsync(heading);
            await visitor.Page.Locator(shown).First.WaitForAsync();
            await Assertions.Expect(visitor.Page.Locator(".loading, .pending")).ToHaveCountAsync(0);
            (await visitor.Page.TitleAsync()).Should().EndWith($"{heading} | kencom スタッフ");
            await visitor.LookAsync("staff" + path[6..].Split('?')[0].Replace('/', '-'));
            await visitor.FitsAsync(path);
        }
    }

    private static System.Text.RegularExpressions.Regex Named(string text) => new($"^{text}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
}
