using Azure.Data.Tables;
using Kencom.Core.Members;
using Kencom.Core.Registrations;
using Kencom.Core.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.Registrations;

public sealed class CompletionTests : AppTests
{
    protected override void Configure(TestAppOptions options) => options.Settings["Allowances__Times__Mails"] = "100";

    [Fact]
    [Trait("Rule", "FIN-1")]
    [Trait("Rule", "FIN-5")]
    public async Task Complete_InABrowser_SignsInByCookie_AndWelcomes()
    {
        await App.HaveRosterAsync(new RosterLine());
        using var client = await App.ConfirmedAsync();

        var completed = await client.CompleteAsync();
        client.Bearer = null;
        var me = await client.GetAsync("/api/me");

        Expect(completed, 201);
        completed.Json.GetProperty("session").TryGetProperty("token", out _).Should().BeFalse();
        completed.SetCookies["__Host-kencom-session"].ToLowerInvariant().Should().ContainAll("path=/", "secure", "httponly", "samesite=");
        App.Storage.Of(completed.TraceId).Should().HaveCountLessThanOrEqualTo(8).And.NotBeEmpty();
        Expect(me, 200);
        me.Text("memberId").Should().Be(completed.Text("memberId"));
        (await App.MailsToAsync(Email)).Should().HaveCount(2);
    }

    [Fact]
    [Trait("Rule", "FIN-1")]
    public async Task Complete_InTheApp_GivesABearerToken()
    {
        await App.HaveRosterAsync(new RosterLine());
        using var client = await App.ConfirmedAsync("app");

        var completed = await client.CompleteAsync();
        client.Bearer = completed.Json.GetProperty("session").GetProperty("token").GetString();

        completed.SetCookies.Should().NotContainKey("__Host-kencom-session");
        Expect(await client.GetAsync("/api/me"), 200);
    }

    [Fact]
    [Trait("Rule", "FIN-1")]
    public async Task Complete_Again_GivesTheSameMemberAndNoSecondMail()
    {
        await App.HaveRosterAsync(new RosterLine());
        using var client = await App.ConfirmedAsync();

        var first = await client.CompleteAsync();
        await App.SettleAsync();
        var second = await client.CompleteAsync();

        Expect(second, 201);
        App.Storage.Of(second.TraceId).Should().HaveCountLessThanOrEqualTo(8);
        second.Text("memberId").Should().Be(first.Text("memberId"));
        (await App.MailsToAsync(Email)).Should().HaveCount(2);
    }

    [Fact]
    [Trait("Rule", "FIN-1")]
    [Trait("Rule", "SI-5")]
    public async Task Complete_AgainLongAfter_SignsNobodyIn()
    {
        await App.HaveRosterAsync(new RosterLine());
        using var client = await App.ConfirmedAsync();
        Expect(await client.CompleteAsync(), 201);
        await App.SettleAsync();
        App.Pass(TimeSpan.FromMinutes(15));

        var late = await client.CompleteAsync();

        Expect(late, 409);
        late.Text("next").Should().Be("sign-in");
        late.SetCookies.Should().BeEmpty();
    }

    [Theory]
    [InlineData("signed out")]
    [InlineData("password changed")]
    [InlineData("sessions ended")]
    [InlineData("left")]
    [Trait("Rule", "SI-5")]
    public async Task Complete_AgainAfterTheMemberKeptOthersOut_SignsNobodyIn(string how)
    {
        await App.HaveRosterAsync(new RosterLine());
        using var client = await App.ConfirmedAsync();
        using var thief = App.NewClient();
        thief.Bearer = client.Bearer;
        Expect(await client.CompleteAsync(), 201);
        client.Bearer = null;
        await App.SettleAsync();
        Expect(await thief.CompleteAsync(), 201);

        Expect(
            how switch
            {
                "signed out" => await client.DeleteAsync("/api/sessions/current"),
                "password changed" => await client.PutAsync("/api/me/password", new { currentPassword = Password, newPassword = "Xk4#wL9pz" }),
                "sessions ended" => await client.DeleteAsync("/api/me/sessions"),
                _ => await client.DeleteAsync("/api/me", new { password = Password }),
            },
            204);
        await App.SettleAsync();
        var again = await thief.CompleteAsync();

        Expect(again, how == "left" ? 401 : 409);
        again.SetCookies.Should().BeEmpty();
        App.Storage.Of(again.TraceId).Should().HaveCountLessThanOrEqualTo(8).And.NotBeEmpty();
    }

    [Fact]
    [Trait("Rule", "REG-7")]
    public async Task Group_AsksForNameAndBirthDateOnly()
    {
        await App.HaveGroupAsync();
        using var client = await App.ActivatedAsync(change: start => start with { GroupCode = "GROUP1" });

        var wrongWay = await client.CheckAsync(Card());
        var profile = await client.PostAsync("/api/registrations/current/profile", new { kanaName = "けんこむ たろう", birthDate = "1972-04-15" });
        var completed = await client.CompleteAsync();
        client.Bearer = null;

        Expect(wrongWay, 409);
        wrongWay.Text("next").Should().Be("profile");
        Expect(profile, 200);
        profile.Text("kanaName").Should().Be("ケンコムタロウ");
        Expect(completed, 201);
        var mail = (await App.MailsToAsync(Email))[^1];
        mail.Text.Should().NotContain("資格確認書");
    }

    [Fact]
    [Trait("Rule", "REG-6")]
    [Trait("Rule", "FIN-5")]
    public async Task Complete_ByInvitation_CountsForTheInviterOnce()
    {
        await App.HaveRosterAsync(new RosterLine(), new RosterLine { Number = "2" });
        var (inviter, _) = await App.MemberAsync(email: "inviter@example.jp");
        inviter.Bearer = null;
        var code = (await inviter.GetAsync("/api/me/invitation")).Text("invitationCode");
        using var client = await App.ActivatedAsync(change: start => start with { InvitationCode = code });
        Expect(await client.CheckAsync(Card() with { CardNumber = "2" }), 200);

        Expect(await client.CompleteAsync(), 201);
        Expect(await client.CompleteAsync(), 201);
        await App.SettleAsync();

        (await inviter.GetAsync("/api/me/invitation")).Json.GetProperty("joined").GetInt32().Should().Be(1);
        using var other = App.NewClient();
        Expect(await other.StartAsync(App.Start(email: "x@example.jp") with { InvitationCode = SwapCase(code) }), SwapCase(code) == code ? 202 : 400);
    }

    [Fact]
    [Trait("Rule", "REG-8")]
    public async Task Complete_KeepsWhatWasAcceptedAndWhen()
    {
        await App.HaveRosterAsync(new RosterLine());
        var acceptedAt = App.Clock.GetUtcNow();
        var (_, memberId) = await App.MemberAsync();

        var member = await App.Services.GetRequiredService<MemberStore>().FindAsync(memberId, CancellationToken.None);

        member!.AcceptedTerms.AcceptedAt.Should().Be(acceptedAt);
        member.AcceptedTerms.Membership.Should().Be(App.Start().AcceptedTerms!.Membership);
    }

    [Fact]
    [Trait("Rule", "FIN-4")]
    public async Task Complete_OfWhomTheRosterHasEndedMeanwhile_GoesBackToTheCheck()
    {
        await App.HaveRosterAsync(new RosterLine(), new RosterLine { Number = "2" });
        using var client = await App.ConfirmedAsync();
        await App.DropAsync("rosters/123456/diff/2026-12.csv", RosterFile.Of(new RosterLine { CoverageEnd = "2026-11-01" }));

        var refused = await client.CompleteAsync();

        Expect(refused, 422);
        refused.Code.Should().Be("eligibility-not-confirmed");
        (await client.GetAsync("/api/registrations/current")).Text("next").Should().Be("eligibility");
        (await RowsAsync(TableNames.PersonClaims)).Should().Be(0);
    }

    [Fact]
    [Trait("Rule", "FIN-2")]
    [Trait("Rule", "REG-2")]
    public async Task Complete_OfAnAddressThatDiffersInCaseOnly_IsTakenAndFreesThePerson()
    {
        await App.HaveRosterAsync(new RosterLine(), new RosterLine { Number = "2" });
        using var lower = await App.ConfirmedAsync(email: "taro@example.jp");
        using var upper = await App.ConfirmedAsync(email: "TARO@example.jp", card: Card() with { CardNumber = "2" });
        Expect(await lower.CompleteAsync(), 201);

        var taken = await upper.CompleteAsync();
        await App.SettleAsync();
        using var free = await App.ConfirmedAsync(email: "other@example.jp", card: Card() with { CardNumber = "2" });

        Expect(taken, 409);
        taken.Code.Should().BeOneOf("email-taken", "wrong-step");
        Expect(await free.CompleteAsync(), 201);
    }

    [Fact]
    [Trait("Rule", "FIN-2")]
    public async Task Complete_AHundredAtOnceForOnePerson_MakesOneMember()
    {
        await App.HaveRosterAsync(new RosterLine());
        // One after the other: at once they would mostly try again, since checks of one person are counted in one row.
        var clients = new List<ApiClient>();
        foreach (var number in Enumerable.Range(0, 100))
        {
            clients.Add(await App.ConfirmedByLinkAsync(email: $"p{number}@example.jp"));
        }


        var answers = await Task.WhenAll(clients.Select(client => client.CompleteAsync()));
        await App.SettleAsync();

        answers.Count(answer => (int)answer.Status == 201).Should().Be(1);
        answers.Count(answer => answer.Code == "person-already-registered").Should().Be(99);
        (await RowsAsync(TableNames.Members)).Should().Be(1);
        (await RowsAsync(TableNames.PersonClaims)).Should().Be(1);
        (await RowsAsync(TableNames.Logins)).Should().Be(1);
    }

    [Fact]
    [Trait("Rule", "FIN-2")]
    public async Task Complete_AHundredAtOnceForOneAddress_MakesOneMember()
    {
        await App.HaveRosterAsync([.. Enumerable.Range(0, 100).Select(i => new RosterLine { Number = $"{1000 + i}" })]);
        // One after the other: at once they would mostly try again, since starts for one address are counted in one row.
        var clients = new List<ApiClient>();
        foreach (var number in Enumerable.Range(1000, 100))
        {
            clients.Add(await App.ConfirmedByLinkAsync(card: Card() with { CardNumber = $"{number}" }));
        }

        var answers = await Task.WhenAll(clients.Select(client => client.CompleteAsync()));
        await App.SettleAsync();
        App.Pass(TimeSpan.FromMinutes(6));
        await App.RunTimerAsync("sweep-registrations");

        answers.Count(answer => (int)answer.Status == 201).Should().Be(1);
        answers.Where(answer => (int)answer.Status != 201).Should().OnlyContain(answer => answer.Code == "email-taken" || answer.Code == "wrong-step");
        (await RowsAsync(TableNames.Members)).Should().Be(1);
        (await RowsAsync(TableNames.Logins)).Should().Be(1);
        (await RowsAsync(TableNames.PersonClaims)).Should().Be(1);
    }

    private async Task<int> RowsAsync(string table)
    {
        var count = 0;
        await foreach (var row in App.Tables.GetTableClient(table).QueryAsync<TableEntity>(select: ["PartitionKey", "RowKey"]))
        {
            count += row.RowKey == row.PartitionKey ? 1 : 0; // Sessions and guesses lie beside theirs.
        }

        return count;
    }

    private static string SwapCase(string code) =>
        string.Concat(code.Select(letter => char.IsAsciiLetterUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter)));
}

internal static class ManyAtOnce
{
    /// <summary>One of many registrations: the token of its link is derived, since the mailbox may hold those of all for one address, and is not waited for.</summary>
    public static async Task<ApiClient> ConfirmedByLinkAsync(this TestApp app, string email = Email, CardBody? card = null)
    {
        var client = app.NewClient();
        var started = await client.StartAsync(app.Start(email: email));
        Expect(started, 202);
        var registration = await app.Services.GetRequiredService<RegistrationStore>().FindAsync(started.Text("registrationId"), CancellationToken.None);
        var link = app.Services.GetRequiredService<RegistrationKeys>().LinkToken(registration!.Value);
        client.Bearer = (await client.ActivateAsync(link)).Text("registrationToken");
        Expect(await client.CheckAsync(card ?? Card()), 200);
        return client;
    }
}
