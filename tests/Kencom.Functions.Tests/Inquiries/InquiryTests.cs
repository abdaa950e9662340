using Kencom.Core.Storage;

namespace Kencom.Functions.Tests.Inquiries;

/// <summary>The person's side: asking, proving, reading and writing back (INQ-1, INQ-2, CK-6).</summary>
public sealed class InquiryTests : AppTests
{
    [Fact]
    [Trait("Rule", "INQ-1")]
    public async Task Inquiry_Sent_GetsANumberAndAMailThatRepeatsNothing()
    {
        using var person = App.NewClient();

        var sent = await person.InquireAsync(App.Form() with { Text = "二度と起動しなくなりました。", Phone = "iPhone 15", OsVersion = "17.2.1" });

        Expect(sent, 202);
        var number = sent.Text("inquiryNumber");
        sent.Json.GetProperty("answers").GetProperty("nextOn").GetString().Should().Be("2026-11-24", "Sunday, and Monday is a holiday");
        var mail = await App.NewestMailToAsync(SignUp.Email);
        mail.Subject.Should().Contain(number);
        mail.Text.Should().Contain(number).And.Contain("11月24日（火）").And.Contain("10時から18時").And.NotContainAny("二度と", "ケンコムタロウ", "iPhone", "デモ健康", "1972");
        mail.Html.Should().NotContainAny("二度と", "ケンコムタロウ", "iPhone", "デモ健康", "1972");
        using var holder = App.Holding(mail.TokenOf("thread"));
        var thread = await holder.GetAsync("/api/inquiries/current");
        Expect(thread, 200);
        thread.Text("number").Should().Be(number);
        thread.Text("state").Should().Be("open");
        thread.Json.GetProperty("messages")[0].GetProperty("text").GetString().Should().Be("二度と起動しなくなりました。");
        thread.Body.Should().NotContainAny("ケンコムタロウ", "iPhone", SignUp.Email);
    }

    [Fact]
    [Trait("Rule", "INQ-1")]
    public async Task Kinds_Asked_AreThoseOfTheFormWithTheHours()
    {
        using var person = App.NewClient();

        var kinds = await person.GetAsync("/api/inquiry-kinds");

        Expect(kinds, 200);
        kinds.Json.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetProperty("text").GetString()).Should().Contain("健診閲覧コード（旧パスコード）");
        kinds.Json.GetProperty("answers").GetProperty("from").GetString().Should().Be("10:00");
    }

    [Fact]
    [Trait("Rule", "INQ-1"), Trait("Rule", "API-1")]
    public async Task Inquiry_WithWrongFields_NamesAllOfThem()
    {
        using var person = App.NewClient();

        var refused = await person.PostAsync("/api/inquiries", new FormBody
        {
            KanaName = "太郎",
            Email = "taro",
            EmailConfirmation = "jiro",
            InsurerName = "",
            BirthDate = "1972-02-30",
            Kind = null,
            Text = new string('あ', 1001),
            Phone = new string('x', 51),
        });

        Expect(refused, 400);
        foreach (var field in new[] { "kanaName", "email", "emailConfirmation", "insurerName", "birthDate", "kind", "text", "phone", "acceptedPrivacy" })
        {
            refused.ErrorsOf(field).Should().NotBeEmpty(field);
        }

        var outdated = await person.PostAsync("/api/inquiries", App.Form() with { AcceptedPrivacy = "1999-01-01" });
        Expect(outdated, 409);
        outdated.Code.Should().Be("terms-outdated");
    }

    [Fact]
    [Trait("Rule", "INQ-1")]
    public async Task Inquiry_OfAThousandEmojiAndHtml_IsTakenAsText()
    {
        using var person = App.NewClient();
        var text = "<script>alert(1)</script>" + string.Concat(Enumerable.Repeat("👍🏽", 975));

        var number = await person.NumberAsync(App.Form() with { Text = text });

        using var support = App.Staff();
        var shown = await support.GetAsync($"/api/staff/inquiries/{number}");
        shown.Json.GetProperty("messages")[0].GetProperty("text").GetString().Should().Be(text);
        Expect(await person.InquireAsync(App.Form() with { Text = string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 620)) }), 400);
    }

    [Fact]
    [Trait("Rule", "INQ-3")]
    public async Task Inquiry_WithCardNumbersInEveryField_StoresAndShowsNone()
    {
        await App.HaveRosterAsync(new RosterLine());
        using var person = App.NewClient();

        var number = await person.NumberAsync(App.Form() with
        {
            Text = "記号71-1234 番号7654321、マイナンバー 1234 5678 9018 です。電話は090-1234-5678です。",
            InsurerName = "デモ健保（保険者番号06123459）",
            Phone = "番号7654321",
        });
        using var support = App.Staff();
        Expect(await support.PostAsync($"/api/staff/inquiries/{number}/notes", new { text = "番号7654321と言われた" }), 201);
        Expect(await support.GetAsync($"/api/staff/inquiries/{number}"), 200);
        Expect(await support.PutAsync($"/api/staff/inquiries/{number}/draft", new { text = "番号7654321について" }), 204);
        support.Headers["X-Audit-Reason"] = Uri.EscapeDataString("番号7654321の確認");
        Expect(await support.PostAsync($"/api/staff/inquiries/{number}/answers", new { text = "番号7654321は書かないでください。" }), 201);

        var shown = await support.GetAsync($"/api/staff/inquiries/{number}");
        shown.Body.Should().NotContainAny("7654321", "71-1234", "9018", "06123459").And.Contain("090-1234-5678").And.Contain("●●●●");
        (await App.MailsToAsync(SignUp.Email)).Should().NotContain(mail => mail.Text.Contains("7654321"));
        using var operators = App.Staff("運用 花子", "Operator");
        (await operators.GetAsync($"/api/staff/audit?subject={number}")).Body.Should().NotContain("7654321").And.Contain("番号●●●●の確認");
    }

    [Fact]
    [Trait("Rule", "INQ-2")]
    public async Task Inquiry_Stored_TellsWhoCopiesTheTablesNothing()
    {
        using var person = App.NewClient();
        await person.NumberAsync(App.Form() with { Text = "だれにも読めない文章です。" });
        await App.SettleAsync();

        foreach (var value in new[] { "だれにも読めない", "ケンコムタロウ", SignUp.Email, "1972-04-15" })
        {
            (await App.Stored.FindAsync(value)).Should().BeEmpty(value);
        }
    }

    [Fact]
    [Trait("Rule", "INQ-2")]
    public async Task WritingBack_OnAClosedInquiry_ReopensItUntilItsLinkIsOver()
    {
        using var person = App.NewClient();
        var number = await person.NumberAsync(App.Form());
        using var support = App.Staff();
        using var former = App.Holding((await App.NewestMailToAsync(SignUp.Email)).TokenOf("thread"));
        Expect(await support.PostAsync($"/api/staff/inquiries/{number}/answers", new { text = "再起動をお試しください。", close = true }), 201);
        var answer = await App.NewestMailToAsync(SignUp.Email);
        answer.Text.Should().Contain("再起動をお試しください。");
        using var holder = App.Holding(answer.TokenOf("thread"));

        (await former.GetAsync("/api/inquiries/current")).Code.Should().Be("link-expired", "a newer link ends the former");
        (await holder.GetAsync("/api/inquiries/current")).Text("state").Should().Be("closed");
        App.Pass(TimeSpan.FromDays(29));
        Expect(await holder.PostAsync("/api/inquiries/current/messages", new { text = "まだ直りません。" }), 201);

        var reopened = await holder.GetAsync("/api/inquiries/current");
        reopened.Text("state").Should().Be("open");
        reopened.Json.GetProperty("messages").GetArrayLength().Should().Be(3);
        reopened.Body.Should().NotContain("支援 太郎", "who answered is not told");
        Expect(await support.PostAsync($"/api/staff/inquiries/{number}/closing", new { reason = "重複" }), 204);
        App.Pass(TimeSpan.FromDays(31));
        (await holder.PostAsync("/api/inquiries/current/messages", new { text = "もしもし" })).Code.Should().Be("link-expired");
        Expect(await App.Holding("Q23456789A" + new string('x', 22)).GetAsync("/api/inquiries/current"), 401);
    }

    [Fact]
    [Trait("Rule", "INQ-2"), Trait("Rule", "ABU-4")]
    public async Task WritingBack_TooOften_IsRefused()
    {
        using var person = App.NewClient();
        await person.NumberAsync(App.Form());
        using var holder = App.Holding((await App.NewestMailToAsync(SignUp.Email)).TokenOf("thread"));

        var answers = new List<ApiResponse>();
        for (var i = 0; i < 21; i++)
        {
            answers.Add(await holder.PostAsync("/api/inquiries/current/messages", new { text = $"{i}回目" }));
        }

        answers.SkipLast(1).Should().OnlyContain(answer => (int)answer.Status == 201);
        Expect(answers[^1], 429);
    }

    [Fact]
    [Trait("Rule", "CK-6")]
    public async Task LostCode_OfAMemberWhoIsNotSignedIn_IsConfirmedByTheMailedLinkOnce()
    {
        await App.HaveRosterAsync(new RosterLine());
        var (_, memberId) = await App.MemberAsync();
        using var person = App.NewClient();
        var number = await person.NumberAsync(App.Form() with { Kind = "viewing-code", KanaName = "けんこむ たろう" });
        var mail = await App.NewestMailToAsync(SignUp.Email);
        using var support = App.Staff();
        var before = await support.GetAsync($"/api/staff/inquiries/{number}");
        before.Text("state").Should().Be("unconfirmed");
        before.Text("application").Should().Be("unconfirmed");
        before.Json.GetProperty("memberId").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null, "nobody has proven anything");

        var token = mail.TokenOf("confirm");
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => person.PostAsync("/api/inquiries/confirmation", new { token })));

        answers.Count(answer => (int)answer.Status == 204).Should().Be(1);
        answers.Where(answer => (int)answer.Status != 204).Should().OnlyContain(answer => answer.Code == "link-expired");
        var after = await support.GetAsync($"/api/staff/inquiries/{number}");
        after.Text("state").Should().Be("open");
        after.Text("application").Should().Be("confirmed");
        after.Text("memberId").Should().Be(memberId);
        (await person.PostAsync("/api/inquiries/confirmation", new { token = number + new string('a', 22) })).Code.Should().Be("link-invalid");
    }

    [Theory]
    [InlineData("ケンコムタロウ", "1972-04-16", SignUp.Email)]
    [InlineData("ケンコムジロウ", "1972-04-15", SignUp.Email)]
    [InlineData("ケンコムタロウ", "1972-04-15", "stranger@example.jp")]
    [Trait("Rule", "CK-6")]
    public async Task LostCode_WhereTheValuesAreNoMembers_HasNoLinkAndTheSameAnswer(string name, string birthDate, string email)
    {
        await App.HaveRosterAsync(new RosterLine());
        await App.MemberAsync();
        using var person = App.NewClient();
        var form = App.Form() with { Kind = "viewing-code", KanaName = name, BirthDate = birthDate, Email = email, EmailConfirmation = email };

        await person.NumberAsync(form); // The first of an address looks at counters that the others remember.
        await person.NumberAsync(App.Form());

        var sent = await person.InquireAsync(form);
        var hit = await person.InquireAsync(App.Form() with { Kind = "viewing-code" });

        Expect(sent, 202);
        await App.SettleAsync(); // What the mail takes belongs to the same traces.
        sent.Json.EnumerateObject().Select(property => property.Name).Should().Equal(hit.Json.EnumerateObject().Select(property => property.Name));
        CallsOf(sent).Should().BePositive().And.Be(CallsOf(hit), "neither answer nor time tells who is a member");
        using var support = App.Staff();
        (await support.GetAsync($"/api/staff/inquiries/{sent.Text("inquiryNumber")}")).Text("state").Should().Be("open", "support answers");
        (await App.MailsToAsync(email)).Should().Contain(mail => mail.Subject.Contains(sent.Text("inquiryNumber")) && !mail.Text.Contains("/inquiry/confirm"));
    }

    [Fact]
    [Trait("Rule", "CK-6")]
    public async Task LostCode_OfASignedInMember_IsAnApplicationAtOnce()
    {
        await App.HaveRosterAsync(new RosterLine());
        var (member, memberId) = await App.MemberAsync();

        var number = await member.NumberAsync(App.Form() with { Kind = "viewing-code", Email = "other@example.jp", EmailConfirmation = "other@example.jp" });

        using var support = App.Staff();
        var shown = await support.GetAsync($"/api/staff/inquiries/{number}");
        shown.Text("application").Should().Be("confirmed");
        shown.Text("memberId").Should().Be(memberId);
    }

    /// <summary>A foreign page may make a browser send its cookies: that proves nothing.</summary>
    [Fact]
    [Trait("Rule", "SI-5"), Trait("Rule", "CK-6")]
    public async Task LostCode_SentByAForeignPageWithTheMembersCookie_ProvesNothing()
    {
        await App.HaveRosterAsync(new RosterLine());
        var (member, _) = await App.MemberAsync();
        member.SameOrigin = false;
        member.Headers["Origin"] = "https://elsewhere.example";

        var number = await member.NumberAsync(App.Form() with { Kind = "viewing-code" });

        using var support = App.Staff();
        (await support.GetAsync($"/api/staff/inquiries/{number}")).Text("application").Should().Be("unconfirmed");
    }

    [Fact]
    [Trait("Rule", "INQ-2")]
    public async Task Inquiries_LeftAlone_CloseAndGoInTheirTime()
    {
        await App.HaveRosterAsync(new RosterLine());
        await App.MemberAsync();
        using var person = App.NewClient();
        using var support = App.Staff();
        var unanswered = await person.NumberAsync(App.Form());
        var answered = await person.NumberAsync(App.Form());
        var application = await person.NumberAsync(App.Form() with { Kind = "viewing-code" });
        await App.SettleAsync();
        Expect(await support.PostAsync($"/api/staff/inquiries/{answered}/answers", new { text = "お試しください。" }), 201);
        await App.SettleAsync();

        await SweepAfterAsync(TimeSpan.FromDays(6));
        (await StateAsync(application)).Should().Be("unconfirmed");
        await SweepAfterAsync(TimeSpan.FromDays(2));
        (await StateAsync(application)).Should().Be("closed");
        (await StateAsync(answered)).Should().Be("answered");
        await SweepAfterAsync(TimeSpan.FromDays(23));
        (await StateAsync(answered)).Should().Be("closed");
        (await StateAsync(unanswered)).Should().Be("open", "it waits for support");
        await SweepAfterAsync(TimeSpan.FromDays(366));

        Expect(await support.GetAsync($"/api/staff/inquiries/{answered}"), 404);
        Expect(await support.GetAsync($"/api/staff/inquiries/{application}"), 404);
        (await StateAsync(unanswered)).Should().Be("open");
        var rows = await App.Tables.GetTableClient(TableNames.Inquiries).QueryAsync<Azure.Data.Tables.TableEntity>().Select(row => row.RowKey).ToListAsync();
        rows.Should().NotContain(row => row.Contains(answered) || row.Contains(application));

        async Task<string> StateAsync(string number) => (await support.GetAsync($"/api/staff/inquiries/{number}")).Text("state");
    }

    [Fact]
    [Trait("Rule", "INQ-2"), Trait("Rule", "SI-8")]
    public async Task Member_WhoLeaves_TakesClosedInquiriesAlongAndOpenOnesWhenTheyClose()
    {
        await App.HaveRosterAsync(new RosterLine());
        var (member, _) = await App.MemberAsync();
        using var support = App.Staff();
        var open = await member.NumberAsync(App.Form());
        var closed = await member.NumberAsync(App.Form());
        Expect(await support.PostAsync($"/api/staff/inquiries/{closed}/closing", new { reason = "解決済み" }), 204);

        Expect(await member.DeleteAsync("/api/me", new { password = SignUp.Password }), 204);
        await App.SettleAsync();

        Expect(await support.GetAsync($"/api/staff/inquiries/{closed}"), 404);
        Expect(await support.GetAsync($"/api/staff/inquiries/{open}"), 200);
        Expect(await support.PostAsync($"/api/staff/inquiries/{open}/closing", new { reason = "解決済み" }), 204);
        await SweepAfterAsync(TimeSpan.FromHours(2));
        Expect(await support.GetAsync($"/api/staff/inquiries/{open}"), 404);
    }

    /// <summary>The process dies after the inquiry is written and before its mail is ordered: the sweep orders it, once.</summary>
    [Fact]
    [Trait("Rule", "INQ-1"), Trait("Rule", "INQ-2"), Trait("Rule", "MAIL-1")]
    public async Task Mails_OverWhichTheProcessDied_AreOrderedByTheSweepOnce()
    {
        using var person = App.NewClient();
        using var support = App.Staff();
        const string cutOff = "cut.off@example.jp";
        var number = await person.NumberAsync(App.Form());
        await App.SettleAsync();

        App.Storage.Fault = call => call is { Method: not "GET" } && call.ToString().Contains($"/{TableNames.Mails}", StringComparison.Ordinal) ? StorageFault.Before : StorageFault.None;
        ((int)(await person.InquireAsync(App.Form() with { Email = cutOff, EmailConfirmation = cutOff })).Status).Should().BeGreaterThanOrEqualTo(500);
        ((int)(await support.PostAsync($"/api/staff/inquiries/{number}/answers", new { text = "途中で切れた回答です。" })).Status).Should().BeGreaterThanOrEqualTo(500);
        App.Storage.Fault = null;
        await App.SettleAsync();
        (await App.MailsToAsync(cutOff)).Should().BeEmpty();
        (await App.MailsToAsync(SignUp.Email)).Should().ContainSingle("the answer's mail is not ordered");
        (await support.GetAsync($"/api/staff/inquiries/{number}")).Json.GetProperty("messages").GetArrayLength().Should().Be(2, "the answer itself is kept");

        for (var sweep = 0; sweep < 3; sweep++)
        {
            await SweepAfterAsync(TimeSpan.FromMinutes(11));
        }

        (await App.MailsToAsync(cutOff)).Should().ContainSingle().Which.Subject.Should().Contain("お問い合わせ");
        (await App.MailsToAsync(SignUp.Email)).Where(mail => mail.Text.Contains("途中で切れた回答です。", StringComparison.Ordinal)).Should().ContainSingle();
    }

    /// <summary>Support answers somebody whose address the provider refuses: the answer stays on the inquiry, which says that its mails did not arrive.</summary>
    [Fact]
    [Trait("Rule", "INQ-2"), Trait("Rule", "MAIL-1")]
    public async Task Inquiry_FromAnAddressThatTheProviderRefuses_IsKeptAndItsThreadStaysWhole()
    {
        using var person = App.NewClient();
        using var support = App.Staff();
        App.Host.MailFaults.Set(new Kencom.LocalHost.Helpers.Mail.MailFault(400, Times: 2));

        var number = await person.NumberAsync(App.Form());
        await App.SettleAsync();
        App.Pass(TimeSpan.FromMinutes(1)); // Messages of one instant have no order.
        Expect(await support.PostAsync($"/api/staff/inquiries/{number}/answers", new { text = "届かない回答です。" }), 201);
        await App.SettleAsync();

        (await App.MailsToAsync(SignUp.Email)).Should().BeEmpty();
        var shown = await support.GetAsync($"/api/staff/inquiries/{number}");
        shown.Text("state").Should().Be("answered");
        shown.Json.GetProperty("messages").GetArrayLength().Should().Be(2);
        shown.Json.GetProperty("messages")[1].GetProperty("text").GetString().Should().Be("届かない回答です。");
        shown.Json.GetProperty("mails").EnumerateArray().Select(mail => $"{mail.GetProperty("kind").GetString()} {mail.GetProperty("state").GetString()}")
            .Should().BeEquivalentTo("InquiryAnswer failed", "InquiryReceived failed");
    }

    /// <summary>Where members are looked up; the mail, which is sent within the same trace, looks there no more.</summary>
    private int CallsOf(ApiResponse answer) => App.Storage.Of(answer.TraceId)
        .Count(call => call.Contains($"/{TableNames.Logins}", StringComparison.Ordinal) || call.Contains($"/{TableNames.Members}(", StringComparison.Ordinal));

    private async Task SweepAfterAsync(TimeSpan time)
    {
        App.Pass(time);
        await App.RunTimerAsync("sweep-inquiries");
        await App.SettleAsync();
    }
}
