using Microsoft.Playwright;

namespace Kencom.Web.Tests;

/// <summary>What the mailed link does, and where (REG-13, REG-14).</summary>
public sealed class ActivationTests(Site site)
{
    [Fact, Trait("Rule", "REG-13")]
    public async Task Link_OpenedByARobotThatRunsScriptsAndPressesEverything_ChangesNothing()
    {
        Chromium.Require();
        const string Email = "scanned@example.jp";
        await using var person = await Visitor.ComeAsync(site, Visit.Desktop);
        await person.StartAsync(Email);
        var link = await site.LinkOfNewestMailAsync(Email);

        await using (var robot = await Visitor.ComeAsync(site, Visit.Desktop))
        {
            await robot.OpenAsync(link);
            await robot.SeeAsync("パスワードの入力");
            await robot.LookAsync("activate-password");
            foreach (var button in await robot.Page.GetByRole(AriaRole.Button).AllAsync())
            {
                await button.ClickAsync(new() { Force = true });
            }

            await robot.Page.EvaluateAsync("() => document.querySelectorAll('form').forEach(form => form.requestSubmit())");
            await robot.Field("パスワード").FillAsync("guess");
            await robot.PressAsync("続ける");
            await Assertions.Expect(robot.Alert).ToContainTextAsync("パスワード");
            await robot.LookAsync("activate-password-wrong");
        }

        (await StateAsync(person)).Should().Be("provisional");
        await person.OpenAsync(link);
        await person.SeeAsync("書類をご用意ください");
        (await StateAsync(person)).Should().Be("activated");
    }

    [Fact, Trait("Rule", "REG-13")]
    public async Task Link_OnAnotherDeviceWithThePassword_ContinuesWhereThePersonLeftOff()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var computer = await Visitor.ComeAsync(site, Visit.Desktop);
        await computer.ActivateAsync(site, person.Email);
        var link = await site.LinkOfNewestMailAsync(person.Email);

        await using var phone = await Visitor.ComeAsync(site, Visit.Phone);
        await phone.OpenAsync(link);
        await phone.SeeAsync("パスワードの入力");
        await phone.Field("パスワード").FillAsync(SignUp.Password);
        await phone.PressAsync("続ける");

        await phone.SeeAsync("書類をご用意ください");
        new Uri(phone.Page.Url).AbsolutePath.Should().Be("/register/prepare", "the link's token leaves the address bar");
        await phone.ChooseDocumentAsync();
        await phone.CheckCardAsync(person);
        await phone.SeeAsync("最終確認");
    }

    [Fact, Trait("Rule", "REG-13")]
    public async Task Link_AfterCompletion_SaysSoAndLeadsToTheOwnPage()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ActivateAsync(site, person.Email);
        var link = await site.LinkOfNewestMailAsync(person.Email);
        await visitor.CheckCardAsync(person);
        await visitor.CompleteAsync();

        await visitor.OpenAsync(link);
        await visitor.SeeAsync("登録は完了しています");
        await Assertions.Expect(visitor.Link("マイページへ")).ToBeVisibleAsync();
        await visitor.LookAsync("link-after-completion");
        await visitor.PressAsync("ログアウト");
        await visitor.OpenAsync(link);
        await Assertions.Expect(visitor.Link("ログインする")).ToBeVisibleAsync();
    }

    [Fact, Trait("Rule", "REG-14")]
    public async Task Link_OfAnAppRegistrationInABrowserOnIos_OffersTheAppAndDoesNotActivate()
    {
        Chromium.Require();
        const string Email = "iphone@example.jp";
        await using var app = await Visitor.ComeAsync(site, Visit.InApp);
        await app.StartAsync(Email);
        var link = await site.LinkOfNewestMailAsync(Email);

        await using var safari = await Visitor.ComeAsync(site, Visit.Phone with { UserAgent = Visit.IPhone });
        await safari.OpenAsync(link);

        await safari.SeeAsync("アプリで続けてください");
        await Assertions.Expect(safari.Link("kencomアプリを起動")).ToHaveAttributeAsync("href", $"kencom:/{link}");
        await safari.LookAsync("activate-ios");
        (await StateAsync(app)).Should().Be("provisional");
        await safari.PressAsync("この画面でパスワードを入力して続ける");
        await safari.SeeAsync("パスワードの入力");
    }

    [Fact, Trait("Rule", "REG-14")]
    public async Task Link_OpenedByTheAppItself_ActivatesByItsSecret()
    {
        Chromium.Require();
        const string Email = "in.app@example.jp";
        await using var app = await Visitor.ComeAsync(site, Visit.InApp with { UserAgent = Visit.IPhone });
        await app.StartAsync(Email);

        await app.OpenAsync(await site.LinkOfNewestMailAsync(Email));

        await app.Page.GetByText("メールアドレスが確認されました").WaitForAsync();
        (await StateAsync(app)).Should().Be("activated");
    }

    [Theory, Trait("Rule", "REG-14")]
    [InlineData("/.well-known/apple-app-site-association", "applinks")]
    [InlineData("/.well-known/assetlinks.json", "[")]
    public async Task AssociationFile_AsThePhonesFetchIt_IsServedAsJson(string path, string expected)
    {
        Chromium.Require();
        using var http = new HttpClient { BaseAddress = site.Address };

        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        response.EnsureSuccessStatusCode();
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain(expected);
    }

    /// <summary>As who started sees it.</summary>
    private static Task<string> StateAsync(Visitor starter) =>
        starter.Page.EvaluateAsync<string>("""
            async () => {
              const started = JSON.parse(sessionStorage.getItem('kencom.started'));
              const headers = started.registrationSecret ? { Authorization: `Bearer ${started.registrationSecret}` } : {};
              return (await (await fetch('/api/registrations/current', { headers })).json()).state;
            }
            """);
}
