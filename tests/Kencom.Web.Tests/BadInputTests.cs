using Microsoft.Playwright;

namespace Kencom.Web.Tests;

/// <summary>What people and browsers do that nobody planned.</summary>
public sealed class BadInputTests(Site site)
{
    [Fact, Trait("Rule", "WEB-1"), Trait("Rule", "FIN-1")]
    public async Task TwoTabs_InOneRegistration_TellTheSecondHowItStands()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ActivateAsync(site, person.Email);
        await visitor.FillCardAsync(person);
        var other = await visitor.Context.NewPageAsync();
        await other.GotoAsync(await site.LinkOfNewestMailAsync(person.Email));
        await other.GetByRole(AriaRole.Heading, new() { Name = "書類をご用意ください" }).WaitForAsync();
        await visitor.PressAsync("利用資格を確認する");
        await visitor.CompleteAsync();

        await other.GetByRole(AriaRole.Link, new() { Name = "入力に進む" }).ClickAsync();
        await other.Locator("#card-cardSymbol").FillAsync("1234");
        await other.Locator("#card-cardNumber").FillAsync(person.CardNumber);
        await other.Locator("#card-insurerNumber").FillAsync("123456");
        await other.Locator("#card-kanaName").FillAsync(person.KanaName);
        await other.GetByLabel("年", new() { Exact = true }).FillAsync("1972");
        await other.GetByLabel("月", new() { Exact = true }).FillAsync("4");
        await other.GetByLabel("日", new() { Exact = true }).FillAsync("15");
        await other.GetByRole(AriaRole.Button, new() { Name = "入力内容を確認する" }).ClickAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "利用資格を確認する" }).ClickAsync();

        await Assertions.Expect(other).ToHaveURLAsync(new Uri(site.Address, "/me").ToString());
        await Assertions.Expect(other.GetByText("登録は完了しています")).ToBeVisibleAsync();
    }

    [Fact, Trait("Rule", "WEB-1")]
    public async Task Back_AfterCompletion_ShowsNoFormOfTheSignUp()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ActivateAsync(site, person.Email);
        await visitor.CheckCardAsync(person);
        await visitor.CompleteAsync();

        await visitor.Page.GoBackAsync();

        await visitor.SeeAsync($"{person.KanaName} さん");
        await visitor.Page.ReloadAsync();
        await visitor.SeeAsync($"{person.KanaName} さん");
    }

    [Fact, Trait("Rule", "WEB-1")]
    public async Task Back_FromTheMailsPage_SaysThatItIsSentAndReloadedConfirmationSaysWhyThePasswordIsGone()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        await visitor.OpenAsync("/register");
        await visitor.FillRegistrationAsync("back@example.jp");
        await visitor.PressAsync("確認画面へ");
        await visitor.SeeAsync("確認");

        await visitor.Page.ReloadAsync();
        await visitor.SeeAsync("メールアドレス登録");
        await Assertions.Expect(visitor.Page.Locator(".notice.info")).ToContainTextAsync("安全のため、パスワードは保存していません");
        await visitor.Field("パスワード").FillAsync(SignUp.Password);
        await visitor.PressAsync("確認画面へ");
        await visitor.PressAsync("同意して仮登録メールを送信");
        await visitor.SeeAsync("メールをご確認ください");
        await visitor.Page.GoBackAsync();

        await visitor.SeeAsync("メールをご確認ください");
    }

    [Fact, Trait("Rule", "WEB-1")]
    public async Task Storage_SwitchedOff_StillLeadsToTheMailAndOn()
    {
        Chromium.Require();
        const string Email = "no.storage@example.jp";
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.Context.AddInitScriptAsync("""
            for (const name of ['sessionStorage', 'localStorage'])
              Object.defineProperty(globalThis, name, { get() { throw new DOMException('Access is denied for this document.', 'SecurityError'); } });
            """);

        await visitor.StartAsync(Email);
        await visitor.OpenAsync(await site.LinkOfNewestMailAsync(Email));

        await visitor.SeeAsync("書類をご用意ください");
    }

    [Fact, Trait("Rule", "SI-5")]
    public async Task Cookies_SwitchedOff_SaysSoInsteadOfAskingAgain()
    {
        Chromium.Require();
        var person = site.NextPerson();
        (await site.HaveMemberAsync(person)).Dispose();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        // The answer is the API's own; the browser keeps nothing of it.
        await visitor.Context.RouteAsync("**/api/sessions", async route =>
        {
            var answer = await route.FetchAsync();
            await visitor.Context.ClearCookiesAsync();
            await route.FulfillAsync(new() { Status = answer.Status, ContentType = "application/json", Body = await answer.TextAsync() });
        });
        await visitor.OpenAsync("/sign-in");

        await visitor.SignInAsync(person.Email, SignUp.Password);

        await Assertions.Expect(visitor.Alert).ToContainTextAsync("Cookieが使えない");
        await visitor.LookAsync("cookies-off");
    }

    [Fact, Trait("Rule", "WEB-3"), Trait("Rule", "REG-10")]
    public async Task MailedToken_InNoReferrerAndSoonInNoAddress()
    {
        Chromium.Require();
        const string Email = "referrer@example.jp";
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.StartAsync(Email);
        var link = await site.LinkOfNewestMailAsync(Email);
        var token = link.Split('/')[2];
        var told = new List<string>();
        visitor.Page.Request += (_, request) => told.Add($"{request.Headers.GetValueOrDefault("referer")} {(request.ResourceType == "document" ? "" : request.Url)}");

        await visitor.OpenAsync(link);
        await visitor.SeeAsync("書類をご用意ください");
        await visitor.Link("資格情報の見かた").First.ClickAsync();
        await visitor.SeeAsync("資格情報の見かた");

        told.Should().HaveCountGreaterThan(5).And.NotContain(request => request.Contains(token, StringComparison.Ordinal));
        (await visitor.Page.EvaluateAsync<string>("() => document.referrer + location.href + document.body.innerHTML")).Should().NotContain(token);
    }

    [Theory, Trait("Rule", "REG-6")]
    [InlineData("abcDEF2", "abcDEF2")]
    [InlineData("abc", "")]
    [InlineData("\"><script>alert(1)</script>", "")]
    [InlineData("abcDEF2abcDEF2", "")]
    public async Task InvitationLink_WithACode_FillsItInIfItIsOne(string code, string filledIn)
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);

        await visitor.OpenAsync("/register?invitation=" + Uri.EscapeDataString(code));

        await Assertions.Expect(visitor.Page.Locator("#register-invitationCode")).ToHaveValueAsync(filledIn);
        await visitor.LookAsync("register-invited");
    }

    [Fact, Trait("Rule", "REG-6")]
    public async Task InvitationLink_OfAMember_IsCopiedAndOpensTheFilledForm()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await visitor.ComeAsMemberAsync(site, site.NextPerson());
        var code = await visitor.Page.Locator(".code b").InnerTextAsync();

        await visitor.PressAsync("招待リンクをコピー");
        var link = await visitor.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");

        code.Should().MatchRegex("^[A-HJ-NP-Za-km-np-z2-9]{7}$");
        await using var friend = await Visitor.ComeAsync(site, Visit.Phone);
        await friend.OpenAsync(link);
        await Assertions.Expect(friend.Page.Locator("#register-invitationCode")).ToHaveValueAsync(code);
    }

    [Fact, Trait("Rule", "REG-16"), Trait("Rule", "REG-13")]
    public async Task Password_WrongTooOftenForOneAddress_SaysHowLongToWait()
    {
        Chromium.Require();
        const string Email = "too.often@example.jp";
        await using var person = await Visitor.ComeAsync(site, Visit.Desktop);
        await person.StartAsync(Email);
        var link = await site.LinkOfNewestMailAsync(Email);
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        await visitor.OpenAsync(link);
        await visitor.SeeAsync("パスワードの入力");
        await Assertions.Expect(visitor.Page.GetByText("t•••@example.jp")).ToBeVisibleAsync();
        using var guesser = site.App.NewClient();
        for (var attempt = 0; attempt < 20; attempt++)
        {
            await guesser.ActivateAsync(link.Split('/')[2], $"wrong-{attempt}-Q7");
        }

        await visitor.Field("パスワード").FillAsync(SignUp.Password);
        await visitor.PressAsync("続ける");

        await Assertions.Expect(visitor.Alert).ToContainTextAsync("あと約");
        await visitor.LookAsync("activate-too-often");
    }

    [Fact, Trait("Rule", "WEB-1")]
    public async Task Link_AtALimit_SaysHowLongToWaitAndItsButtonWaitsToo()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        // The one mocked answer: this machine's own address is not limited in the tests.
        await visitor.Context.RouteAsync("**/api/activations/check", route => route.FulfillAsync(new()
        {
            Status = 429,
            ContentType = "application/problem+json",
            Headers = new Dictionary<string, string> { ["Retry-After"] = "290" },
            Body = """{"type":"about:blank","code":"too-many-requests","title":"しばらくお待ちください","detail":"操作の回数が上限に達しました。","status":429}""",
        }));

        await visitor.OpenAsync("/users/abcdefghijklmnopqrst/activate");

        await visitor.SeeAsync("しばらくお待ちください");
        await Assertions.Expect(visitor.Page.GetByText("あと約5分ほどで")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Button("もう一度試す")).ToBeDisabledAsync();
        await visitor.LookAsync("link-limited");
    }
}
