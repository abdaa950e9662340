using System.Text.RegularExpressions;

namespace Kencom.Functions.Tests.Members;

/// <summary>The links of password resets and address changes, looked at before they are used (SI-6, SI-8).</summary>
public sealed partial class MailedLinkCheckTests : AppTests
{
    private const string NewPassword = "Kw8#ptLz4";

    [Fact]
    [Trait("Rule", "SI-6")]
    [Trait("Rule", "WEB-1")]
    public async Task Check_OfAResetLink_TellsEachOfItsStates()
    {
        await App.HaveRosterAsync(new RosterLine());
        var (client, _) = await App.MemberAsync();
        var used = await ResetLinkAsync(client);
        var replaced = await ResetLinkAsync(client);
        (await StateAsync(client, "/api/password-resets/check", used)).Should().Be("valid");
        (await StateAsync(client, "/api/password-resets/check", used)).Should().Be("valid", "looking changes nothing");

        Expect(await client.PostAsync("/api/password-resets/confirmation", new { token = used, newPassword = NewPassword }), 204);

        (await StateAsync(client, "/api/password-resets/check", used)).Should().Be("used");
        (await StateAsync(client, "/api/password-resets/check", replaced)).Should().Be("replaced", "the password is another by now");
        var old = await ResetLinkAsync(client);
        App.Pass(TimeSpan.FromMinutes(61));
        (await StateAsync(client, "/api/password-resets/check", old)).Should().Be("expired");
        (await client.PostAsync("/api/password-resets/check", new { token = new string('a', 44) })).Code.Should().Be("link-invalid");
    }

    [Fact]
    [Trait("Rule", "SI-8")]
    [Trait("Rule", "WEB-1")]
    public async Task Check_OfALinkToANewAddress_NeedsNoSessionAndTellsItsState()
    {
        await App.HaveRosterAsync(new RosterLine());
        var (client, _) = await App.MemberAsync();
        var first = await EmailLinkAsync(client, "new@example.jp");
        var other = await EmailLinkAsync(client, "other@example.jp");
        using var anybody = App.NewClient();
        (await StateAsync(anybody, "/api/me/email/check", first)).Should().Be("replaced", "a new request ends the link of the former");
        (await StateAsync(anybody, "/api/me/email/check", other)).Should().Be("valid");

        Expect(await anybody.PostAsync("/api/me/email/confirmation", new { token = first }), 410);
        Expect(await anybody.PostAsync("/api/me/email/confirmation", new { token = other }), 204);

        (await StateAsync(anybody, "/api/me/email/check", other)).Should().Be("used");
        (await anybody.PostAsync("/api/me/email/check", new { token = first + "x" })).Code.Should().Be("link-invalid");
    }

    [Fact]
    [Trait("Rule", "SI-8")]
    public async Task Password_ChangedOrReset_TellsTheMemberByMail()
    {
        await App.HaveRosterAsync(new RosterLine());
        var (client, _) = await App.MemberAsync();

        Expect(await client.PutAsync("/api/me/password", new { currentPassword = Password, newPassword = NewPassword }), 204);
        var changed = await App.NewestMailToAsync(Email);
        var reset = await ResetLinkAsync(client);
        Expect(await client.PostAsync("/api/password-resets/confirmation", new { token = reset, newPassword = Password }), 204);
        var again = await App.NewestMailToAsync(Email);

        changed.Subject.Should().Be("【kencom】パスワードを変更しました");
        again.Subject.Should().Be(changed.Subject);
        again.Text.Should().NotContain(Password).And.Contain("/password-reset");
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task Sessions_Listed_NameBrowserAndSystemAndNothingMore()
    {
        await App.HaveRosterAsync(new RosterLine());
        await App.MemberAsync();
        using var phone = App.NewClient();
        phone.Headers["X-Kencom-App-Key"] = "local-app-key";
        phone.Headers["User-Agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
        phone.Bearer = (await phone.PostAsync("/api/sessions", new { email = Email, password = Password })).Json.GetProperty("session").GetProperty("token").GetString();

        var sessions = (await phone.GetAsync("/api/me/sessions")).Json.GetProperty("sessions").EnumerateArray().ToList();

        var own = sessions.Single(session => session.GetProperty("current").GetBoolean());
        own.GetProperty("browser").GetString().Should().Be("Safari");
        own.GetProperty("system").GetString().Should().Be("iPhone");
        (await StorageSearch.FindAsync(App, "AppleWebKit")).Should().BeEmpty();
    }

    private async Task<string> ResetLinkAsync(ApiClient client)
    {
        client.Headers["X-Kencom-App-Key"] = "local-app-key";
        Expect(await client.PostAsync("/api/password-resets", new { email = Email }), 202);
        client.Headers.Remove("X-Kencom-App-Key");
        return Token().Match((await App.NewestMailToAsync(Email)).Text).Groups["token"].Value;
    }

    private async Task<string> EmailLinkAsync(ApiClient client, string address)
    {
        Expect(await client.PutAsync("/api/me/email", new { password = Password, email = address, emailConfirmation = address }), 202);
        return Token().Match((await App.NewestMailToAsync(address)).Text).Groups["token"].Value;
    }

    private static async Task<string> StateAsync(ApiClient client, string path, string token) => (await client.PostAsync(path, new { token })).Text("state");

    [GeneratedRegex("#(?<token>[A-Za-z0-9]{44})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
