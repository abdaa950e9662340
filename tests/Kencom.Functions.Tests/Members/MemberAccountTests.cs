using Kencom.Functions.Tests.Accounts;

namespace Kencom.Functions.Tests.Members;

public sealed class MemberAccountTests : AccountTests
{
    private const string NewPassword = "Xk4#wL9pz";
    private const string NewEmail = "taro.new@example.jp";

    [Fact]
    [Trait("Rule", "SI-8")]
    public async Task ViewMember_SignedIn_ShowsTheMemberAndWhatIsLocked()
    {
        var (client, memberId) = await HaveMemberAsync();

        var me = await client.GetAsync("/api/me");

        Expect(me, 200);
        me.Text("memberId").Should().Be(memberId);
        me.Text("email").Should().Be(Email);
        me.Text("kanaName").Should().Be("ケンコムタロウ");
        me.Text("birthDate").Should().Be("1972-04-15");
        me.Text("insurerName").Should().Be("デモ健康保険組合");
        me.Json.GetProperty("newsletter").GetBoolean().Should().BeTrue();
        me.Json.GetProperty("locked")[0].GetProperty("what").GetString().Should().Be("checkups");
        Expect(await App.NewClient().GetAsync("/api/me"), 401);
    }

    [Fact]
    [Trait("Rule", "SI-6")]
    public async Task ResetPassword_ByTheMailedLink_WorksOnceAndEndsAllSessions()
    {
        var (before, _) = await HaveMemberAsync();
        using var client = App.NewClient();

        var known = await client.PostAsync("/api/password-resets", new { email = Email, captcha = await CaptchaAsync(client) });
        var unknown = await client.PostAsync("/api/password-resets", new { email = "nobody@example.jp", captcha = await CaptchaAsync(client) });
        var mail = await App.NewestMailToAsync(Email);

        Expect(known, 202);
        unknown.ToString().Should().Be(known.ToString());
        mail.Text.Should().Contain($"/password-reset/confirm#{mail.LinkToken}").And.Contain("1時間");
        Expect(await ConfirmAsync("abc"), 400);
        Expect(await ConfirmAsync(NewPassword), 204);
        var again = await ConfirmAsync(NewPassword);
        Expect(again, 410);
        again.Code.Should().Be("link-expired");
        await ShouldBeSignedInAsync(before, expected: false);
        Expect(await SignInAsync(client), 401);
        Expect(await SignInAsync(client, password: NewPassword), 201);
        (await App.MailsToAsync("nobody@example.jp")).Should().BeEmpty();

        Task<ApiResponse> ConfirmAsync(string newPassword) =>
            client.PostAsync("/api/password-resets/confirmation", new { token = mail.LinkToken, newPassword });
    }

    [Fact]
    [Trait("Rule", "SI-7")]
    public async Task RemindLoginId_MatchingCardOrNot_SaysTheSameAndMailsTheMemberOnly()
    {
        await HaveMemberAsync();
        using var client = App.NewClient();
        var mailsBefore = (await App.MailsToAsync(Email)).Count;

        var matching = await RemindAsync("ケンコムタロウ");
        var other = await RemindAsync("ケンコムジロウ");
        var malformed = await client.PostAsync("/api/login-id-reminders", new { kanaName = "Taro", birthDate = "1972-04-15", insurerNumber = "123456", cardSymbol = "1234", cardNumber = "123456" });

        Expect(matching, 202);
        other.ToString().Should().Be(matching.ToString());
        Expect(malformed, 400);
        var mails = await App.MailsToAsync(Email);
        mails.Should().HaveCount(mailsBefore + 1);
        mails[0].Text.Should().Contain(Email);

        async Task<ApiResponse> RemindAsync(string kanaName) => await client.PostAsync(
            "/api/login-id-reminders",
            new { kanaName, birthDate = "1972-04-15", insurerNumber = "123456", cardSymbol = "1234", cardNumber = "123456", captcha = await CaptchaAsync(client, "login-id-reminder") });
    }

    [Fact]
    [Trait("Rule", "SI-7")]
    public async Task RemindLoginId_Probed_IsLimitedAsChecksAreWhetherItMatchesOrNot()
    {
        await HaveMemberAsync();
        using var client = NewApp();
        var card = new { kanaName = "ケンコムタロウ", birthDate = "1972-04-15", insurerNumber = "123456", cardSymbol = "1234", cardNumber = "123456" };

        // The machine itself is no network that is counted by itself: what is left is the limit of all together.
        for (var i = 0; i < 50; i++)
        {
            Expect(await client.PostAsync("/api/login-id-reminders", card), 202);
        }

        var limited = await client.PostAsync("/api/login-id-reminders", card);
        Expect(limited, 429);
        limited.RetryAfter.Should().BePositive();
    }

    [Fact]
    [Trait("Rule", "SI-8")]
    public async Task ChangePassword_WithTheOldOne_EndsTheOtherSessions()
    {
        var (here, _) = await HaveMemberAsync();
        using var there = await SignedInAsync();

        Expect(await here.PutAsync("/api/me/password", new { currentPassword = "nG7!vq2Rt", newPassword = NewPassword }), 400);
        Expect(await here.PutAsync("/api/me/password", new { currentPassword = Password, newPassword = NewPassword }), 204);

        await ShouldBeSignedInAsync(here);
        await ShouldBeSignedInAsync(there, expected: false);
    }

    [Fact]
    [Trait("Rule", "SI-8")]
    public async Task ChangeEmail_ByTheLinkToTheNewAddress_TellsTheOldOne()
    {
        var (client, _) = await HaveMemberAsync();

        Expect(await client.PutAsync("/api/me/email", new { password = Password, email = NewEmail, emailConfirmation = NewEmail }), 202);
        var mail = await App.NewestMailToAsync(NewEmail);
        mail.Text.Should().Contain($"/email/confirm#{mail.LinkToken}");
        using var anywhere = App.NewClient();
        Expect(await anywhere.PostAsync("/api/me/email/confirmation", new { token = mail.LinkToken }), 204);

        (await client.GetAsync("/api/me")).Text("email").Should().Be(NewEmail);
        Expect(await SignInAsync(anywhere), 401);
        Expect(await SignInAsync(anywhere, NewEmail), 201);
        (await App.NewestMailToAsync(Email)).Subject.Should().Contain("メールアドレス");
        Expect(await anywhere.PostAsync("/api/me/email/confirmation", new { token = mail.LinkToken }), 410);
        Expect(await anywhere.PostAsync("/api/me/email/confirmation", new { token = "no-token" }), 404);
    }

    [Fact]
    [Trait("Rule", "REG-6")]
    public async Task ViewInvitation_SomebodyJoinedByTheCode_IsCounted()
    {
        await App.HaveRosterAsync(new RosterLine(), new RosterLine { Number = "123457", KanaName = "ケンコムハナコ" });
        var (client, _) = await App.MemberAsync();
        var code = (await client.GetAsync("/api/me/invitation")).Text("invitationCode");

        using var invited = await App.ActivatedAsync(email: "hanako@example.jp", change: start => start with { InvitationCode = code });
        Expect(await invited.CheckAsync(Card() with { CardNumber = "123457", KanaName = "ケンコムハナコ" }), 200);
        Expect(await invited.CompleteAsync(), 201);
        await App.SettleAsync();

        var invitation = await client.GetAsync("/api/me/invitation");
        invitation.Text("invitationCode").Should().Be(code).And.MatchRegex("^[A-Za-z0-9]{7}$");
        invitation.Json.GetProperty("joined").GetInt32().Should().Be(1);
    }

    [Fact]
    [Trait("Rule", "SI-8")]
    public async Task Leave_WithThePassword_LeavesNothingAndThePersonCanRegisterAnew()
    {
        var (client, memberId) = await HaveMemberAsync();
        await client.GetAsync("/api/me/invitation");
        await client.PutAsync("/api/me/email", new { password = Password, email = NewEmail, emailConfirmation = NewEmail });
        using var other = App.NewClient();
        await other.PostAsync("/api/password-resets", new { email = Email, captcha = await CaptchaAsync(other) });
        (await StorageSearch.FindAsync(App, Email)).Should().NotBeEmpty("the search does find what is there");

        Expect(await client.DeleteAsync("/api/me", new { password = "nG7!vq2Rt" }), 400);
        Expect(await client.DeleteAsync("/api/me", new { password = Password }), 204);
        (await App.NewestMailToAsync(Email)).Subject.Should().Contain("退会");
        await App.SettleAsync();

        await ShouldBeSignedInAsync(client, expected: false);
        foreach (var value in new[] { Email, NewEmail, "ケンコムタロウ", "1972-04-15", memberId })
        {
            (await StorageSearch.FindAsync(App, value, place => place.StartsWith("rosters/", StringComparison.Ordinal) || (value == memberId && place.StartsWith("Due.", StringComparison.Ordinal)))).Should().BeEmpty("the member has left, with {0}", value);
        }

        (await App.Tables.GetTableClient("Registrations").QueryAsync<Azure.Data.Tables.TableEntity>().ToListAsync()).Should().BeEmpty("a completed registration could be repeated");
        var (again, newId) = await App.MemberAsync();
        newId.Should().NotBe(memberId);
        await ShouldBeSignedInAsync(again);
    }
}
