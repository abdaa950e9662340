using System.Net;
using Kencom.Core.Checkups.Access;
using Kencom.Core.Members;
using Kencom.Functions.Tests.Accounts;
using Kencom.TestSupport.Checkups;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.Checkups;

public sealed class ViewingCodeTests : AccountTests
{
    [Fact]
    [Trait("Rule", "CK-1")]
    [Trait("Rule", "CK-3")]
    public async Task WayToTheResults_Member_CodeThenQuestionThenResults()
    {
        var (client, memberId) = await HaveMemberAsync();
        var person = await App.PersonKeyAsync(memberId);
        await App.HaveCodeAsync(person);
        await App.HaveCheckupAsync(person, CheckupSeeds.Example());

        (await client.LockedAsync()).Should().Equal("checkups: viewing-code");
        var locked = await client.GetAsync("/api/me/checkups");
        Expect(locked, 423);
        locked.Text("next").Should().Be("viewing-code");
        var early = await client.ChooseQuestionAsync();
        Expect(early, 409);
        early.Text("next").Should().Be("viewing-code");
        var given = await client.GiveCodeAsync();
        Expect(given, 200);
        given.Text("next").Should().Be("secret-question");
        (await client.LockedAsync()).Should().Equal("checkups: secret-question");
        Expect(await client.GetAsync("/api/me/checkups"), 423);
        Expect(await client.ChooseQuestionAsync(), 204);
        (await client.LockedAsync()).Should().BeEmpty();
        var results = await client.GetAsync("/api/me/checkups");
        Expect(results, 200);
        App.Storage.Of(results.TraceId).Should().HaveCountLessThanOrEqualTo(4);
        results.Json.GetProperty("checkups")[0].GetProperty("items").GetArrayLength().Should().Be(12);
    }

    [Theory]
    [InlineData("ab3def7h", "1972-04-15")]
    [InlineData("Ab3dEf7x", "1972-04-15")]
    [InlineData(CheckupSeeds.Code, "1972-04-16")]
    [Trait("Rule", "CK-2")]
    public async Task GiveCode_AnythingWrong_IsTheSameFailureAndCounts(string code, string birthDate)
    {
        var (client, memberId) = await HaveMemberAsync();
        await App.HaveCodeAsync(await App.PersonKeyAsync(memberId));

        var failed = await client.GiveCodeAsync(code, birthDate);

        Expect(failed, 422);
        failed.Code.Should().Be("viewing-code-not-confirmed");
        failed.Json.GetProperty("attemptsLeft").GetInt32().Should().Be(4);
    }

    [Fact]
    [Trait("Rule", "CK-2")]
    public async Task GiveCode_TypedFullWidthWithSpaces_Counts()
    {
        var (client, memberId) = await HaveMemberAsync();
        await App.HaveCodeAsync(await App.PersonKeyAsync(memberId));

        Expect(await client.GiveCodeAsync(" Ａｂ３ｄＥｆ７ｈ "), 200);
    }

    [Theory]
    [InlineData("Ab3dEf7", "1972-04-15", "viewingCode")]
    [InlineData("Ab3dEf7hh", "1972-04-15", "viewingCode")]
    [InlineData("Ab3d-f7h", "1972-04-15", "viewingCode")]
    [InlineData("", "1972-04-15", "viewingCode")]
    [InlineData(CheckupSeeds.Code, "1972-4-15", "birthDate")]
    [Trait("Rule", "CK-2")]
    public async Task GiveCode_OfAnotherForm_IsNoFailure(string code, string birthDate, string field)
    {
        var (client, memberId) = await HaveMemberAsync();
        await App.HaveCodeAsync(await App.PersonKeyAsync(memberId));

        var refused = await client.GiveCodeAsync(code, birthDate);

        Expect(refused, 400);
        refused.ErrorsOf(field).Should().NotBeEmpty();
        (await client.GiveCodeAsync("Xx3dEf7h")).Json.GetProperty("attemptsLeft").GetInt32().Should().Be(4);
    }

    [Fact]
    [Trait("Rule", "CK-2")]
    public async Task GiveCode_FiftyWrongOnesAtOnce_FiveCountAndTheRightOneIsLocked()
    {
        var (client, memberId) = await HaveMemberAsync();
        await App.HaveCodeAsync(await App.PersonKeyAsync(memberId));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.GiveCodeAsync("Wrong123")));

        answers.Where(answer => answer.Status is HttpStatusCode.UnprocessableEntity).Select(answer => answer.Json.GetProperty("attemptsLeft").GetInt32())
            .Should().BeEquivalentTo([4, 3, 2, 1, 0]);
        answers.Count(answer => answer.Status is HttpStatusCode.Locked).Should().Be(45);
        var right = await client.GiveCodeAsync();
        Expect(right, 423);
        right.Code.Should().Be("viewing-code-locked");
        right.Json.GetProperty("attemptsLeft").GetInt32().Should().Be(0);
    }

    [Fact]
    [Trait("Rule", "CK-2")]
    public async Task GiveCode_WithoutAnyCode_LocksUntilOneComes()
    {
        var (client, memberId) = await HaveMemberAsync();
        for (var failure = 1; failure <= 5; failure++)
        {
            Expect(await client.GiveCodeAsync("Wrong123"), 422);
        }

        Expect(await client.GiveCodeAsync("Wrong123"), 423);
        await App.HaveCodeAsync(await App.PersonKeyAsync(memberId));
        Expect(await client.GiveCodeAsync(), 200);
    }

    [Fact]
    [Trait("Rule", "CK-2")]
    public async Task GiveCode_LockedAndANewerCodeCame_TheNewOneCountsAndTheOldOneEnded()
    {
        var (client, memberId) = await HaveMemberAsync();
        var person = await App.PersonKeyAsync(memberId);
        await App.HaveCodeAsync(person);
        for (var failure = 1; failure <= 5; failure++)
        {
            Expect(await client.GiveCodeAsync("Wrong123"), 422);
        }

        await App.HaveCodeAsync(person); // The same again changes nothing.
        Expect(await client.GiveCodeAsync(), 423);
        await App.HaveCodeAsync(person, "Newer234");
        Expect(await client.GiveCodeAsync(), 422);
        Expect(await client.GiveCodeAsync("Newer234"), 200);
    }

    [Theory]
    [InlineData(179, 200)]
    [InlineData(180, 422)]
    [Trait("Rule", "CK-2")]
    public async Task GiveCode_OnItsLastDayAndAfter_CountsOnlyUntilItIsTooOld(int days, int status)
    {
        var (client, memberId) = await HaveMemberAsync();
        await App.HaveCodeAsync(await App.PersonKeyAsync(memberId), age: TimeSpan.FromDays(days));

        Expect(await client.GiveCodeAsync(), status);
    }

    [Fact]
    [Trait("Rule", "CK-4")]
    public async Task Results_CodeGrewTooOld_AskForACodeAgain()
    {
        var (client, memberId) = await HaveMemberAsync();
        await App.HaveCodeAsync(await App.PersonKeyAsync(memberId), age: TimeSpan.FromDays(180) - TimeSpan.FromMinutes(5));
        Expect(await client.GiveCodeAsync(), 200);
        Expect(await client.ChooseQuestionAsync(), 204);
        Expect(await client.GetAsync("/api/me/checkups"), 200);

        App.Pass(TimeSpan.FromMinutes(6));

        (await client.LockedAsync()).Should().Equal("checkups: viewing-code");
        Expect(await client.GetAsync("/api/me/checkups"), 423);
        Expect(await client.AnswerAsync(), 423);
    }

    [Fact]
    [Trait("Rule", "CK-2")]
    [Trait("Rule", "CK-5")]
    public async Task GiveCode_OfSomebodyElseOfTheSameBirthDate_OpensNothing()
    {
        await App.HaveRosterAsync(new RosterLine(), new RosterLine { KanaName = "ケンコムハナコ", Number = "234567" });
        var (taro, taroId) = await App.MemberAsync();
        var (hanako, hanakoId) = await App.MemberAsync(email: "hanako@example.jp", card: new CardBody { KanaName = "ケンコムハナコ", CardNumber = "234567" });
        await App.HaveCodeAsync(await App.PersonKeyAsync(taroId));
        await App.HaveCodeAsync(await App.PersonKeyAsync(hanakoId), "Hanako77");
        await App.HaveCheckupAsync(await App.PersonKeyAsync(taroId), CheckupSeeds.Example());

        Expect(await hanako.GiveCodeAsync(), 422);
        Expect(await hanako.GiveCodeAsync("Hanako77"), 200);
        Expect(await hanako.ChooseQuestionAsync(), 204);
        (await hanako.GetAsync("/api/me/checkups")).Json.GetProperty("checkups").GetArrayLength().Should().Be(0);
        Expect(await taro.GetAsync("/api/me/checkups"), 423);
        Expect(await taro.GiveCodeAsync(), 200);
    }

    [Fact]
    [Trait("Rule", "CK-7")]
    [Trait("Rule", "SI-8")]
    public async Task Leave_Verified_LosesAccessAndTheResultsStayThePersons()
    {
        var (client, memberId) = await HaveMemberAsync();
        var person = await App.PersonKeyAsync(memberId);
        await App.HaveCodeAsync(person);
        await App.HaveCheckupAsync(person, CheckupSeeds.Example());
        Expect(await client.GiveCodeAsync(), 200);
        Expect(await client.ChooseQuestionAsync(), 204);

        Expect(await client.DeleteAsync("/api/me", new { password = Password }), 204);
        Expect(await client.GetAsync("/api/me/checkups"), 401);
        await App.SettleAsync();
        (await App.Services.GetRequiredService<CheckupAccessStore>().FindAsync(memberId, CancellationToken.None)).Should().BeNull();

        var (again, _) = await App.MemberAsync();
        Expect(await again.GetAsync("/api/me/checkups"), 423);
        Expect(await again.GiveCodeAsync(), 200);
        Expect(await again.ChooseQuestionAsync(), 204);
        (await again.GetAsync("/api/me/checkups")).Json.GetProperty("checkups").GetArrayLength().Should().Be(1);
    }

    [Fact]
    [Trait("Rule", "CK-1")]
    [Trait("Rule", "CK-5")]
    public async Task Results_NobodySignedIn_AreRefused()
    {
        using var nobody = App.NewClient();

        Expect(await nobody.GetAsync("/api/me/checkups"), 401);
        Expect(await nobody.GiveCodeAsync(), 401);
        Expect(await nobody.ChooseQuestionAsync(), 401);
        Expect(await nobody.AnswerAsync(), 401);
    }

    [Fact]
    [Trait("Rule", "STF-3")]
    public async Task MoreTries_AtALockedCode_AreGivenOnceACode()
    {
        var (client, memberId) = await HaveMemberAsync();
        await App.HaveCodeAsync(await App.PersonKeyAsync(memberId));
        var give = App.Services.GetRequiredService<GiveMoreTries>();
        await LockAsync();

        (await give.AtViewingCodeAsync(memberId, CancellationToken.None)).IsSuccess.Should().BeTrue();
        (await client.GiveCodeAsync("Wrong123")).Json.GetProperty("attemptsLeft").GetInt32().Should().Be(4);
        await LockAsync();
        (await give.AtViewingCodeAsync(memberId, CancellationToken.None)).IsSuccess.Should().BeFalse();
        Expect(await client.GiveCodeAsync(), 423);

        async Task LockAsync()
        {
            for (var failure = 1; failure <= 6; failure++)
            {
                await client.GiveCodeAsync("Wrong123");
            }
        }
    }
}
