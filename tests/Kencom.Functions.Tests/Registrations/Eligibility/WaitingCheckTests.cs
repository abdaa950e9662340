namespace Kencom.Functions.Tests.Registrations;

public sealed class WaitingCheckTests : AppTests
{
    [Fact]
    [Trait("Rule", "EL-14")]
    public async Task Waiting_UntilAnImportBringsTheRow_MailsALinkThatContinues()
    {
        await App.HaveRosterAsync(new RosterLine { KanaName = "ダレカ", Number = "1" });
        using var client = await App.ActivatedAsync();
        Expect(await client.CheckAsync(Card()), 422);
        var waiting = await client.PostAsync("/api/registrations/current/waiting");
        App.Pass(TimeSpan.FromDays(30));
        await App.RunTimerAsync("sweep-registrations");

        await App.DropAsync("rosters/123456/full/2026-12.csv", RosterFile.Of(new RosterLine { KanaName = "ダレカ", Number = "1" }, new RosterLine()));
        var mail = await App.NewestMailToAsync(Email);
        using var later = App.NewClient();
        var activated = await later.ActivateAsync(mail.LinkToken, Password);
        later.Bearer = activated.Text("registrationToken");
        var completed = await later.CompleteAsync();

        Expect(waiting, 202);
        activated.Text("next").Should().Be("completion");
        Expect(completed, 201);
    }

    [Fact]
    [Trait("Rule", "EL-8")]
    [Trait("Rule", "EL-14")]
    public async Task Waiting_WithACardFromBeforeRetirement_UntilTheRosterOfADeclaredInsurerCoversThePerson()
    {
        await App.HaveRosterAsync(new RosterLine { PersonId = "K1", CoverageEnd = "2024-03-31" }, new RosterLine { KanaName = "ダレカ", Number = "1" });
        await App.HaveInsurerAsync("63123459", insurer => insurer with { SameAs = ["123456"] });
        using var client = await App.ActivatedAsync();
        Expect(await client.CheckAsync(Card()), 422);
        Expect(await client.PostAsync("/api/registrations/current/waiting"), 202);

        await App.DropAsync("rosters/63123459/full/2026-12.csv", RosterFile.Of(new RosterLine { InsurerNumber = "63123459", Symbol = "特", Number = "9", PersonId = "K1", CoverageStart = "2024-03-31" }));
        using var later = App.NewClient();
        var activated = await later.ActivateAsync((await App.NewestMailToAsync(Email)).LinkToken, Password);
        later.Bearer = activated.Text("registrationToken");

        activated.Text("next").Should().Be("completion");
        Expect(await later.CompleteAsync(), 201);
    }

    [Fact]
    [Trait("Rule", "EL-14")]
    public async Task Waiting_ThroughAnImportWithoutTheRow_KeepsWaiting()
    {
        await App.HaveRosterAsync(new RosterLine { KanaName = "ダレカ", Number = "1" });
        using var client = await App.ActivatedAsync();
        Expect(await client.CheckAsync(Card()), 422);
        Expect(await client.PostAsync("/api/registrations/current/waiting"), 202);

        await App.DropAsync("rosters/123456/diff/2026-12.csv", RosterFile.Of(new RosterLine { KanaName = "ベツノヒト", Number = "2" }));

        (await App.MailsToAsync(Email)).Should().HaveCount(2, "the activation mail and the one that confirms the waiting");
        (await client.GetAsync("/api/registrations/current")).Text("state").Should().Be("activated");
    }

    [Fact]
    [Trait("Rule", "EL-14")]
    [Trait("Rule", "REG-17")]
    public async Task Waiting_ForNinetyDaysInVain_DeletesEverythingAndTellsThePerson()
    {
        await App.HaveRosterAsync(new RosterLine { KanaName = "ダレカ", Number = "1" });
        using var client = await App.ActivatedAsync(email: "machi@example.jp");
        Expect(await client.CheckAsync(Card()), 422);
        Expect(await client.PostAsync("/api/registrations/current/waiting"), 202);
        App.Pass(TimeSpan.FromDays(90) - TimeSpan.FromSeconds(1));
        await App.RunTimerAsync("sweep-registrations");
        var before = await App.MailsToAsync("machi@example.jp");

        App.Pass(TimeSpan.FromSeconds(1));
        await App.RunTimerAsync("sweep-registrations");
        var after = await App.MailsToAsync("machi@example.jp");

        before.Should().HaveCount(2);
        after.Should().HaveCount(3);
        after[0].Subject.Should().Contain("kencom");
        foreach (var value in new[] { "machi@example.jp", "ケンコムタロウ", "1972-04-15" })
        {
            (await StorageSearch.FindAsync(App, value, place => place.StartsWith("rosters/", StringComparison.Ordinal))).Should().BeEmpty();
        }
    }

    [Fact]
    [Trait("Rule", "EL-14")]
    public async Task Waiting_SeenByTheMailsToken_IsShownAndCanBeEndedAndNothingElse()
    {
        await App.HaveRosterAsync(new RosterLine { KanaName = "ダレカ", Number = "1" });
        using var client = await App.ActivatedAsync();
        Expect(await client.CheckAsync(Card()), 422);
        (await client.GetAsync("/api/registrations/current/waiting")).Code.Should().Be("not-found");
        Expect(await client.PostAsync("/api/registrations/current/waiting"), 202);
        var again = await client.PostAsync("/api/registrations/current/waiting");
        var mail = await App.NewestMailToAsync(Email);
        var token = mail.Text.Split("/register/waiting#")[1].Split('\n')[0].Trim();
        (await App.MailsToAsync(Email)).Should().HaveCount(2, "asking again mails nothing");

        // A month later the registration's own token is long dead; the mail's is not.
        App.Pass(TimeSpan.FromDays(30));
        using var later = App.NewClient();
        later.Bearer = token;
        var shown = await later.GetAsync("/api/registrations/current/waiting");
        var elsewhere = await later.CheckAsync(Card());
        var state = await later.GetAsync("/api/registrations/current");
        var ended = await later.DeleteAsync("/api/registrations/current/waiting");
        var after = await later.GetAsync("/api/registrations/current/waiting");
        await App.DropAsync("rosters/123456/full/2026-12.csv", RosterFile.Of(new RosterLine { KanaName = "ダレカ", Number = "1" }, new RosterLine()));
        await App.RunTimerAsync("sweep-registrations");

        Expect(again, 202);
        shown.Text("kanaName").Should().Be("ケンコムタロウ");
        shown.Text("birthDate").Should().Be("1972-04-15");
        shown.Text("insurerNumber").Should().Be("123456");
        shown.Json.GetProperty("endsOn").GetDateTimeOffset().Should().Be(again.Json.GetProperty("waitingUntil").GetDateTimeOffset());
        Expect(elsewhere, 401);
        Expect(state, 401);
        Expect(ended, 204);
        Expect(after, 401);
        (await App.MailsToAsync(Email)).Should().HaveCount(2, "who does not wait any more is not written to");
        (await StorageSearch.FindAsync(App, Email)).Should().BeEmpty("what was typed goes when nothing can go on");
    }

    /// <summary>What was typed lies for 90 days: whoever copies the storage reads none of it. The number of the insurer says whose roster is waited for.</summary>
    [Fact]
    [Trait("Rule", "EL-14")]
    public async Task Waiting_WhatWasTyped_IsSealed()
    {
        await App.HaveRosterAsync(new RosterLine { KanaName = "ダレカ", Number = "1" });
        using var client = await App.ActivatedAsync();
        Expect(await client.CheckAsync(Card() with { KanaName = "マチビト", BirthDate = "1961-02-03", CardSymbol = "75318642", CardNumber = "86420975" }), 422);
        Expect(await client.PostAsync("/api/registrations/current/waiting"), 202);
        await App.SettleAsync();

        foreach (var typed in new[] { "マチビト", "1961-02-03", "75318642", "86420975" })
        {
            (await StorageSearch.FindAsync(App, typed)).Should().BeEmpty("of {0} only the seal is stored", typed);
        }

        (await client.GetAsync("/api/registrations/current/waiting")).Text("kanaName").Should().Be("マチビト");
    }

    [Fact]
    [Trait("Rule", "EL-14")]
    public async Task Waiting_EndedAndBegunAnew_HasAnotherLink()
    {
        await App.HaveRosterAsync(new RosterLine { KanaName = "ダレカ", Number = "1" });
        using var client = await App.ActivatedAsync();
        Expect(await client.CheckAsync(Card()), 422);
        Expect(await client.PostAsync("/api/registrations/current/waiting"), 202);
        var first = (await App.NewestMailToAsync(Email)).Text;
        App.Pass(TimeSpan.FromMinutes(1));
        Expect(await client.DeleteAsync("/api/registrations/current/waiting"), 204);
        Expect(await client.PostAsync("/api/registrations/current/waiting"), 202);
        var second = (await App.NewestMailToAsync(Email)).Text;

        second.Split('#')[1].Should().NotBe(first.Split('#')[1]);
        using var former = App.NewClient();
        former.Bearer = first.Split('#')[1].Split('\n')[0].Trim();
        Expect(await former.GetAsync("/api/registrations/current/waiting"), 401);
    }

    [Fact]
    [Trait("Rule", "EL-14")]
    public async Task Waiting_WithoutAMiss_IsTheWrongStep()
    {
        using var client = await App.ActivatedAsync();

        var refused = await client.PostAsync("/api/registrations/current/waiting");

        Expect(refused, 409);
        refused.Code.Should().Be("wrong-step");
    }

    [Fact]
    [Trait("Rule", "EL-15")]
    public async Task Member_WhoseReadingCardOrBranchChanges_StaysTheOneMember()
    {
        // Enough others that one person who moves is no mass ending (RST-6).
        var others = Enumerable.Range(1000, 40).Select(number => new RosterLine { Number = $"{number}" }).ToArray();
        await App.HaveRosterAsync([new RosterLine { PersonId = "P1" }, new RosterLine { Number = "2", KanaName = "ミドリ", BirthDate = "1980-01-01" }, .. others]);
        await App.MemberAsync(email: "p1@example.jp");
        await App.MemberAsync(email: "p2@example.jp", card: Card() with { CardNumber = "2", KanaName = "ミドリ", BirthDate = "1980-01-01" });

        // P1 gets a new card and another reading; the second person, who has no 加入者ID, another reading and a 枝番.
        await App.DropAsync(
            "rosters/123456/full/2026-12.csv",
            RosterFile.Of(
            [
                new RosterLine { PersonId = "P1", Symbol = "8000", Number = "99", KanaName = "ケンコウタロウ" },
                new RosterLine { Number = "2", KanaName = "ミトリ", BirthDate = "1980-01-01", Branch = "01" },
                .. others,
            ]));
        using var first = await App.ActivatedAsync(email: "q1@example.jp");
        using var second = await App.ActivatedAsync(email: "q2@example.jp");

        (await first.CheckAsync(Card() with { CardSymbol = "8000", CardNumber = "99", KanaName = "ケンコウタロウ" })).Code.Should().Be("person-already-registered");
        (await second.CheckAsync(Card() with { CardNumber = "2", KanaName = "ミトリ", BirthDate = "1980-01-01" })).Code.Should().Be("person-already-registered");
    }
}
