using Microsoft.Playwright;

namespace Kencom.Web.Tests;

/// <summary>The whole sign-up in the order of the manual's screens, on both looks (WEB-1).</summary>
public sealed class SignUpTests(Site site)
{
    public static TheoryData<Visit> Visits => [Visit.Desktop, Visit.Phone, Visit.InApp, Visit.Desktop with { ColorScheme = ColorScheme.Dark }, Visit.InApp with { ColorScheme = ColorScheme.Dark }];

    [Theory, MemberData(nameof(Visits))]
    [Trait("Rule", "WEB-1"), Trait("Rule", "WEB-2"), Trait("Rule", "REG-13")]
    public async Task SignUp_FromTheFirstPageToTheMembers_ShowsEveryStepOfTheManual(Visit visit)
    {
        Chromium.Require();
        var person = site.NextPerson();
        await using var visitor = await Visitor.ComeAsync(site, visit);

        await visitor.OpenAsync("/");
        await visitor.Link(visitor.InApp ? "新規登録" : "新規登録する").ClickAsync();
        await visitor.SeeAsync(visitor.InApp ? "メールアドレスとパスワード" : "メールアドレス登録");
        await Assertions.Expect(visitor.Button(visitor.ConfirmButton())).ToBeDisabledAsync();
        await visitor.LookAsync("register-empty");

        await visitor.FillRegistrationAsync(person.Email);
        await Assertions.Expect(visitor.Page.Locator(".conditions li.met")).ToHaveCountAsync(4);
        await Assertions.Expect(visitor.Button(visitor.ConfirmButton())).ToBeEnabledAsync();
        await visitor.LookAsync("register-filled");

        await visitor.PressAsync(visitor.ConfirmButton());
        await visitor.SeeAsync("確認");
        await Assertions.Expect(visitor.Page.GetByText(person.Email)).ToBeVisibleAsync();
        await visitor.LookAsync("confirm");

        await visitor.PressAsync("同意して仮登録メールを送信");
        await visitor.SeeAsync("メールをご確認ください");
        await Assertions.Expect(visitor.Page.GetByText("仮登録メールを送信しました")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByText("まで使えます")).ToBeVisibleAsync();
        await visitor.LookAsync("mail-sent");

        await visitor.OpenAsync(await site.LinkOfNewestMailAsync(person.Email));
        await Assertions.Expect(visitor.Page.GetByText("メールアドレスが確認されました")).ToBeVisibleAsync();
        await visitor.Page.GetByText("資格確認書", new() { Exact = true }).ClickAsync();
        await visitor.LookAsync("prepare");
        await visitor.ChooseDocumentAsync();
        await visitor.LookAsync("card-empty");

        await visitor.FillCardAsync(person);
        await visitor.LookAsync("card-check");
        await visitor.PressAsync("利用資格を確認する");
        await visitor.SeeAsync("最終確認");
        await Assertions.Expect(visitor.Page.GetByText(Site.InsurerName)).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByText("1972年（昭和47年）4月15日")).ToBeVisibleAsync();
        await visitor.LookAsync("final");

        await visitor.CompleteAsync();
        await Assertions.Expect(visitor.Heading("登録が完了しました")).ToBeFocusedAsync();
        await Assertions.Expect(visitor.Page.GetByText("健診閲覧コードを待つ")).ToBeVisibleAsync();
        await visitor.LookAsync("done");
        await visitor.Link("マイページへ").ClickAsync();
        await visitor.SeeAsync($"{person.KanaName} さん");
        await Assertions.Expect(visitor.Heading($"{person.KanaName} さん")).ToBeFocusedAsync();
        await visitor.LookAsync("member");
        (await visitor.Page.EvaluateAsync<string>("() => JSON.stringify({ ...sessionStorage })")).Should().NotContain(SignUp.Password).And.NotContain(person.CardNumber);
    }

    [Fact, Trait("Rule", "WEB-1"), Trait("Rule", "REG-7")]
    public async Task SignUp_WithAGroupCode_AsksForNameAndBirthDateOnly()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        const string Email = "group.member@example.jp";

        await visitor.StartAsync(Email, Site.GroupCode);
        await visitor.OpenAsync(await site.LinkOfNewestMailAsync(Email));
        await visitor.SeeAsync("お名前と生年月日");
        await visitor.Page.Locator("#profile-kanaName").FillAsync("けんこむ はなこ");
        await visitor.FillBirthDateAsync("H2", "2", "29");
        await visitor.Page.Locator("#profile-kanaName").FocusAsync();
        await Assertions.Expect(visitor.Page.GetByText("存在しない日付です")).ToBeVisibleAsync();
        await visitor.LookAsync("profile-error");
        await visitor.Field("日").FillAsync("28");
        await visitor.PressAsync("確認画面へ");
        await visitor.SeeAsync("最終確認");
        await Assertions.Expect(visitor.Page.GetByText("ケンコムハナコ")).ToBeVisibleAsync();
        await visitor.LookAsync("final-group");
        await visitor.CompleteAsync();
        await Assertions.Expect(visitor.Page.GetByText("ご紹介の団体（健診機関など）から").First).ToBeVisibleAsync();
        await visitor.LookAsync("done-group");
        await visitor.Link("マイページへ").ClickAsync();
        await visitor.SeeAsync("ケンコムハナコ さん");
        await visitor.LookAsync("member-group");
    }

    [Fact, Trait("Rule", "WEB-1")]
    public async Task Register_WithWrongInputs_NamesEachBesideItsFieldAndInALinkedSummary()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.OpenAsync("/register");

        await visitor.PressAnywayAsync("確認画面へ");
        await visitor.LookAsync("register-errors-empty");
        await visitor.Field("メールアドレス").FillAsync("ｔａｒｏ@example.jp");
        await visitor.Field("メールアドレス（確認用）").FillAsync("taro@example.jp");
        await visitor.Field("パスワード").FillAsync("kencom1");
        await Assertions.Expect(visitor.Page.Locator(".conditions li.met")).ToHaveCountAsync(3);
        await visitor.LookAsync("register-errors-typed");

        await visitor.Alert.GetByRole(AriaRole.Link, new() { Name = "メールアドレスは半角で" }).ClickAsync();
        await Assertions.Expect(visitor.Field("メールアドレス")).ToBeFocusedAsync();
        await Assertions.Expect(visitor.Field("メールアドレス")).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(visitor.Field("メールアドレス")).ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("半角で"));
    }

    [Fact, Trait("Rule", "WEB-1"), Trait("Rule", "REG-6")]
    public async Task Register_WithAnUnknownInvitationCode_LeadsBackToTheField()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.OpenAsync("/register");
        await visitor.FillRegistrationAsync("invited@example.jp", invitationCode: "zzzzzzz");
        await visitor.PressAsync("確認画面へ");
        await visitor.PressAsync("同意して仮登録メールを送信");

        await visitor.SeeAsync("メールアドレス登録");
        await Assertions.Expect(visitor.Page.Locator("#register-invitationCode")).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(visitor.Page.Locator("#register-invitationCode")).ToHaveValueAsync("zzzzzzz");
        await visitor.LookAsync("register-invitation-unknown");
    }

    [Fact, Trait("Rule", "WEB-1")]
    public async Task Register_ReloadedOrLeftAndComeBackTo_HasLostNothingButThePassword()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.OpenAsync("/register");
        await visitor.FillRegistrationAsync("kept@example.jp", Site.GroupCode);
        await visitor.PressAsync("確認画面へ");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "kencom会員規約" }).ClickAsync();
        await visitor.SeeAsync("kencom会員規約");
        await visitor.Page.GoBackAsync();
        await visitor.SeeAsync("確認");
        await visitor.Page.GoBackAsync();
        await Assertions.Expect(visitor.Field("パスワード")).ToHaveValueAsync(SignUp.Password);

        await visitor.Page.ReloadAsync();

        await Assertions.Expect(visitor.Field("メールアドレス")).ToHaveValueAsync("kept@example.jp");
        await Assertions.Expect(visitor.Page.Locator("#register-groupCode")).ToHaveValueAsync(Site.GroupCode);
        await Assertions.Expect(visitor.Field("パスワード")).ToHaveValueAsync("");
    }

    [Fact, Trait("Rule", "WEB-1"), Trait("Rule", "REG-12")]
    public async Task Sent_AfterAMinute_SendsAgainAndSaysThatEarlierLinksEnded()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        const string Email = "again@example.jp";
        await visitor.Page.Clock.InstallAsync();
        await visitor.StartAsync(Email);
        var first = await site.LinkOfNewestMailAsync(Email);
        await Assertions.Expect(visitor.Button("仮登録メールの再送信")).ToBeDisabledAsync();
        var place = await visitor.Button("仮登録メールの再送信").BoundingBoxAsync();

        await visitor.Page.Clock.FastForwardAsync("01:01");
        await Assertions.Expect(visitor.Page.GetByText("まで使えます")).ToBeVisibleAsync();
        (await visitor.Button("仮登録メールの再送信").BoundingBoxAsync())!.Y.Should().Be(place!.Y, "a button that moves while it is pressed is missed");
        site.App.Pass(TimeSpan.FromSeconds(61));
        await visitor.PressAsync("仮登録メールの再送信");
        await Assertions.Expect(visitor.Button("仮登録メールの再送信")).ToBeDisabledAsync();
        await visitor.Page.Clock.FastForwardAsync("00:05");
        await Assertions.Expect(visitor.Page.GetByText("に、仮登録メールを再送信しました")).ToBeVisibleAsync();
        await visitor.LookAsync("mail-sent-again");

        (await site.LinkOfNewestMailAsync(Email)).Should().NotBe(first);
        await visitor.OpenAsync(first);
        await visitor.SeeAsync("新しいメールのリンクをお使いください");
        await visitor.LookAsync("link-replaced");
    }

    [Fact, Trait("Rule", "WEB-2")]
    public async Task Register_Offline_SaysSoAndSendsWhenTheNetworkIsBack()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.InApp);
        await visitor.OpenAsync("/register");
        await visitor.FillRegistrationAsync("offline@example.jp");
        await visitor.PressAsync("登録確認");
        await visitor.SeeAsync("確認");
        await visitor.Context.SetOfflineAsync(true);

        await visitor.PressAsync("同意して仮登録メールを送信");
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("インターネットに接続できません");
        await visitor.LookAsync("offline");
        await visitor.Context.SetOfflineAsync(false);
        await visitor.PressAsync("同意して仮登録メールを送信");

        await visitor.SeeAsync("メールをご確認ください");
    }
}
