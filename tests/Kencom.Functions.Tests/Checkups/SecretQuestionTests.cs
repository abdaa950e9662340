using System.Net;
using Kencom.Core.Checkups.Access;
using Kencom.Functions.Tests.Accounts;
using Kencom.TestSupport.Checkups;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.Checkups;

public sealed class SecretQuestionTests : AccountTests
{
    [Fact]
    [Trait("Rule", "CK-3")]
    public async Task Questions_Anybody_AreAList()
    {
        var listed = await App.NewClient().GetAsync("/api/secret-questions");

        Expect(listed, 200);
        listed.Json.GetProperty("questions").EnumerateArray().Select(question => question.GetProperty("id").GetString()).Should().OnlyHaveUniqueItems().And.HaveCountGreaterThan(5);
    }

    [Theory]
    [InlineData("東京")]
    [InlineData(" すずき ")]
    [InlineData("ｽｽﾞｷ")]
    [InlineData("ケンコム")]
    [InlineData("たろう")]
    [InlineData("昭和47年4月15日")]
    [InlineData("1972/4/15")]
    [InlineData("０４１５")]
    [InlineData("あああ")]
    [InlineData("あ")]
    [Trait("Rule", "CK-3")]
    public async Task Choose_AnswerThatProtectsNobody_IsRefused(string answer)
    {
        var client = await ProvenAsync();

        var refused = await client.ChooseQuestionAsync(answer);

        Expect(refused, 422);
        refused.Code.Should().Be("secret-answer-refused");
        refused.ErrorsOf("answer").Should().ContainSingle();
        (await client.LockedAsync()).Should().Equal("checkups: secret-question");
    }

    [Theory]
    [InlineData("own-words", "", 400)]
    [InlineData("own-words", "  ", 400)]
    [InlineData("", "はちみつとレモン", 400)]
    [InlineData("no-such-question", "はちみつとレモン", 422)]
    [Trait("Rule", "CK-3")]
    public async Task Choose_MissingOrUnknown_IsRefused(string questionId, string answer, int status) =>
        Expect(await (await ProvenAsync()).ChooseQuestionAsync(answer, questionId), status);

    [Fact]
    [Trait("Rule", "CK-4")]
    public async Task Unlock_NewSession_AnswerInAnyWidthOrKana()
    {
        await OpenedAsync();
        var next = await SignedInAsync();

        (await next.LockedAsync()).Should().Equal("checkups: secret-answer");
        var locked = await next.GetAsync("/api/me/checkups");
        Expect(locked, 423);
        locked.Text("next").Should().Be("secret-answer");
        locked.Text("question").Should().Be("自分だけが知っている合い言葉は何ですか？", because: "who answers needs to know what was asked");
        var wrong = await next.AnswerAsync("はちみつ");
        Expect(wrong, 422);
        wrong.Json.GetProperty("attemptsLeft").GetInt32().Should().Be(4);
        Expect(await next.AnswerAsync(" ﾊﾁﾐﾂトれもん"), 204);
        Expect(await next.GetAsync("/api/me/checkups"), 200);
        var third = await SignedInAsync();
        (await third.AnswerAsync("はちみつ")).Json.GetProperty("attemptsLeft").GetInt32().Should().Be(4, because: "a right answer clears the count");
    }

    [Fact]
    [Trait("Rule", "CK-4")]
    public async Task Unlock_FiftyWrongAnswersAtOnce_FiveCountThenTheCodeIsAskedFor()
    {
        await OpenedAsync();
        var next = await SignedInAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => next.AnswerAsync("はちみつ")));

        answers.Count(answer => answer.Status is HttpStatusCode.UnprocessableEntity).Should().Be(5);
        answers.Count(answer => answer.Status is HttpStatusCode.Locked).Should().Be(45);
        var right = await next.AnswerAsync();
        Expect(right, 423);
        right.Text("next").Should().Be("viewing-code");
        (await next.LockedAsync()).Should().Equal("checkups: viewing-code");
        var given = await next.GiveCodeAsync();
        given.Text("next").Should().Be("secret-question", because: "who has forgotten the answer chooses another");
        Expect(await next.AnswerAsync(), 423);
        Expect(await next.ChooseQuestionAsync("れもんとはちみつ"), 204);
        Expect(await next.GetAsync("/api/me/checkups"), 200);
    }

    [Fact]
    [Trait("Rule", "CK-4")]
    [Trait("Rule", "STF-3")]
    public async Task MoreTries_AtTheAnswer_AreGivenOnceADay()
    {
        var (_, memberId) = await OpenedAsync();
        var next = await SignedInAsync();
        var give = App.Services.GetRequiredService<GiveMoreTries>();
        await LockAsync();

        (await give.AtSecretAnswerAsync(memberId)).IsSuccess.Should().BeTrue();
        (await next.LockedAsync()).Should().Equal("checkups: secret-answer");
        await LockAsync();
        (await give.AtSecretAnswerAsync(memberId)).IsSuccess.Should().BeFalse();

        async Task LockAsync()
        {
            for (var failure = 1; failure <= 5; failure++)
            {
                Expect(await next.AnswerAsync("はちみつ"), 422);
            }
        }
    }

    [Fact]
    [Trait("Rule", "CK-3")]
    public async Task Change_WhileOpen_ClosesTheOtherSessionsAndTheOldAnswerEnds()
    {
        var (client, _) = await OpenedAsync();
        var other = await SignedInAsync();
        Expect(await other.ChooseQuestionAsync("れもんとはちみつ"), 409);
        Expect(await other.AnswerAsync(), 204);

        Expect(await client.ChooseQuestionAsync("れもんとはちみつ"), 204);

        Expect(await client.GetAsync("/api/me/checkups"), 200);
        Expect(await other.GetAsync("/api/me/checkups"), 423);
        Expect(await other.AnswerAsync(), 422);
        Expect(await other.AnswerAsync("れもんとはちみつ"), 204);
    }

    [Fact]
    [Trait("Rule", "CK-3")]
    public async Task Choose_InAnotherSessionThanTheCodesBeforeAnyQuestion_NeedsTheCode()
    {
        await ProvenAsync();
        var other = await SignedInAsync();

        (await other.LockedAsync()).Should().Equal("checkups: viewing-code");
        Expect(await other.ChooseQuestionAsync(), 409);
    }

    [Fact]
    [Trait("Rule", "CK-3")]
    [Trait("Rule", "REG-5")]
    public async Task Answer_Stored_IsNowhereInTheClear()
    {
        await OpenedAsync();

        (await App.Stored.FindAsync("はちみつ")).Should().BeEmpty();
        (await App.Stored.FindAsync("ハチミツ")).Should().BeEmpty();
        (await App.Stored.FindAsync(CheckupSeeds.Code)).Should().BeEmpty();
        (await App.Stored.FindAsync("デモ健診センター")).Should().BeEmpty();
    }

    private async Task<ApiClient> ProvenAsync()
    {
        var (client, memberId) = await HaveMemberAsync();
        var person = await App.PersonKeyAsync(memberId);
        await App.HaveCodeAsync(person);
        await App.HaveCheckupAsync(person, CheckupSeeds.Example());
        Expect(await client.GiveCodeAsync(), 200);
        return client;
    }

    private async Task<(ApiClient Client, string MemberId)> OpenedAsync()
    {
        var client = await ProvenAsync();
        Expect(await client.ChooseQuestionAsync(), 204);
        return (client, (await client.GetAsync("/api/me")).Text("memberId"));
    }
}

/// <summary>The setting that does without the question (CK-3, CK-4).</summary>
public sealed class WithoutSecretQuestionTests : AccountTests
{
    protected override void Configure(TestAppOptions options)
    {
        base.Configure(options);
        options.Settings["Checkups__SecretQuestion"] = "false";
    }

    [Fact]
    [Trait("Rule", "CK-3")]
    [Trait("Rule", "CK-4")]
    public async Task GiveCode_QuestionOff_OpensTheResultsInEverySession()
    {
        var (client, memberId) = await HaveMemberAsync();
        await App.HaveCodeAsync(await App.PersonKeyAsync(memberId));

        var given = await client.GiveCodeAsync();

        given.Text("next").Should().Be("results");
        Expect(await client.GetAsync("/api/me/checkups"), 200);
        var other = await SignedInAsync();
        (await other.LockedAsync()).Should().BeEmpty();
        Expect(await other.GetAsync("/api/me/checkups"), 200);
        Expect(await other.AnswerAsync(), 204);
        Expect(await client.ChooseQuestionAsync(), 409);
    }
}
