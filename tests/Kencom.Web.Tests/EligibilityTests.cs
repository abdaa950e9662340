using Kencom.TestSupport;
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
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("ご加入の確認ができませんでした");
        await Assertions.Expect(visitor.Alert.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(4);
        await Assertions.Expect(visitor.Alert).ToBeFocusedAsync();
        await visitor.LookAsync("card-miss");

        await visitor.CheckCardAsync(person, insurerNumber: Site.MaintainedInsurer);
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("年次の更新作業のため");
        await visitor.LookAsync("card-maintenance");

        await visitor.CheckCardAsync(Site.Dependent, insurerNumber: Site.RestrictingInsurer);
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("ご利用の対象外です");
        await visitor.LookAsync("card-restricted");

        await visitor.CheckCardAsync(member);
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("すでに会員登録されています");
        await Assertions.Expect(visitor.Alert.GetByRole(AriaRole.Link)).ToHaveCountAsync(3);
        await visitor.LookAsync("card-already-registered");

        await visitor.CheckCardAsync(person);
        await visitor.SeeAsync("最終確認");
    }

    [Fact, Trait("Rule", "WEB-1"), Trait("Rule", "EL-14")]
    public async Task Card_AfterAMiss_CanBeLeftWaitingForTheInsurersData()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        await visitor.ActivateAsync(site, person.Email);
        await visitor.CheckCardAsync(person, "7777777");

        await visitor.PressAsync("データが届くのを待つ");

        await visitor.SeeAsync("加入者データの到着をお待ちください");
        await Assertions.Expect(visitor.Page.GetByText("すべて削除して")).ToBeVisibleAsync();
        await visitor.LookAsync("waiting");
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
            await Assertions.Expect(visitor.Alert).ToContainTextAsync("ご加入の確認ができませんでした");
        }

        await visitor.CheckCardAsync(site.NextPerson(), "6666699");

        await Assertions.Expect(visitor.Alert).ToContainTextAsync("この登録手続きは終了しました");
        await visitor.LookAsync("card-closed");
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
        await Assertions.Expect(visitor.Page.Locator("#card-cardNumber")).ToHaveValueAsync("5555555");
        await visitor.Button("戻る").ClickAsync();
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
                await Assertions.Expect(visitor.Page.Locator("dl.documents dt", new() { HasText = document })).ToBeVisibleAsync();
            }

            await visitor.LookAsync("help-card");
        }
    }
}
