using System.Text;
using System.Text.RegularExpressions;
using Kencom.Core.Checkups.Items;
using Kencom.Core.Checkups.Results;
using Kencom.TestSupport.Checkups;
using Microsoft.Playwright;

namespace Kencom.Web.Tests;

/// <summary>From the code on the postcard to the results, as in the manual, and what can come between.</summary>
public sealed class CheckupTests(Site site)
{
    private const string Answer = "はちみつとレモン";

    public static TheoryData<Visit> Visits => [Visit.Desktop, Visit.Phone, Visit.InApp];

    public static TheoryData<Visit> Looks =>
    [
        Visit.Desktop, Visit.Phone, Visit.Phone with { ColorScheme = ColorScheme.Dark }, Visit.Desktop with { ColorScheme = ColorScheme.Dark },
        Visit.Desktop with { ForcedColors = true }, Visit.Phone with { LargeText = true },
    ];

    [Theory, MemberData(nameof(Visits))]
    [Trait("Rule", "WEB-6"), Trait("Rule", "CK-1"), Trait("Rule", "CK-2"), Trait("Rule", "CK-3"), Trait("Rule", "CK-5")]
    public async Task Results_FromThePostcard_AreReachedInTheManualsSteps(Visit visit)
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await ComeAsync(visit, person, CheckupSeeds.Example(2024), CheckupSeeds.Example(2025));
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "健診結果" })).ToContainTextAsync("健診閲覧コードで本人確認をすると見られるようになります");

        await visitor.Link("健診閲覧コードを入力する").ClickAsync();
        await visitor.SeeAsync("本人確認");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "本人確認の手順" })).ToBeVisibleAsync();
        await visitor.LookAsync("code");
        await GiveCodeAsync(visitor, CheckupSeeds.Code.ToLowerInvariant());
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("あと4回");
        await visitor.LookAsync("code-wrong");
        await GiveCodeAsync(visitor, CheckupSeeds.Code);

        await visitor.SeeAsync("秘密の質問の設定");
        await ChooseQuestionAsync(visitor, "東京");
        await visitor.SeeAsync("秘密の質問の確認");
        await visitor.PressAsync("設定完了");
        await visitor.SeeAsync("秘密の質問の設定");
        await Assertions.Expect(visitor.Page.Locator("#secret-answer")).ToHaveAttributeAsync("aria-invalid", "true");
        await visitor.LookAsync("question-refused");
        await ChooseQuestionAsync(visitor, Answer);
        await visitor.SeeAsync("秘密の質問の確認");
        (await visitor.Page.Locator("body").InnerTextAsync()).Should().NotContain(Answer, "the manual hides it here");
        await visitor.LookAsync("question-confirm");
        await visitor.PressAsync("設定完了");

        await visitor.SeeAsync("健診結果");
        await Assertions.Expect(visitor.Page.Locator(".summary")).ToContainTextAsync("これは診断ではありません");
        await visitor.LookAsync("results");
        await visitor.OpenAsync("/me");
        await visitor.Link("健診結果を見る").ClickAsync();
        await visitor.SeeAsync("健診結果");
    }

    /// <summary>A deployment may do without the question: the code alone opens the results then.</summary>
    [Fact, Trait("Rule", "WEB-6"), Trait("Rule", "CK-3"), Trait("Rule", "CK-4")]
    public async Task Results_WhereNoSecretQuestionIsAskedFor_OpenByTheCodeAlone()
    {
        Chromium.Require();
        await using var app = await TestApp.StartAsync(options => options.Settings["Checkups__SecretQuestion"] = "false");
        await app.HaveRosterAsync(new RosterLine());
        var (member, memberId) = await app.MemberAsync();
        using var _ = member;
        var personKey = await app.PersonKeyAsync(memberId);
        await app.HaveCodeAsync(personKey);
        await app.HaveCheckupAsync(personKey, CheckupSeeds.Example());
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone, app);
        await visitor.CarryAsync(member.Cookies);
        await visitor.OpenAsync("/me");

        await visitor.Link("健診閲覧コードを入力する").ClickAsync();
        await GiveCodeAsync(visitor, CheckupSeeds.Code);

        await visitor.SeeAsync("健診結果");
        await Assertions.Expect(visitor.Page.Locator(".summary")).ToBeVisibleAsync();
        await visitor.LookAsync("results-without-question");
        await visitor.OpenAsync("/me");
        await Assertions.Expect(visitor.Link("健診結果を見る")).ToBeVisibleAsync();
    }

    [Fact, Trait("Rule", "WEB-6"), Trait("Rule", "CK-4")]
    public async Task Results_InANewSession_OpenByTheAnswerAndLockAfterFiveWrongOnes()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await ComeVerifiedAsync(Visit.Phone, person, CheckupSeeds.Example());
        await visitor.PressAsync("ログアウト");
        await visitor.SignInAsync(person.Email, SignUp.Password);
        await visitor.Link("秘密の質問に答える").ClickAsync();
        await visitor.SeeAsync("秘密の質問");
        await Assertions.Expect(visitor.Page.Locator(".facts")).ToContainTextAsync("自分だけが知っている合い言葉は何ですか？");
        await visitor.LookAsync("answer");

        await AnswerAsync(visitor, "ちがう");
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("あと4回");
        await visitor.LookAsync("answer-wrong");
        await AnswerAsync(visitor, "ﾊﾁﾐﾂﾄﾚﾓﾝ");
        await visitor.SeeAsync("健診結果");

        await visitor.PressAsync("ログアウト");
        await visitor.SignInAsync(person.Email, SignUp.Password);
        await visitor.Link("秘密の質問に答える").ClickAsync();
        for (var left = 4; left > 0; left--)
        {
            await AnswerAsync(visitor, $"ちがう{left}");
            await Assertions.Expect(visitor.Alert).ToContainTextAsync($"あと{left}回");
        }

        await AnswerAsync(visitor, "ちがう");
        await Assertions.Expect(visitor.Link("健診閲覧コードを入力する")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.Locator("h1")).ToBeFocusedAsync();
        await visitor.LookAsync("answer-locked");
        await visitor.Link("健診閲覧コードを入力する").ClickAsync();
        await GiveCodeAsync(visitor, CheckupSeeds.Code);
        await visitor.SeeAsync("秘密の質問の設定");
    }

    [Fact, Trait("Rule", "WEB-6"), Trait("Rule", "CK-2"), Trait("Rule", "CK-6")]
    public async Task Code_WrongFiveTimes_LeadsToTheInquiryWithItsKindChosen()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await ComeAsync(Visit.Desktop, person);
        await visitor.OpenAsync("/me/checkups");
        await visitor.SeeAsync("本人確認");
        for (var left = 4; left >= 0; left--)
        {
            await GiveCodeAsync(visitor, "wrong" + left + "AA");
            await Assertions.Expect(visitor.Page.GetByText(left > 0 ? $"あと{left}回" : "お客様サポートがご本人を確認して")).ToBeVisibleAsync();
        }

        await visitor.LookAsync("code-locked");
        await visitor.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "お問い合わせ" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#inquiry-kind")).ToHaveValueAsync("viewing-code");
        (await visitor.Page.Locator("#inquiry-text").InputValueAsync()).Should().NotContain("wrong", "nothing that was typed comes along");
    }

    [Fact, Trait("Rule", "WEB-6"), Trait("Rule", "CK-5")]
    public async Task Results_OfWhoHasNone_SaySo()
    {
        Chromium.Require();
        await using var visitor = await ComeVerifiedAsync(Visit.Phone, site.NextPerson());

        await visitor.OpenAsync("/me/checkups");

        await visitor.SeeAsync("健診結果はまだありません");
        await visitor.LookAsync("results-none");
    }

    [Theory, MemberData(nameof(Looks)), Trait("Rule", "WEB-6"), Trait("Rule", "CK-5")]
    public async Task Results_OfManyYears_AreReadableOnEveryLook(Visit visit)
    {
        Chromium.Require();
        await using var visitor = await ComeVerifiedAsync(visit, site.NextPerson(), [.. Enumerable.Range(2015, 11).Where(year => year is not 2019 and not 2020).Select(Year)]);
        await visitor.OpenAsync("/me/checkups");
        await visitor.SeeAsync("健診結果");

        await visitor.PressAsync("すべて開く");
        await visitor.LookAsync("results-ten");

        (await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth")).Should().BeTrue("nothing is wider than the screen");
        var outside = await visitor.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('.chart')].flatMap(chart => {
              const frame = chart.getBoundingClientRect();
              return [...chart.querySelectorAll('.mark, text')].filter(mark => {
                const place = mark.getBoundingClientRect();
                return place.left < frame.left - 1 || place.right > frame.right + 1 || place.top < frame.top - 1 || place.bottom > frame.bottom + 1;
              }).map(mark => chart.getAttribute('aria-label') + ' ' + mark.outerHTML);
            })
            """);
        outside.Should().BeEmpty("marks and numbers stay within their chart");
    }

    [Fact, Trait("Rule", "WEB-6"), Trait("Rule", "CK-5")]
    public async Task Course_OfAnItem_IsAPictureWithATableBesideIt()
    {
        Chromium.Require();
        await using var visitor = await ComeVerifiedAsync(Visit.Desktop, site.NextPerson(), Year(2023), Year(2024), Year(2025));
        await visitor.OpenAsync("/me/checkups");
        await visitor.Page.Locator(".summary").GetByRole(AriaRole.Link, new() { Name = "LDL（悪玉）コレステロール" }).First.ClickAsync();

        var item = visitor.Page.Locator("details.item").Filter(new() { Has = visitor.Page.GetByText("LDL（悪玉）コレステロール", new() { Exact = true }) });
        await Assertions.Expect(item.Locator("summary")).ToBeFocusedAsync();
        await Assertions.Expect(item.Locator("summary")).ToContainTextAsync("めやすより高い");
        await Assertions.Expect(item.GetByRole(AriaRole.Img)).ToHaveAttributeAsync("aria-label", new Regex("^LDL（悪玉）コレステロールのグラフ。2023年度の116 mg/dLから、2025年度の132 mg/dLまで"));
        await Assertions.Expect(item.Locator(".mark.high")).ToHaveCountAsync(2);
        await Assertions.Expect(item.Locator(".mark.within")).ToHaveCountAsync(1);
        (await item.GetByRole(AriaRole.Table).GetByRole(AriaRole.Row).AllInnerTextsAsync()).Select(row => Regex.Replace(row, @"\s+", " ").Trim())
            .Should().Equal("受診日 値（mg/dL） めやす 関係", "2025/06/10 132 119以下 高い", "2024/06/10 124 119以下 高い", "2023/06/10 116 119以下 範囲内");

        await visitor.Page.Locator("#which").SelectOptionAsync("2");
        await Assertions.Expect(visitor.Page.Locator(".summary")).ToContainTextAsync("これより前の健診の結果がないため");
        await Assertions.Expect(item.Locator("summary")).ToContainTextAsync("めやすの範囲内");
        await visitor.LookAsync("results-first-year");
    }

    [Fact, Trait("Rule", "WEB-6"), Trait("Rule", "CK-5")]
    public async Task Results_OnPaperAndAsAFile_AreWhole()
    {
        Chromium.Require();
        await using var visitor = await ComeVerifiedAsync(Visit.Desktop, site.NextPerson(), Year(2024), Year(2025) with
        {
            Items = [.. Year(2025).Items, new ItemResult("自由記載", "=自由記載", "=HYPERLINK(\"https://evil.example\")", null, null, null, null)],
        });
        await visitor.OpenAsync("/me/checkups");
        await visitor.SeeAsync("健診結果");
        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.PressAsync("CSVで保存"));
        var bytes = await File.ReadAllBytesAsync((await download.PathAsync())!, TestContext.Current.CancellationToken);
        var lines = Encoding.UTF8.GetString(bytes).Split("\r\n");

        download.SuggestedFilename.Should().Be("kencom-kenshin-2025-06-10.csv");
        bytes.Take(3).Should().Equal(0xEF, 0xBB, 0xBF);
        lines[0].Should().Be("\uFEFF受診日,年度,健診機関,健診の種類,項目,検査方法,値,単位,めやすの下限,めやすの上限,めやすとの関係,健診機関の判定,項目コード");
        lines.Should().Contain("2025-06-10,2025,デモ健診センター,特定健診,LDL（悪玉）コレステロール,可視吸光光度法（直接法）,132,mg/dL,,119,めやすより高い,,3F077000002327101");
        lines.Should().NotContain(line => Regex.IsMatch(line, ",\"?[=@]"), "nothing in it is a formula");

        await visitor.Page.PdfAsync();
        (await visitor.Page.Locator("details:not([open])").CountAsync()).Should().Be(0, "a closed item is no use on paper");
        await visitor.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(visitor.Page.Locator(".on-paper")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.Locator(".tools").First).ToBeHiddenAsync();
    }

    [Fact, Trait("Rule", "WEB-6"), Trait("Rule", "CK-3")]
    public async Task Question_WithTheResultsOpen_IsChanged()
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await ComeVerifiedAsync(Visit.Desktop, person, CheckupSeeds.Example());
        await visitor.OpenAsync("/me/checkups");
        await visitor.Link("秘密の質問を変更する").ClickAsync();
        await visitor.SeeAsync("秘密の質問の変更");
        await visitor.LookAsync("question-change");
        await ChooseQuestionAsync(visitor, "しろいくじら");
        await visitor.PressAsync("設定完了");
        await Assertions.Expect(visitor.Page.GetByText("秘密の質問を変更しました")).ToBeVisibleAsync();

        await visitor.PressAsync("ログアウト");
        await visitor.SignInAsync(person.Email, SignUp.Password);
        await visitor.Link("秘密の質問に答える").ClickAsync();
        await AnswerAsync(visitor, Answer);
        await Assertions.Expect(visitor.Alert).ToBeVisibleAsync();
        await AnswerAsync(visitor, "シロイクジラ");
        await visitor.SeeAsync("健診結果");
    }

    [Fact, Trait("Rule", "WEB-6"), Trait("Rule", "SI-5")]
    public async Task Results_WhenTheSessionEnds_LeaveNothingOnTheScreen()
    {
        Chromium.Require();
        var person = site.NextPerson();
        using var elsewhere = await HaveVerifiedAsync(person, Year(2025));
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.Page.Clock.InstallAsync();
        await visitor.CarryAsync(elsewhere.Cookies);
        await visitor.OpenAsync("/me/checkups");
        await Assertions.Expect(visitor.Page.Locator("details.item").First).ToBeVisibleAsync();
        await elsewhere.DeleteAsync("/api/me/sessions");

        await visitor.Page.Clock.FastForwardAsync("31:01");

        await visitor.SeeAsync("ログイン");
        (await visitor.Page.Locator("body").InnerTextAsync()).Should().NotContain("LDL").And.NotContain(person.KanaName);
        (await visitor.Page.EvaluateAsync<string>("() => JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")).Should().NotContain("LDL");
    }

    [Fact, Trait("Rule", "WEB-6"), Trait("Rule", "CK-1")]
    public async Task Me_OfAGroupsMember_SaysThatPointsAreLockedToo()
    {
        Chromium.Require();
        using var member = await site.App.MemberOfGroupAsync("points@example.jp", "ケンコムポイント");
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        await visitor.CarryAsync(member.Cookies);
        await visitor.OpenAsync("/me");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "健診結果とポイント" })).ToBeVisibleAsync();
        await visitor.Link("健診閲覧コードを入力する").ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("ポイントのご利用にも、この本人確認が必要です")).ToBeVisibleAsync();
        await visitor.LookAsync("code-of-a-group");
    }

    /// <summary>A checkup of one year with every kind of value; LDL rises by 8 a year, and passes its limit in 2024.</summary>
    private static Checkup Year(int year) => new(
        new DateOnly(year, 6, 10), "デモ健診センター", "特定健診", Sex.Male,
        [
            .. CheckupSeeds.Example(year).Items,
            CheckupSeeds.Item("3F077000002327101", (116 + (8 * (year - 2023))).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            CheckupSeeds.Item("3B090000002327101", year == 2022 ? "1520" : "44"),
            CheckupSeeds.Item("8A065000002391901", "72.4"),
            CheckupSeeds.Item("9N511000000000049", "血圧がやや高めです。塩分を控え、運動を心がけましょう。来年も健診を受けてください。"),
            new ItemResult("眼圧（右）", "眼圧（右）", "0.1未満", "mmHg", "10", "21", "A"),
        ]);

    private async Task<ApiClient> HaveVerifiedAsync(Person person, params Checkup[] checkups)
    {
        var client = await site.HaveMemberWithResultsAsync(person, checkups);
        SignUp.Expect(await client.GiveCodeAsync(), 200);
        SignUp.Expect(await client.ChooseQuestionAsync(Answer), 204);
        return client;
    }

    /// <summary>A member with a code who has not given it yet, on the member's page.</summary>
    private async Task<Visitor> ComeAsync(Visit visit, Person person, params Checkup[] checkups)
    {
        using var client = await site.HaveMemberWithResultsAsync(person, checkups);
        return await ComeAsync(visit, person, client);
    }

    /// <summary>A member whose results are open in this session.</summary>
    private async Task<Visitor> ComeVerifiedAsync(Visit visit, Person person, params Checkup[] checkups)
    {
        using var client = await HaveVerifiedAsync(person, checkups);
        return await ComeAsync(visit, person, client);
    }

    private async Task<Visitor> ComeAsync(Visit visit, Person person, ApiClient client)
    {
        var visitor = await Visitor.ComeAsync(site, visit);
        if (visitor.InApp)
        {
            await visitor.OpenAsync("/");
            await visitor.SignInAsync(person.Email, SignUp.Password);
        }
        else
        {
            await visitor.CarryAsync(client.Cookies);
            await visitor.OpenAsync("/me");
        }

        await visitor.SeeAsync($"{person.KanaName} さん");
        return visitor;
    }

    private static async Task GiveCodeAsync(Visitor visitor, string code)
    {
        await visitor.Page.Locator("#code-viewingCode").FillAsync(code);
        await visitor.FillBirthDateAsync("1972", "4", "15");
        await visitor.PressAsync("本人確認の情報を送信");
    }

    private static async Task ChooseQuestionAsync(Visitor visitor, string answer)
    {
        await visitor.Page.Locator("#secret-questionId").SelectOptionAsync("own-words");
        await visitor.Page.Locator("#secret-answer").FillAsync(answer);
        await visitor.PressAsync("確認画面へ");
    }

    private static async Task AnswerAsync(Visitor visitor, string answer)
    {
        await visitor.Page.Locator("#answer-answer").FillAsync(answer);
        await visitor.PressAsync("健診結果を開く");
    }
}
