using Kencom.LocalHost.Helpers.Mail;
using Microsoft.Playwright;

namespace Kencom.Web.Tests;

/// <summary>What only comes when time passes: it passes for everybody on the site, so nobody else may be in the middle of something.</summary>
[Collection(nameof(TimePasses))]
public sealed class ExpiryTests(Site site)
{
    [Fact, Trait("Rule", "REG-11"), Trait("Rule", "WEB-1")]
    public async Task Link_Expired_AdvisesToStartAgain()
    {
        Chromium.Require();
        const string Email = "late@example.jp";
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        await visitor.StartAsync(Email);
        var link = await site.LinkOfNewestMailAsync(Email);
        site.App.Pass(TimeSpan.FromMinutes(61));

        await visitor.OpenAsync(link);

        await visitor.SeeAsync("リンクの有効期限が切れています");
        await visitor.LookAsync("link-expired");
        await visitor.Link("登録をやり直す").ClickAsync();
        await Assertions.Expect(visitor.Field("メールアドレス")).ToHaveValueAsync(Email);
    }

    [Fact, Trait("Rule", "REG-15"), Trait("Rule", "WEB-1")]
    public async Task Sent_WhenTheProviderRefusesTheMail_SaysSoAndNothingElse()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        await visitor.OpenAsync("/register");
        await visitor.FillRegistrationAsync("refused@example.jp");
        await visitor.PressAsync("確認画面へ");
        await visitor.SeeAsync("確認");
        site.App.Host.MailFaults.Set(new MailFault(400));

        await visitor.PressAsync("同意して仮登録メールを送信");

        await visitor.SeeAsync("メールをお届けできませんでした");
        await Assertions.Expect(visitor.Page).ToHaveTitleAsync("メールをお届けできませんでした | kencom");
        (await visitor.Page.GetByRole(AriaRole.Main).InnerTextAsync()).Should().NotContain("送信しました").And.NotContain("送信しています").And.NotContain("まで使えます");
        await visitor.LookAsync("mail-failed");
        site.App.Host.MailFaults.Set(new MailFault(503, Times: 0));
    }

    [Fact, Trait("Rule", "SI-6"), Trait("Rule", "WEB-1")]
    public async Task ResetLink_Expired_SaysSoBeforeAPasswordIsAskedFor()
    {
        Chromium.Require();
        var person = site.NextPerson();
        (await site.HaveMemberAsync(person)).Dispose();
        using var app = site.App.NewClient();
        app.Headers["X-Kencom-App-Key"] = "local-app-key";
        SignUp.Expect(await app.PostAsync("/api/password-resets", new { email = person.Email }), 202);
        var link = await site.LinkOfNewestMailAsync(person.Email);
        site.App.Pass(TimeSpan.FromMinutes(61));
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);

        await visitor.OpenAsync(link);

        await visitor.SeeAsync("リンクの有効期限が切れています");
        await Assertions.Expect(visitor.Link("もう一度、再設定のメールを送る")).ToBeVisibleAsync();
        await visitor.LookAsync("reset-link-expired");
    }
}

[CollectionDefinition(nameof(TimePasses), DisableParallelization = true)]
public static class TimePasses;
