using System.Net;
using Kencom.TestSupport;
using Kencom.TestSupport.Checkups;
using Microsoft.Playwright;

namespace Kencom.Web.Tests.Staff;

/// <summary>What support does in the console: answers inquiries, finds members (STF-2, STF-3, INQ-2).</summary>
public sealed class SupportTests(Site site)
{
    private const string Text = "ログインできません。<b>急ぎ</b>です<script>alert(1)</script>😀";

    [Fact, Trait("Rule", "INQ-2"), Trait("Rule", "STF-2"), Trait("Rule", "WEB-7")]
    public async Task Inquiry_OpenedWithAReason_IsTakenNotedAndAnsweredAndClosed()
    {
        Chromium.Require();
        var email = NewAddress();
        var number = await InquireAsync(email, Text);
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsStaffAsync($"/staff/inquiries/{number}", "支援 花子", "Support");

        await Assertions.Expect(visitor.Field("見る理由")).ToHaveValueAsync($"お問い合わせ {number} への対応");
        await Assertions.Expect(visitor.Page.GetByText(email)).ToHaveCountAsync(0);
        await visitor.Field("見る理由").FillAsync("ab");
        await visitor.PressKeysAsync("Enter");
        await Assertions.Expect(visitor.Page.GetByText("理由を3文字以上で入力してください")).ToBeVisibleAsync();
        await visitor.LookAsync("staff-reason");
        await visitor.Field("見る理由").FillAsync("お客様からの電話😀 100%");
        await visitor.PressKeysAsync("Enter");

        await Assertions.Expect(visitor.Page.Locator(".thread")).ToContainTextAsync(Text);
        await Assertions.Expect(visitor.Page.Locator(".thread b, .thread script").Filter(new() { HasText = "急ぎ" })).ToHaveCountAsync(0);
        await visitor.LookAsync("staff-inquiry");
        await visitor.PressKeysAsync("t");
        await Assertions.Expect(visitor.Page.GetByText("担当は自分")).ToBeVisibleAsync();
        await visitor.PressKeysAsync("n");
        await visitor.Page.Keyboard.TypeAsync("折り返し済み");
        await visitor.PressAsync("残す");
        await Assertions.Expect(visitor.Page.Locator(".notes")).ToContainTextAsync("折り返し済み");
        await visitor.PressKeysAsync("Escape", "a");
        await visitor.Page.Keyboard.TypeAsync("再設定をお試しください。<b>太字</b>ではありません😀");
        await visitor.Page.GetByLabel("回答して終了する").CheckAsync();
        await visitor.Field("回答").PressAsync("Control+Enter");
        await Assertions.Expect(visitor.Page.Locator(".done")).ToHaveTextAsync("回答を送り、終了しました。");
        await Assertions.Expect(visitor.Detail.Locator(".facts-line .state")).ToHaveTextAsync("終了");
        await visitor.LookAsync("staff-inquiry-closed");

        await site.App.SettleAsync();
        (await site.App.NewestMailToAsync(email)).Text.Should().Contain("再設定をお試しください。<b>太字</b>ではありません😀");
        using var api = Staff("監査 担当", "Operator");
        var entries = (await api.GetAsync($"/api/staff/audit?subject={number}")).Json.GetProperty("entries").EnumerateArray().ToList();
        entries.Should().HaveCountGreaterThan(3);
        entries.Select(entry => entry.GetProperty("reason").GetString()).Should().AllBe("お客様からの電話😀 100%");
    }

    [Fact, Trait("Rule", "INQ-2")]
    public async Task Draft_OfOneInquiry_IsSavedWhileTypingAndThereTheNextTime()
    {
        Chromium.Require();
        var number = await InquireAsync(NewAddress(), "下書きの件です。");
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await OpenAsync(visitor, number, "下書き 花子");
        await visitor.Field("回答").FillAsync("途中まで書いた回答です。");
        await Assertions.Expect(visitor.Page.GetByText("下書きを保存しました")).ToBeVisibleAsync();

        // Leaving at once saves what was typed last.
        await visitor.Field("回答").FillAsync("途中まで書いた回答です。続き");
        await visitor.PressKeysAsync("Escape", "u");
        await Assertions.Expect(visitor.Field("回答")).ToHaveCountAsync(0);
        // The next day, by the browser's clock alone: all tests share the app's.
        await visitor.Page.Clock.InstallAsync(new() { TimeDate = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(1) });
        await visitor.OpenAsync($"/staff/inquiries/{number}");
        await visitor.PressAsync("開く");
        await Assertions.Expect(visitor.Field("回答")).ToHaveValueAsync("途中まで書いた回答です。続き");
        await Assertions.Expect(visitor.Page.Locator(".composer .notice")).ToContainTextAsync("の下書きです");
        await visitor.LookAsync("staff-draft");

        await using var colleague = await Visitor.ComeAsync(site, Visit.Desktop);
        await OpenAsync(colleague, number, "同僚 太郎");
        await Assertions.Expect(colleague.Field("回答")).ToHaveValueAsync("");
        await Assertions.Expect(colleague.Page.GetByText("下書き 花子さんが回答を書いています")).ToBeVisibleAsync();
        await colleague.LookAsync("staff-draft-of-a-colleague");
    }

    [Fact, Trait("Rule", "INQ-2")]
    public async Task Inquiry_AnsweredByTwoAtOnce_ShowsTheOthersAnswerAndKeepsOnesOwn()
    {
        Chromium.Require();
        var number = await InquireAsync(NewAddress(), "二人で回答する件です。");
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await OpenAsync(visitor, number, "支援 花子");
        await visitor.Field("回答").FillAsync("花子の回答です。");
        using var colleague = Staff("支援 太郎", "Support");
        site.App.Pass(TimeSpan.FromSeconds(1));
        (await colleague.PostAsync($"/api/staff/inquiries/{number}/answers", new { text = "太郎の回答です。" })).Status.Should().Be(HttpStatusCode.Created);

        await visitor.PressAsync("回答する");

        await Assertions.Expect(visitor.Alert).ToContainTextAsync("書いた回答は残っています");
        await Assertions.Expect(visitor.Page.Locator(".thread .fresh")).ToContainTextAsync("太郎の回答です。");
        await Assertions.Expect(visitor.Field("回答")).ToHaveValueAsync("花子の回答です。");
        await visitor.LookAsync("staff-answer-conflict");
        await visitor.PressAsync("回答する");
        await Assertions.Expect(visitor.Page.Locator(".done")).ToHaveTextAsync("回答を送りました。");
        await Assertions.Expect(visitor.Page.Locator(".thread li.staff")).ToHaveCountAsync(2);
    }

    [Fact, Trait("Rule", "INQ-2")]
    public async Task Inquiry_ClosedMeanwhile_KeepsWhatWasWritten()
    {
        Chromium.Require();
        var number = await InquireAsync(NewAddress(), "終了される件です。");
        await using var visitor = await Visitor.ComeAsync(site, Visit.Phone);
        await OpenAsync(visitor, number, "支援 花子");
        await visitor.Field("回答").FillAsync("間に合わない回答です。");
        using var colleague = Staff("支援 太郎", "Support");
        (await colleague.PostAsync($"/api/staff/inquiries/{number}/closing", new { reason = "電話で解決" })).Status.Should().Be(HttpStatusCode.NoContent);

        await visitor.PressAsync("回答する");

        await Assertions.Expect(visitor.Alert).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Detail.Locator(".facts-line .state")).ToHaveTextAsync("終了");
        await visitor.Page.GetByText("残っている下書き").ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("間に合わない回答です。")).ToBeVisibleAsync();
        await visitor.LookAsync("staff-closed-meanwhile");
        await visitor.FitsAsync("a closed inquiry");
    }

    [Fact, Trait("Rule", "STF-3"), Trait("Rule", "STF-2")]
    public async Task Member_FoundInEachWay_IsSeenWithoutResultsAndSignedOutEverywhere()
    {
        Chromium.Require();
        var person = site.NextPerson();
        using var member = await site.HaveMemberAsync(person);
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsStaffAsync("/staff/members", "支援 花子", "Support");
        await visitor.Field("氏名（カナ）").FillAsync("ケンコムイナイ");
        await visitor.Field("生年月日").FillAsync("S47.4.15");
        await Assertions.Expect(visitor.Page.GetByText("1972年（昭和47年）4月15日")).ToBeVisibleAsync();
        await visitor.Field("保険者番号").FillAsync("123456");
        await visitor.Field("見る理由").FillAsync("電話で本人から依頼");
        await visitor.PressAsync("さがす");
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("あてはまる会員がいません");
        await visitor.LookAsync("staff-member-not-found");
        await visitor.Field("氏名（カナ）").FillAsync(person.KanaName);
        await visitor.PressAsync("さがす");
        await Assertions.Expect(visitor.Detail.Locator("h2")).ToContainTextAsync(person.KanaName);
        await Assertions.Expect(visitor.Detail).ToContainTextAsync(person.Email);
        await visitor.LookAsync("staff-member");
        var address = visitor.Page.Url;
        address.Should().NotContain("%").And.NotContain("example");

        await visitor.PressAsync("すべての端末でログアウトさせる");
        await visitor.PressAsync("ログアウトさせる");
        await Assertions.Expect(visitor.Page.Locator(".done")).ToHaveTextAsync("すべての端末でログアウトさせました。");
        (await member.GetAsync("/api/me")).Status.Should().Be(HttpStatusCode.Unauthorized);

        await visitor.Page.GetByLabel("資格情報").CheckAsync();
        await Assertions.Expect(visitor.Page.GetByText("こちらから聞くことは、法律で禁じられています")).ToBeVisibleAsync();
        await visitor.Field("記号").FillAsync("1234");
        await visitor.Field("番号").FillAsync(person.CardNumber);
        await visitor.LookAsync("staff-member-by-card");
        await visitor.PressAsync("さがす");
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(address);
        await visitor.Page.GetByLabel("ログインID").First.CheckAsync();
        await visitor.Page.Locator("#search-email").FillAsync(person.Email);
        await visitor.PressAsync("さがす");
        await Assertions.Expect(visitor.Detail.Locator("h2")).ToContainTextAsync(person.KanaName);
    }

    [Fact, Trait("Rule", "STF-3"), Trait("Rule", "CK-2")]
    public async Task ViewingCode_WithAllTriesUsedUp_IsUnlockedOnce()
    {
        Chromium.Require();
        var person = site.NextPerson();
        using var member = await site.HaveMemberWithResultsAsync(person);
        await UseUpTriesAsync(member);
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsStaffAsync("/staff/members", "支援 花子", "Support");
        await FindAsync(visitor, person);
        await visitor.PressAsync("解除する");
        await Assertions.Expect(visitor.Page.Locator(".confirm")).ToContainTextAsync("1つのコードにつき1回だけです");
        await visitor.LookAsync("staff-unlock");
        await visitor.PressAsync("やめる");
        await visitor.PressAsync("解除する");
        await visitor.Page.Locator(".confirm").GetByRole(AriaRole.Button, new() { Name = "解除する" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator(".done")).ToHaveTextAsync("健診閲覧コードの制限を解除しました。");
        await Assertions.Expect(visitor.Page.GetByText("解除できる制限はありません。")).ToBeVisibleAsync();
        SignUp.Expect(await member.GiveCodeAsync(viewingCode: "wrong234"), 422);

        await UseUpTriesAsync(member);
        await visitor.PressAsync("さがす");
        await visitor.PressAsync("解除する");
        await visitor.Page.Locator(".confirm").GetByRole(AriaRole.Button, new() { Name = "解除する" }).ClickAsync();
        await Assertions.Expect(visitor.Alert).ToBeVisibleAsync();
        await visitor.LookAsync("staff-unlock-refused");
        (await member.GiveCodeAsync()).Code.Should().Be("viewing-code-locked");

        static async Task UseUpTriesAsync(ApiClient member)
        {
            while ((await member.GiveCodeAsync(viewingCode: "wrong234")).Code != "viewing-code-locked")
            {
                // Each wrong code takes one of five tries.
            }
        }
    }

    [Fact, Trait("Rule", "CK-6"), Trait("Rule", "STF-3"), Trait("Rule", "FILE-4")]
    public async Task ViewingCode_OfAConfirmedApplication_IsReissuedAndItsPrintFilesLinkMailedToTheContact()
    {
        Chromium.Require();
        const string insurer = "555555";
        const string contact = "reissue@example.jp";
        await site.App.HaveRosterAsync(new RosterLine { InsurerNumber = insurer, KanaName = "ケンコムサイハッコウ" });
        await site.App.HaveInsurerAsync(insurer, change => change with { Name = "再発行の健康保険組合", ContactEmail = contact });
        var (member, _) = await site.App.MemberAsync(email: "reissue.member@example.jp", card: SignUp.Card() with { InsurerNumber = insurer, KanaName = "ケンコムサイハッコウ" });
        using var _1 = member;
        var number = await InquireAsync("reissue.member@example.jp", "コードのはがきをなくしました。", "viewing-code", member);
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await OpenAsync(visitor, number, "支援 花子");
        await Assertions.Expect(visitor.Detail).ToContainTextAsync("本人が確認しました。再発行できます。");
        await visitor.PressAsync("再発行する");
        await visitor.LookAsync("staff-reissue");
        await visitor.Page.Locator(".confirm").GetByRole(AriaRole.Button, new() { Name = "再発行する" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator(".done")).ToContainTextAsync("新しいコードは印刷用ファイルに入りました");
        await Assertions.Expect(visitor.Button("再発行する")).ToHaveCountAsync(0);
        await visitor.LookAsync("staff-reissued");

        await using var colleague = await Visitor.ComeAsync(site, Visit.Desktop);
        await colleague.ComeAsStaffAsync($"/staff/insurers/{insurer}", "運用 一郎", "Operator");
        await colleague.PressAsync("リンクをメールで送る");
        await Assertions.Expect(colleague.Page.Locator("staff-print-files .done")).ToContainTextAsync($"{contact}にリンクを送りました");
        await colleague.LookAsync("staff-print-file-mailed");
        (await site.App.NewestMailToAsync(contact)).Text.Should().Contain("/print-file#");
    }

    [Fact, Trait("Rule", "INQ-2"), Trait("Rule", "STF-3"), Trait("Rule", "WEB-7")]
    public async Task Inquiry_ByItsNumber_LeadsToItsMemberAndBackWithOneReason()
    {
        Chromium.Require();
        var person = site.NextPerson();
        (await site.HaveMemberAsync(person)).Dispose();
        var number = await InquireAsync(person.Email, "番号で開く件です。");
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsStaffAsync("/staff/inquiries", "支援 花子", "Support");
        await Assertions.Expect(visitor.Field("受付番号で開く")).ToBeVisibleAsync();
        await visitor.PressKeysAsync("/");
        await visitor.Page.Keyboard.TypeAsync("Q12");
        await visitor.PressKeysAsync("Enter");
        await Assertions.Expect(visitor.Field("受付番号で開く")).ToHaveAttributeAsync("aria-invalid", "true");
        await visitor.LookAsync("staff-inquiry-number-wrong");
        await visitor.Field("受付番号で開く").FillAsync($" {number.ToLowerInvariant()} ");
        await visitor.PressKeysAsync("Enter");
        await visitor.Field("見る理由").FillAsync("電話で番号を聞いた");
        await visitor.PressKeysAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator(".thread")).ToContainTextAsync("番号で開く件です。");

        // The form's birth date is the member's; the address leads there without the insurer's number, which the form does not ask for.
        await visitor.PressAsync("この方を会員からさがす");
        await Assertions.Expect(visitor.Page.Locator("#search-email")).ToHaveValueAsync(person.Email);
        await visitor.PressAsync("さがす");
        await Assertions.Expect(visitor.Detail.Locator("h2")).ToContainTextAsync(person.KanaName);
        await Assertions.Expect(visitor.Detail).ToContainTextAsync("電話で番号を聞いた");
        await visitor.LookAsync("staff-member-of-inquiry");
        await visitor.Link($"お問い合わせ {number} に戻る").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator(".thread")).ToContainTextAsync("番号で開く件です。");
    }

    /// <summary>The 401 of a token that ended meanwhile: the answer stays on the screen and goes out once somebody has signed in again.</summary>
    [Fact, Trait("Rule", "WEB-7"), Trait("Rule", "INQ-2")]
    public async Task Token_ThatEndsWhileAnAnswerIsWritten_LosesNothingThatWasTyped()
    {
        Chromium.Require();
        var number = await InquireAsync(NewAddress(), "有効時間の件です。");
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.Page.Clock.InstallAsync();
        await OpenAsync(visitor, number, "期限 花子");
        await visitor.Field("回答").FillAsync("長い回答の途中です。");
        await visitor.Field("メモを加える").FillAsync("メモの途中です。");
        using var http = new HttpClient { BaseAddress = site.Address };
        await http.DeleteAsync(new Uri("/local/api/staff-sessions", UriKind.Relative), TestContext.Current.CancellationToken);
        await visitor.Page.Clock.FastForwardAsync("01:01:00");

        await visitor.PressAsync("回答する");

        await Assertions.Expect(visitor.Alert.First).ToContainTextAsync("ログインの有効時間が過ぎました");
        await Assertions.Expect(visitor.Field("回答")).ToHaveValueAsync("長い回答の途中です。");
        await visitor.LookAsync("staff-answer-expired");
        await visitor.Page.RunAndWaitForPopupAsync(() => visitor.PressAsync("ログインし直す"));
        await Assertions.Expect(visitor.Page.Locator(".done").First).ToHaveTextAsync("回答を送りました。");
        await Assertions.Expect(visitor.Field("メモを加える")).ToHaveValueAsync("メモの途中です。");
        await Assertions.Expect(visitor.Page.Locator(".thread li.staff")).ToHaveCountAsync(1);
    }

    private static async Task FindAsync(Visitor visitor, Person person)
    {
        await visitor.Page.GetByLabel("ログインID").First.CheckAsync();
        await visitor.Page.Locator("#search-email").FillAsync(person.Email);
        await visitor.Field("生年月日").FillAsync("1972-04-15");
        await visitor.Field("見る理由").FillAsync("電話で本人から依頼");
        await visitor.PressAsync("さがす");
        await Assertions.Expect(visitor.Detail.Locator("h2")).ToContainTextAsync(person.KanaName);
    }

    private static async Task OpenAsync(Visitor visitor, string number, string name)
    {
        await visitor.ComeAsStaffAsync($"/staff/inquiries/{number}", name, "Support");
        await visitor.PressAsync("開く");
        await Assertions.Expect(visitor.Page.Locator(".thread")).ToBeVisibleAsync();
    }

    private static string NewAddress() => $"inquiry.{Guid.NewGuid():N}@example.jp";

    private ApiClient Staff(string name, string role)
    {
        var client = site.App.NewClient();
        client.Bearer = site.App.Host.IssueStaffToken(name, role);
        client.Headers["X-Audit-Reason"] = Uri.EscapeDataString("ほかの人の操作");
        return client;
    }

    /// <returns>The inquiry's number.</returns>
    private async Task<string> InquireAsync(string email, string text, string kind = "sign-in", ApiClient? member = null)
    {
        using var stranger = site.App.NewClient();
        var client = member ?? stranger;
        var terms = (await client.GetAsync("/api/terms")).Text("privacy");
        object Form(string? captcha) => new
        {
            kanaName = "ケンコムタロウ",
            email,
            emailConfirmation = email,
            insurerName = Site.InsurerName,
            birthDate = "1972-04-15",
            kind,
            text,
            acceptedPrivacy = terms,
            captcha,
        };
        var answer = await client.PostAsync("/api/inquiries", Form(null));
        if (answer.Code == "captcha-required")
        {
            answer = await client.PostAsync("/api/inquiries", Form(AltchaSolver.Solve(answer.Json.GetProperty("challenge"))));
        }

        answer.Status.Should().Be(HttpStatusCode.Accepted, answer.Body);
        return answer.Text("inquiryNumber");
    }
}
