using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Kencom.Web.Tests;

/// <summary>Writing to support, and what the mails lead to (INQ-1, INQ-2, CK-6).</summary>
public sealed class InquiryTests(Site site)
{
    public static TheoryData<Visit> Visits => [Visit.Desktop, Visit.Phone];

    [Theory, MemberData(nameof(Visits)), Trait("Rule", "WEB-6"), Trait("Rule", "INQ-1"), Trait("Rule", "INQ-2")]
    public async Task Inquiry_OfAStranger_IsConfirmedNumberedMailedAndWrittenBackTo(Visit visit)
    {
        Chromium.Require();
        var email = $"stranger.{visit.Width}@example.jp";
        await using var visitor = await Visitor.ComeAsync(site, visit with { UserAgent = visit.Width < 500 ? Visit.IPhone : null });
        await visitor.OpenAsync("/inquiry");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Main)).ToContainTextAsync(new Regex("平日の10時から18時までです。次にお答えできるのは20[0-9]{2}年[0-9]+月[0-9]+日（[月火水木金]）"));
        await visitor.LookAsync("inquiry");
        await visitor.PressAnywayAsync("入力内容を確認する");
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("お問い合わせの種類を選択してください");
        await visitor.LookAsync("inquiry-empty");

        await FillAsync(visitor, email, "結果はいつ見られますか。\n<b>よろしく</b>お願いします。👨‍👩‍👧");
        await visitor.PressAsync("入力内容を確認する");
        await visitor.SeeAsync("入力内容の確認");
        await Assertions.Expect(visitor.Page.Locator(".as-typed")).ToContainTextAsync("<b>よろしく</b>お願いします。");
        if (visit.Width < 500)
        {
            await Assertions.Expect(visitor.Page.Locator(".facts")).ToContainTextAsync("iOS 18.5");
        }

        await visitor.SolveCaptchaAsync();
        await visitor.LookAsync("inquiry-check");
        await visitor.Link("入力内容を直す").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#inquiry-email")).ToHaveValueAsync(email);
        await visitor.PressAsync("入力内容を確認する");
        await visitor.PressAsync("送信する");

        await visitor.SeeAsync("お問い合わせを受け付けました");
        var number = await visitor.Page.Locator(".inquiry-number").InnerTextAsync();
        number.Should().MatchRegex("^Q[2-9A-HJ-NP-Z]{9}$");
        await visitor.LookAsync("inquiry-sent");
        (await visitor.Page.EvaluateAsync<string>("() => JSON.stringify(sessionStorage)")).Should().NotContain(email, "nothing of it stays once it is sent");
        (await site.App.NewestMailToAsync(email)).Text.Should().Contain(number).And.NotContain("よろしく");

        await visitor.OpenAsync(await site.LinkOfNewestMailAsync(email));
        await visitor.SeeAsync("お問い合わせの内容");
        await Assertions.Expect(visitor.Page.Locator(".thread li")).ToHaveCountAsync(1);
        new Uri(visitor.Page.Url).Fragment.Should().BeEmpty("the token leaves the address bar");
        await visitor.Page.Locator("#message-text").FillAsync("追加です。");
        await visitor.PressAsync("送信する");
        await Assertions.Expect(visitor.Page.Locator(".thread li")).ToHaveCountAsync(2);
        await Assertions.Expect(visitor.Page.Locator(".thread")).ToContainTextAsync("追加です。");
        await Assertions.Expect(visitor.Page.Locator("#message-text")).ToHaveValueAsync("");
        await visitor.LookAsync("inquiry-thread");
    }

    [Fact, Trait("Rule", "WEB-6"), Trait("Rule", "INQ-1"), Trait("Rule", "CK-6")]
    public async Task Application_OfWhoIsSignedIn_FillsInWhatIsKnownAndIsCompleteAtOnce()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        await visitor.ComeAsMemberAsync(site, person);
        await visitor.Page.GetByRole(AriaRole.Region, new() { Name = "健診結果" }).GetByRole(AriaRole.Link, new() { Name = "お問い合わせ" }).ClickAsync();

        await Assertions.Expect(visitor.Page.Locator("#inquiry-kind")).ToHaveValueAsync("viewing-code");
        foreach (var (field, value) in new[] { ("kanaName", person.KanaName), ("email", person.Email), ("emailConfirmation", person.Email), ("insurerName", Site.InsurerName), ("birthYear", "1972"), ("birthMonth", "4"), ("birthDay", "15") })
        {
            await Assertions.Expect(visitor.Page.Locator($"#inquiry-{field}")).ToHaveValueAsync(value);
        }

        await Assertions.Expect(visitor.Page.Locator("#inquiry-accepted")).Not.ToBeCheckedAsync();
        await visitor.LookAsync("inquiry-of-member");
        await visitor.Page.Locator("#inquiry-accepted").CheckAsync();
        await visitor.PressAsync("入力内容を確認する");
        await visitor.PressAsync("送信する");
        await Assertions.Expect(visitor.Page.GetByText("再発行のお申し込みは完了しました")).ToBeVisibleAsync();
        await visitor.LookAsync("inquiry-application-complete");
    }

    [Fact, Trait("Rule", "WEB-6"), Trait("Rule", "CK-6")]
    public async Task Application_OfWhoIsNotSignedIn_IsCompletedByTheMailsLinkAndAPressOnce()
    {
        Chromium.Require();
        var person = site.NextPerson();
        (await site.HaveMemberAsync(person)).Dispose();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.OpenAsync("/inquiry?about=code-lost");
        await FillAsync(visitor, person.Email, "ハガキが見当たりません。", person.KanaName, kind: null);
        await visitor.PressAsync("入力内容を確認する");
        await visitor.PressAsync("送信する");
        await Assertions.Expect(visitor.Page.GetByText("お申し込みは、まだ完了していません")).ToBeVisibleAsync();
        await visitor.LookAsync("inquiry-application-unconfirmed");

        var link = "/inquiry/confirm#" + Regex.Match((await site.App.NewestMailToAsync(person.Email)).Text, @"/inquiry/confirm#(\S+)").Groups[1].Value;
        await visitor.OpenAsync("about:blank");
        await visitor.OpenAsync(link);
        await visitor.SeeAsync("健診閲覧コードの再発行");
        await visitor.LookAsync("application-confirm");
        await visitor.PressAsync("お申し込みを確定する");
        await visitor.SeeAsync("お申し込みを受け付けました");
        await visitor.LookAsync("application-confirmed");

        await visitor.OpenAsync("about:blank");
        await visitor.OpenAsync(link);
        await visitor.PressAsync("お申し込みを確定する");
        await Assertions.Expect(visitor.Link("新しくお問い合わせ")).ToBeVisibleAsync();
        await visitor.LookAsync("application-link-used");
    }

    [Fact, Trait("Rule", "WEB-6"), Trait("Rule", "INQ-3")]
    public async Task Inquiry_FromAMiss_BringsKindAndContextButNoCardNumber()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ActivateAsync(site, person.Email);
        await visitor.CheckCardAsync(person, "7654321");
        await visitor.Alert.GetByRole(AriaRole.Link, new() { Name = "お問い合わせ" }).ClickAsync();

        await Assertions.Expect(visitor.Page.Locator("#inquiry-kind")).ToHaveValueAsync("registration");
        await Assertions.Expect(visitor.Page.Locator("#inquiry-text")).ToHaveValueAsync("資格の確認ができませんでした。\n");
        var values = await visitor.Page.EvaluateAsync<string>("() => location.href + [...document.querySelectorAll('main input, main textarea, main select')].map(input => input.value).join(' ')");
        values.Should().NotContain("7654321").And.NotContain("1234").And.NotContain("123456");
        (await visitor.Page.Locator("main").InnerTextAsync()).Should().Contain("番号は伏せて保存します");
    }

    [Fact, Trait("Rule", "WEB-6"), Trait("Rule", "INQ-1")]
    public async Task Text_TooLong_SaysByHowMuchAndSurvivesAReload()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        await visitor.OpenAsync("/inquiry");
        await visitor.Page.Locator("#inquiry-text").FillAsync(string.Concat(Enumerable.Repeat("👨‍👩‍👧", 1000)));
        await Assertions.Expect(visitor.Page.Locator("#inquiry-text-count")).ToHaveTextAsync("あと0文字");
        await visitor.Page.Locator("#inquiry-text").FillAsync(new string('あ', 1003));
        await Assertions.Expect(visitor.Page.Locator("#inquiry-text-count")).ToHaveTextAsync("3文字多く入力されています");
        await visitor.Page.Locator("#inquiry-text").BlurAsync();
        await Assertions.Expect(visitor.Page.Locator("#inquiry-text-error")).ToHaveTextAsync("1000文字以内で入力してください");
        await visitor.LookAsync("inquiry-too-long");

        await visitor.Page.ReloadAsync();
        (await visitor.Page.Locator("#inquiry-text").InputValueAsync()).Should().HaveLength(1003);
    }

    [Theory, Trait("Rule", "WEB-6"), Trait("Rule", "INQ-2")]
    [InlineData("/inquiry/thread")]
    [InlineData("/inquiry/thread#aaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Thread_ByALinkThatIsNone_SaysSo(string link)
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        await visitor.OpenAsync(link);
        await Assertions.Expect(visitor.Link("新しくお問い合わせ")).ToBeVisibleAsync();
        await visitor.LookAsync("inquiry-link-dead");
    }

    private static async Task FillAsync(Visitor visitor, string email, string text, string kanaName = "ケンコムタロウ", string? kind = "checkups")
    {
        if (kind is not null)
        {
            await visitor.Page.Locator("#inquiry-kind").SelectOptionAsync(kind);
        }

        await visitor.Page.Locator("#inquiry-text").FillAsync(text);
        await visitor.Page.Locator("#inquiry-kanaName").FillAsync(kanaName);
        await visitor.Page.Locator("#inquiry-email").FillAsync(email);
        await visitor.Page.Locator("#inquiry-emailConfirmation").FillAsync(email);
        await visitor.Page.Locator("#inquiry-insurerName").FillAsync(Site.InsurerName);
        await visitor.FillBirthDateAsync("1972", "4", "15");
        await visitor.Page.Locator("#inquiry-accepted").CheckAsync();
    }
}
