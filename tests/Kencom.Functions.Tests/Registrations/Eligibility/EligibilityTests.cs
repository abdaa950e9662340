using Kencom.Core.Insurers;
using Kencom.Core.Registrations;
using Kencom.Core.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.Registrations;

public sealed class EligibilityTests : AppTests
{
    [Fact]
    [Trait("Rule", "EL-13")]
    public async Task Check_OfTheCardAsTyped_ShowsWhoWasFound()
    {
        await App.HaveRosterAsync(new RosterLine());
        using var client = await App.ActivatedAsync();

        var confirmed = await client.CheckAsync(Card() with { KanaName = "ｹﾝｺﾑ ﾀﾛｳ", InsurerNumber = "１２３４５６", CardSymbol = "71-1234", CardNumber = "００123456" });

        Expect(confirmed, 200);
        confirmed.Text("kanaName").Should().Be("ケンコムタロウ");
        confirmed.Text("birthDate").Should().Be("1972-04-15");
        confirmed.Text("insurerName").Should().Be("デモ健康保険組合");
        var again = await client.CheckAsync(Card()); // The insurer is known by now.
        App.Storage.Of(again.TraceId).Should().HaveCountLessThanOrEqualTo(13, "a hit makes the calls of a miss (EL-12)");
    }

    [Fact]
    [Trait("Rule", "EL-12"), Trait("Rule", "EL-8")]
    public async Task Check_HitNearMissFarMissOrLapsedRow_LooksUpTheRosterAlike()
    {
        await App.HaveRosterAsync(new RosterLine(), new RosterLine { Number = "7", CoverageStart = "2010-04-01", CoverageEnd = "2020-03-31" });
        string[] tables = [TableNames.RosterCards, TableNames.RosterPersons, TableNames.PersonClaims];
        var lookups = new List<string>();
        foreach (var card in new[] { Card(), Card() with { KanaName = "ケンコムジロウ" }, Card() with { CardNumber = "99" }, Card() with { CardNumber = "7" } })
        {
            using var client = await App.ActivatedAsync();
            var answer = await client.CheckAsync(card);
            Expect(answer, lookups.Count == 0 ? 200 : 422);
            lookups.Add(string.Join(' ', tables.Select(table => App.Storage.Of(answer.TraceId).Count(call => call.Contains(table, StringComparison.Ordinal)))));
        }

        lookups.Should().AllBe("1 1 1", "nobody learns from the calls how near a miss was");
    }

    [Fact]
    [Trait("Rule", "EL-13")]
    public async Task Check_AfterAConfirmedOne_ReplacesIt_HitOrMiss()
    {
        await App.HaveRosterAsync(new RosterLine(), new RosterLine { KanaName = "ケンコムハナコ", BirthDate = "1974-01-02", Relation = "家族" });
        using var client = await App.ConfirmedAsync();

        var other = await client.CheckAsync(Card() with { KanaName = "ケンコムハナコ", BirthDate = "1974-01-02" });
        var miss = await client.CheckAsync(Card() with { KanaName = "ケンコムジロウ" });
        var completion = await client.CompleteAsync();

        Expect(other, 200);
        Expect(miss, 422);
        Expect(completion, 409);
        completion.Text("next").Should().Be("eligibility");
    }

    [Fact]
    [Trait("Rule", "EL-1")]
    public async Task Check_WithEverythingWrong_NamesAllFieldsAtOnce_AndCountsNoFailure()
    {
        using var client = await App.ActivatedAsync();

        var refused = await client.CheckAsync(new CardBody { KanaName = "健康太郎", BirthDate = "1972-02-30", InsurerNumber = "12", CardSymbol = "12-", CardNumber = "abc" });

        Expect(refused, 400);
        refused.Json.GetProperty("errors").EnumerateObject().Select(error => error.Name).Should()
            .BeEquivalentTo("kanaName", "birthDate", "insurerNumber", "cardSymbol", "cardNumber");
        (await RegistrationOfAsync(client)).FailedChecks.Should().Be(0);
    }

    [Fact]
    [Trait("Rule", "EL-1")]
    public async Task Check_WithoutASymbol_FindsACardWithoutOne()
    {
        await App.HaveRosterAsync(new RosterLine { Symbol = "" });
        using var client = await App.ActivatedAsync();

        Expect(await client.CheckAsync(Card() with { CardSymbol = null }), 200);
    }

    [Theory]
    [InlineData("2999-01-01")]
    [InlineData("1850-01-01")]
    [InlineData("S47.4.15")]
    [InlineData("19720415")]
    [Trait("Rule", "EL-1")]
    public async Task Check_WithABirthDateThatIsNone_IsAFieldError(string birthDate)
    {
        using var client = await App.ActivatedAsync();

        var refused = await client.CheckAsync(Card() with { BirthDate = birthDate });

        Expect(refused, 400);
        refused.ErrorsOf("birthDate").Should().NotBeEmpty();
    }

    [Fact]
    [Trait("Rule", "EL-7")]
    public async Task Check_NearMissOfAnyField_IsAnsweredLikeAFarOne()
    {
        await App.HaveRosterAsync(new RosterLine());
        using var client = await App.ActivatedAsync();
        var answers = new[]
        {
            await client.CheckAsync(Card() with { KanaName = "ケンコムジロウ" }),
            await client.CheckAsync(Card() with { BirthDate = "1972-04-16" }),
            await client.CheckAsync(Card() with { InsurerNumber = "123457" }),
            await client.CheckAsync(Card() with { CardSymbol = "1235" }),
            await client.CheckAsync(Card() with { CardNumber = "123457" }),
        };

        answers.Should().OnlyContain(answer => (int)answer.Status == 422 && answer.Code == "eligibility-not-confirmed");
        answers.Select(answer => answer.Body).Distinct(StringComparer.Ordinal).Should().HaveCount(1);
        answers[0].Json.GetProperty("possibleCauses").GetArrayLength().Should().Be(4);
        answers.Take(2).Concat(answers.Skip(3)).Select(answer => App.Storage.Of(answer.TraceId).Count).Distinct().Should().HaveCountLessThanOrEqualTo(2);
    }

    [Theory]
    [InlineData("2026-11-22", "", true)]
    [InlineData("2026-11-23", "", false)]
    [InlineData("2020-04-01", "2026-11-23", true)]
    [InlineData("2020-04-01", "2026-11-22", false)]
    [Trait("Rule", "EL-8")]
    public async Task Check_OnTheEdgesOfCoverage_CountsTheStartInAndTheEndOut(string from, string until, bool covered)
    {
        await App.HaveRosterAsync(new RosterLine { CoverageStart = from, CoverageEnd = until });
        using var client = await App.ActivatedAsync();

        Expect(await client.CheckAsync(Card()), covered ? 200 : 422);
    }

    [Fact]
    [Trait("Rule", "EL-8")]
    public async Task Check_OfARetiredPersonsOldCard_IsAcceptedWhileTheNewOneIsCovered()
    {
        await App.HaveRosterAsync(
            new RosterLine { PersonId = "P1", CoverageEnd = "2026-04-01" },
            new RosterLine { PersonId = "P1", Symbol = "9000", Number = "777", CoverageStart = "2026-04-01" });
        using var byOldCard = await App.ActivatedAsync(email: "old@example.jp");
        using var byNewCard = await App.ActivatedAsync(email: "new@example.jp");

        Expect(await byOldCard.CheckAsync(Card()), 200);
        Expect(await byOldCard.CompleteAsync(), 201);
        var again = await byNewCard.CheckAsync(Card() with { CardSymbol = "9000", CardNumber = "777" });

        Expect(again, 409);
        again.Code.Should().Be("person-already-registered");
    }

    [Fact]
    [Trait("Rule", "EL-9")]
    public async Task Check_OfWhomTheInsurerRestricts_IsToldSo()
    {
        await App.HaveRosterAsync(
            new RosterLine(),
            new RosterLine { KanaName = "ケンコムハナコ", BirthDate = "2010-11-23", Relation = "家族" },
            new RosterLine { KanaName = "ケンコムジロウ", BirthDate = "2010-11-22", Relation = "家族" });
        using var client = await App.ActivatedAsync();

        await App.HaveInsurerAsync(change: insurer => insurer with { DependentsFromAge = 16 });
        var tooYoung = await client.CheckAsync(Card() with { KanaName = "ケンコムハナコ", BirthDate = "2010-11-23" });
        var oldEnough = await client.CheckAsync(Card() with { KanaName = "ケンコムジロウ", BirthDate = "2010-11-22" });
        await App.HaveInsurerAsync(change: insurer => insurer with { InsuredOnly = true });
        var dependent = await client.CheckAsync(Card() with { KanaName = "ケンコムジロウ", BirthDate = "2010-11-22" });
        var insured = await client.CheckAsync(Card());

        Expect(tooYoung, 403);
        tooYoung.Code.Should().Be("eligibility-restricted");
        Expect(oldEnough, 200);
        Expect(dependent, 403);
        Expect(insured, 200);
    }

    [Fact]
    [Trait("Rule", "EL-10")]
    public async Task Check_WhileTheInsurerIsInMaintenance_SaysUntilWhen()
    {
        await App.HaveRosterAsync(new RosterLine());
        using var client = await App.ActivatedAsync();
        var now = App.Clock.GetUtcNow();
        await App.HaveInsurerAsync(change: insurer => insurer with { Maintenance = new Maintenance(now.AddHours(-1), now.AddMinutes(30), "システム更新中です。") });

        var refused = await client.CheckAsync(Card());
        App.Pass(TimeSpan.FromMinutes(30));
        var later = await client.CheckAsync(Card());

        Expect(refused, 503);
        refused.Code.Should().Be("insurer-maintenance");
        refused.Text("detail").Should().Be("システム更新中です。");
        refused.RetryAfter.Should().Be(TimeSpan.FromMinutes(30));
        Expect(later, 200);
    }

    [Fact]
    [Trait("Rule", "EL-11")]
    public async Task Check_OfAMember_NamesTheWaysOn()
    {
        await App.HaveRosterAsync(new RosterLine());
        await App.MemberAsync(email: "first@example.jp");
        using var client = await App.ActivatedAsync(email: "second@example.jp");

        var refused = await client.CheckAsync(Card());

        Expect(refused, 409);
        refused.Code.Should().Be("person-already-registered");
        refused.Json.GetProperty("waysOn").GetArrayLength().Should().Be(3);
    }

    [Theory]
    [InlineData("キョウコ", "キヨウコ", 2)]
    [InlineData("オーノユキ", "オ―ノユキ", 2)]
    [InlineData("チヂワミツ", "チジワミツ", 3)]
    [Trait("Rule", "EL-5")]
    public async Task Check_WithAnotherSpellingOfTheName_FindsThePersonByTheLadder(string inRoster, string typed, int step)
    {
        await App.HaveRosterAsync(new RosterLine { KanaName = inRoster });
        using var client = await App.ActivatedAsync();

        Expect(await client.CheckAsync(Card() with { KanaName = typed }), 200);

        (await RegistrationOfAsync(client)).Person!.LadderStep.Should().Be(step);
    }

    [Fact]
    [Trait("Rule", "EL-5")]
    [Trait("Rule", "EL-7")]
    public async Task Check_InAFamilyWithTwins_FindsTheOwnRowOrNothing()
    {
        await App.HaveRosterAsync(
            new RosterLine(),
            new RosterLine { KanaName = "ケンコムミツコ", BirthDate = "2000-05-05", Relation = "家族", Branch = "02" },
            new RosterLine { KanaName = "ケンコムミヅコ", BirthDate = "2000-05-05", Relation = "家族", Branch = "03" },
            new RosterLine { KanaName = "ケンコムミズコ", BirthDate = "2000-05-05", Relation = "家族", Branch = "04" });
        using var client = await App.ActivatedAsync();
        var twin = Card() with { BirthDate = "2000-05-05" };

        Expect(await client.CheckAsync(twin with { KanaName = "ケンコムミツコ" }), 200);
        var first = (await RegistrationOfAsync(client)).Person!;
        Expect(await client.CheckAsync(twin with { KanaName = "ケンコムミヅコ" }), 200);
        var second = (await RegistrationOfAsync(client)).Person!;
        Expect(await client.CheckAsync(twin with { KanaName = "ケンコムミズコ" }), 200);
        var third = (await RegistrationOfAsync(client)).Person!;
        Expect(await client.CheckAsync(twin with { KanaName = "ケンコムミコ" }), 422);

        new[] { first.PersonKey, second.PersonKey, third.PersonKey }.Should().OnlyHaveUniqueItems();
        new[] { first, second, third }.Should().OnlyContain(person => person.LadderStep == 1);
    }

    [Fact]
    [Trait("Rule", "EL-7")]
    public async Task Check_ThatSeveralMatch_IsAMissThatStaffCanSee()
    {
        await App.HaveRosterAsync(new RosterLine { KanaName = "アヅオ", Branch = "02" }, new RosterLine { KanaName = "アズヲ", Branch = "03" });
        using var client = await App.ActivatedAsync();

        Expect(await client.CheckAsync(Card() with { KanaName = "アヅヲ" }), 422);

        (await RegistrationOfAsync(client)).LastMiss!.Several.Should().BeTrue();
    }

    private async Task<Registration> RegistrationOfAsync(ApiClient client) =>
        (await App.Services.GetRequiredService<RegistrationStore>().FindAsync(RegistrationKeys.IdOf(client.Bearer!)!, CancellationToken.None))!.Value;
}

public sealed class ProbingTests : AppTests
{
    protected override void Configure(TestAppOptions options)
    {
        options.Settings["Limits__Loopback"] = "Strict";
        options.Settings["Allowances__Times__Starts"] = "40";
        options.Settings["Allowances__Times__Activations"] = "40";
        options.Settings["Allowances__Times__Mails"] = "100";
    }

    [Fact]
    [Trait("Rule", "EL-12")]
    public async Task Check_TheTenthFailure_IsAMiss_AndThenTheRegistrationIsClosed()
    {
        using var client = await App.ActivatedAsync();
        for (var failure = 1; failure <= 10; failure++)
        {
            Expect(await client.CheckAsync(Card() with { CardNumber = $"{failure}", KanaName = Name(failure) }), 422);
        }

        var closed = await client.CheckAsync(Card());

        Expect(closed, 409);
        closed.Code.Should().Be("registration-closed");
    }

    [Fact]
    [Trait("Rule", "EL-12")]
    public async Task Check_FiftyAtOnce_GetsNoMoreThanTenMisses()
    {
        using var client = await App.ActivatedAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => client.CheckAsync(Card() with { CardNumber = $"{i}", KanaName = Name(i) })));

        answers.Count(answer => (int)answer.Status == 422).Should().Be(10);
        answers.Count(answer => answer.Code == "registration-closed").Should().Be(40);
    }

    [Fact]
    [Trait("Rule", "EL-12")]
    public async Task Check_ForOnePersonWithChangingCards_IsStoppedOverAllRegistrations()
    {
        await App.HaveRosterAsync(new RosterLine());
        var clients = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => App.ActivatedAsync(email: $"p{i}@example.jp")));

        var answers = await Task.WhenAll(Enumerable.Range(0, 25).Select(i => clients[i % 5].CheckAsync(Card() with { CardNumber = $"{i + 1}" })));
        var right = await clients[0].CheckAsync(Card());

        answers.Count(answer => (int)answer.Status == 422).Should().Be(10);
        Expect(right, 429);
        right.RetryAfter.Should().BeGreaterThan(TimeSpan.FromHours(23));
        App.Pass(TimeSpan.FromDays(1));
    }

    [Fact]
    [Trait("Rule", "EL-12")]
    public async Task Check_ForOneCardWithChangingNames_IsStoppedOverAllRegistrations()
    {
        await App.HaveRosterAsync(new RosterLine());
        var clients = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => App.ActivatedAsync(email: $"p{i}@example.jp")));

        var answers = await Task.WhenAll(Enumerable.Range(0, 25).Select(i => clients[i % 5].CheckAsync(Card() with { KanaName = Name(i) })));
        var right = await clients[0].CheckAsync(Card());

        answers.Count(answer => (int)answer.Status == 422).Should().Be(10);
        Expect(right, 429);
    }

    [Fact]
    [Trait("Rule", "EL-12")]
    public async Task Check_FromOneNetworkAddress_IsStoppedAfterThirtyFailuresAnHour()
    {
        await App.HaveRosterAsync(new RosterLine());
        var clients = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => App.ActivatedAsync(email: $"p{i}@example.jp")));

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 45).Select(i => clients[i % 5].CheckAsync(Card() with { CardNumber = $"{i + 1}", KanaName = Name(i) })));
        var right = await clients[0].CheckAsync(Card());
        App.Pass(TimeSpan.FromHours(1));

        answers.Count(answer => (int)answer.Status == 422).Should().Be(30);
        Expect(right, 429);
        Expect(await clients[0].CheckAsync(Card()), 200);
    }

    /// <summary>Names that have nothing in common.</summary>
    private static string Name(int number) =>
        "ケンコム" + string.Concat(number.ToString("D3", System.Globalization.CultureInfo.InvariantCulture).Select(digit => "アイウエオカキクケコ"[digit - '0']));
}
