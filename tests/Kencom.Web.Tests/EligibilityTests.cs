using Microsoft.Playwright;

namespace Kencom.Web.Tests;

/// <summary>Every answer that the check of the card can give, and the values as they are compared (WEB-1, WEB-4).</summary>
public sealed class EligibilityTests(Site site)
{
    public static TheoryData<Visit> Visits => [Visit.Desktop, Visit.InApp];

    [Fact, Trait("Rule", "WEB-4")]
    public async Task Card_WhileTyping_ShowsEachValueAsItWillBeCompared()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ActivateAsync(site, "typing@example.jp");

        foreach (var (field, typed, compared) in new[]
        {
            ("cardSymbol", "７１－１２３４", "1234"), ("cardSymbol", "健保", "健保"), ("cardNumber", "0012345678", "2345678"),
            ("insurerNumber", "６１２３４５９", "06123459"), ("kanaName", "ｹﾝｺﾑ ﾀﾛｳ", "ケンコムタロウ"), ("kanaName", "けんこむ　たろう", "ケンコムタロウ"),
        })
        {
            await visitor.Page.Locator($"#card-{field}").FillAsync(typed);
            await Assertions.Expect(visitor.Page.Locator($"#card-{field}-compared b")).ToHaveTextAsync(compared);
            await Assertions.Expect(visitor.Page.Locator($"#card-{field}")).ToHaveValueAsync(typed);
        }

        await visitor.FillBirthDateAsync("1989", "1", "7");
        await Assertions.Expect(visitor.Page.Locator(".era")).ToHaveTextAsync("昭和64年");
        await visitor.Field("日").FillAsync("8");
        await Assertions.Expect(visitor.Page.Locator(".era")).ToHaveTextAsync("平成元年");
        await visitor.LookAsync("card-typing");
    }

    [Theory, MemberData(nameof(Visits))]
    [Trait("Rule", "WEB-1"), Trait("Rule", "EL-7"), Trait("Rule", "EL-9"), Trait("Rule", "EL-10"), Trait("Rule", "EL-11"), Trait("Rule", "EL-13")]
    public async Task Card_WithEachAnswer_SaysWhatItIsAndTheWayOn(Visit visit)
    {
        Chromium.Require();
        var person = site.NextPerson();
        var member = site.NextPerson();
        (await site.HaveMemberAsync(member)).Dispose();
        await using var visitor = await Visitor.ComeAsync(site, visit);
        await visitor.ActivateAsync(site, person.Email);

        await visitor.CheckCardAsync(person, "9999999");
        await visitor.SeeAsync("ご加入の確認ができませんでした");
        await Assertions.Expect(visitor.Alert.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(4);
        await Assertions.Expect(visitor.Alert).ToBeFocusedAsync();
        await Assertions.Expect(visitor.Page.Locator(".notice.done")).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Page.Locator(".facts")).ToContainTextAsync("9999999");
        await Assertions.Expect(visitor.Page).ToHaveTitleAsync("エラー：ご加入の確認ができませんでした | kencom");
        await visitor.LookAsync("card-miss");

        await visitor.CheckCardAsync(person, insurerNumber: Site.MaintainedInsurer);
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("年次の更新作業のため");
        await visitor.LookAsync("card-maintenance");

        await visitor.CheckCardAsync(Site.Dependent, insurerNumber: Site.RestrictingInsurer);
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("ご利用の対象外です");
        await visitor.LookAsync("card-restricted");

        await visitor.CheckCardAsync(member);
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("すでに会員登録されています");
        await Assertions.Expect(visitor.Alert.GetByRole(AriaRole.Link)).ToHaveCountAsync(4);
        await visitor.LookAsync("card-already-registered");

        await visitor.CheckCardAsync(person);
        await visitor.SeeAsync("最終確認");
    }

    [Fact, Trait("Rule", "WEB-1"), Trait("Rule", "EL-3")]
    public async Task Card_WithoutASymbol_IsAskedForItOnce()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ActivateAsync(site, "no.symbol@example.jp");
        await visitor.FillCardAsync(site.NextPerson());
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "変更：記号" }).ClickAsync();
        await visitor.Page.Locator("#card-cardSymbol").FillAsync("");

        await Assertions.Expect(visitor.Button("入力内容を確認する")).ToBeDisabledAsync();
        await visitor.PressAnywayAsync("入力内容を確認する");
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("「書類に記号の記載がない」を選んでください");
        await visitor.LookAsync("card-symbol-asked");
        await visitor.Field("書類に記号の記載がない").CheckAsync();
        await visitor.PressAsync("入力内容を確認する");

        await visitor.SeeAsync("入力内容の確認");
        await Assertions.Expect(visitor.Page.Locator(".facts")).ToContainTextAsync("記載なし");
    }

    [Fact, Trait("Rule", "WEB-1"), Trait("Rule", "EL-14")]
    public async Task Card_AfterAMiss_CanBeLeftWaitingForTheInsurersData()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        await visitor.ActivateAsync(site, person.Email);
        await visitor.CheckCardAsync(person, "7777777");

        await visitor.Link("健康保険組合からの情報が届くまで待つ").ClickAsync();
        await visitor.SeeAsync("情報が届くのを待つ");
        await Assertions.Expect(visitor.Page.Locator(".facts")).ToContainTextAsync("7777777");
        await Assertions.Expect(visitor.Button("この内容で待つ")).ToBeDisabledAsync();
        await visitor.LookAsync("wait");
        await visitor.Field("書類と同じであることを確かめました").CheckAsync();
        await visitor.PressAsync("この内容で待つ");

        await visitor.SeeAsync("情報が届くのを待っています");
        await Assertions.Expect(visitor.Page.Locator(".facts")).ToContainTextAsync(person.KanaName);
        await visitor.LookAsync("waiting");
        var mail = await site.App.NewestMailToAsync(person.Email);
        var link = "/register/waiting#" + mail.Text.Split("/register/waiting#")[1].Split('\n')[0].Trim();

        await using var stranger = await Visitor.ComeAsync(site, Visit.Phone);
        await stranger.OpenAsync("/register/waiting");
        await stranger.SeeAsync("お待ちしている内容はありません");
        await stranger.LookAsync("waiting-stranger");

        await using var later = await Visitor.ComeAsync(site, Visit.Desktop);
        await later.OpenAsync(link);
        await Assertions.Expect(later.Page.Locator(".facts")).ToContainTextAsync(person.KanaName);
        new Uri(later.Page.Url).Fragment.Should().BeEmpty("the link's token leaves the address bar");
        await later.PressAsync("待つのを取りやめる");
        await later.LookAsync("waiting-cancel");
        await later.PressAsync("取りやめる");
        await later.SeeAsync("取りやめました");
        await later.LookAsync("waiting-cancelled");
        await visitor.Page.ReloadAsync();
        await visitor.SeeAsync("お待ちしている内容はありません");
    }

    [Fact, Trait("Rule", "WEB-1"), Trait("Rule", "EL-12")]
    public async Task Card_AfterTooManyMisses_NamesSupport()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ActivateAsync(site, person.Email);
        for (var attempt = 0; attempt < 10; attempt++)
        {
            await visitor.CheckCardAsync(person, $"66666{attempt:00}");
            await visitor.SeeAsync("ご加入の確認ができませんでした");
        }

        await visitor.CheckCardAsync(site.NextPerson(), "6666699");

        await visitor.SeeAsync("この登録手続きは終了しました");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "お問い合わせ", Exact = true })).ToBeVisibleAsync();
        await visitor.LookAsync("card-closed");
        await visitor.Page.ReloadAsync();
        await visitor.SeeAsync("この登録手続きは終了しました");
        await visitor.OpenAsync("/register/card");
        await visitor.SeeAsync("この登録手続きは終了しました");
    }

    [Fact, Trait("Rule", "WEB-1")]
    public async Task Card_Reloaded_KeepsWhatWasTyped()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await Visitor.ComeAsync(site, Visit.InApp);
        await visitor.ActivateAsync(site, person.Email);
        await visitor.CheckCardAsync(person, "5555555");
        await Assertions.Expect(visitor.Alert).ToBeVisibleAsync();

        await visitor.Page.ReloadAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "変更：番号" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#card-cardNumber")).ToHaveValueAsync("5555555");
        await visitor.Button("戻る").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "変更：氏名" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#card-kanaName")).ToHaveValueAsync(person.KanaName);
        await Assertions.Expect(visitor.Field("年")).ToHaveValueAsync("1972");
    }

    [Fact, Trait("Rule", "WEB-4")]
    public async Task Help_OfTheCard_SaysWhereEachValueStandsOnEveryDocument()
    {
        Chromium.Require();
        foreach (var visit in new[] { Visit.Desktop, Visit.Phone })
        {
            await using var visitor = await Visitor.ComeAsync(site, visit);
            await visitor.OpenAsync("/help/card");
            foreach (var document in new[] { "資格情報のお知らせ", "資格確認書", "マイナポータル", "以前の健康保険証" })
            {
                await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = document })).ToBeVisibleAsync();
            }

            await visitor.LookAsync("help-card");
        }
    }
}
