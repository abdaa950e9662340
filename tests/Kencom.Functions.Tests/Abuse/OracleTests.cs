using Kencom.Core.Storage;
using Kencom.Functions.Mail;
using Kencom.Functions.Tests.Inquiries;
using Microsoft.Extensions.Time.Testing;

namespace Kencom.Functions.Tests.Abuse;

/// <summary>
/// What nobody may learn from how much an answer costs: the calls of the storage are the same, one by one (EL-12, REG-9, CK-6). Signing in and asking for a reset are held
/// by SignInMemberTests and PasswordResetTests; times are compared by the benchmark <c>oracles</c>.
/// </summary>
public sealed class OracleTests
{
    /// <summary>An insurer whose roster comes after the rotation of the hash key.</summary>
    private const string Other = "06132013";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Rule", "EL-12")]
    public async Task Check_HitNearMissFarMissOrLapsedRow_CallsTheStorageAlike(bool rotated)
    {
        var app = await TestApp.StartAsync();
        await app.HaveRosterAsync(new RosterLine(), new RosterLine { Number = "7", CoverageStart = "2010-04-01", CoverageEnd = "2020-03-31" }, new RosterLine { Number = "8", KanaName = "ケンコムハナコ" });
        var token = (await app.ActivatedAsync()).Bearer;
        app = rotated ? await RotateAsync(app) : app;
        await using var disposed = app;
        using var client = app.NewClient();
        client.Bearer = token;

        await MissAsync(Card() with { KanaName = "ケンコムサブロウ", CardNumber = "98" }); // The first reads the insurer, which is then kept for a while.
        var near = await MissAsync(Card() with { KanaName = "ケンコムジロウ" });
        var hit = await CheckAsync(Card() with { KanaName = "ケンコムハナコ", CardNumber = "8" }, 200);
        var far = await MissAsync(Card() with { BirthDate = "1972-04-16", CardNumber = "99" });
        var lapsed = await MissAsync(Card() with { CardNumber = "7" });

        near.Should().NotBeEmpty();
        (await CheckAsync(Card() with { KanaName = "ケンコムハナコ", CardNumber = "8" }, 200)).Should().HaveSameCount(hit, "found again is written again");
        (await CheckAsync(Card() with { KanaName = "ケンコムハナコ", CardNumber = "8" }, 200)).Should().HaveSameCount(hit, "found again is written again");
        hit.Should().Equal(near, "nobody who sees how busy the storage is learns that somebody was found");
        far.Should().Equal(near, "nobody learns that a card exists");
        lapsed.Should().Equal(near, "nobody learns that somebody was insured");

        Task<string[]> MissAsync(CardBody card) => CheckAsync(card, 422);

        async Task<string[]> CheckAsync(CardBody card, int status)
        {
            var answer = await client.CheckAsync(card);
            Expect(answer, status);
            return CallsOf(app, answer);
        }
    }

    [Fact]
    [Trait("Rule", "EL-12")]
    [Trait("Rule", "API-6")]
    public async Task Check_OfCardsUnderTwoHashKeys_CallsTheStorageAlike()
    {
        var former = await TestApp.StartAsync();
        await former.HaveRosterAsync(new RosterLine());
        var token = (await former.ActivatedAsync()).Bearer;
        await using var app = await RotateAsync(former);
        await app.ImportRosterAsync(new RosterLine { InsurerNumber = Other });
        using var client = app.NewClient();
        client.Bearer = token;
        await CheckAsync(Card() with { CardNumber = "98" }, 422); // The first of each insurer reads it, and it is kept for a while.
        await CheckAsync(Card() with { InsurerNumber = Other, CardNumber = "98" }, 422);

        var underTheFormer = await CheckAsync(Card() with { KanaName = "ケンコムジロウ" }, 422);
        var underTheCurrent = await CheckAsync(Card() with { InsurerNumber = Other, KanaName = "ケンコムサブロウ" }, 422);
        var underNone = await CheckAsync(Card() with { CardNumber = "99", KanaName = "ケンコムシロウ" }, 422);

        underTheFormer.Count(call => call.Contains(TableNames.RosterCards, StringComparison.Ordinal)).Should().Be(2, "each key is looked under, whichever hits");
        underTheCurrent.Should().Equal(underTheFormer);
        underNone.Should().Equal(underTheFormer);

        async Task<string[]> CheckAsync(CardBody card, int status)
        {
            var answer = await client.CheckAsync(card);
            Expect(answer, status);
            return CallsOf(app, answer);
        }
    }

    [Fact]
    [Trait("Rule", "EL-14")]
    [Trait("Rule", "API-6")]
    public async Task Waiting_AfterANearOrAFarMiss_CallsTheStorageAlike()
    {
        var former = await TestApp.StartAsync();
        await former.HaveRosterAsync(new RosterLine());
        var tokens = new List<string?>();
        foreach (var email in new[] { "first@example.jp", "near@example.jp", "far@example.jp" })
        {
            using var person = await former.ActivatedAsync(email: email);
            tokens.Add(person.Bearer);
        }

        await using var app = await RotateAsync(former, type => type != typeof(SendMailFunction));
        await WaitAsync(tokens[0], Card() with { CardNumber = "98" });

        var near = await WaitAsync(tokens[1], Card() with { KanaName = "ケンコムジロウ" });
        var far = await WaitAsync(tokens[2], Card() with { CardNumber = "99" });

        near.Should().NotBeEmpty().And.Equal(far, "nobody learns from the waiting that a card exists");

        async Task<string[]> WaitAsync(string? token, CardBody card)
        {
            using var client = app.NewClient();
            client.Bearer = token;
            Expect(await client.CheckAsync(card), 422);
            var waits = await client.PostAsync("/api/registrations/current/waiting", new { });
            Expect(waits, 202);
            return CallsOf(app, waits);
        }
    }

    [Fact]
    [Trait("Rule", "SI-7")]
    public async Task Reminder_OfAMemberOrNot_CallsTheStorageAlike()
    {
        await using var app = await WithMemberAsync();
        await RemindAsync(Card() with { CardNumber = "98", KanaName = "ケンコムシロウ" }); // The first reads the insurer, which is then kept for a while.

        var near = await RemindAsync(Card() with { KanaName = "ケンコムジロウ" });
        var member = await RemindAsync(Card());
        var far = await RemindAsync(Card() with { KanaName = "ケンコムサブロウ", CardNumber = "98" });

        near.Should().HaveSameCount(member, "nobody learns that a card exists");
        member.Should().NotBeEmpty().And.Equal(far, "nobody learns who is a member");

        async Task<string[]> RemindAsync(CardBody card)
        {
            using var client = app.NewClient();
            var sent = await Captchas.SolvingAsync(captcha => client.PostAsync(
                "/api/login-id-reminders",
                new { card.KanaName, card.BirthDate, card.InsurerNumber, card.CardSymbol, card.CardNumber, captcha }));
            Expect(sent, 202);
            return CallsOf(app, sent);
        }
    }

    [Fact]
    [Trait("Rule", "REG-9")]
    public async Task Start_ForAnAddressThatEverStarted_CallsTheStorageAsOften()
    {
        await using var app = await TestApp.StartAsync(options => options.Functions = type => type != typeof(SendMailFunction));
        await StartAsync("first@example.jp"); // The first request of all adds what the others change.

        var never = await StartAsync(Email);
        var before = await StartAsync(Email);

        before.Should().Be(never, "nobody learns which addresses somebody has started for");

        async Task<int> StartAsync(string email)
        {
            using var client = app.NewClient();
            var started = await client.StartAsync(app.Start(email: email));
            Expect(started, 202);
            return CallsOf(app, started).Length;
        }
    }

    [Fact]
    [Trait("Rule", "REG-9")]
    public async Task Start_ForAMembersAddress_CallsTheStorageAsForAStrangers()
    {
        await using var app = await WithMemberAsync();
        await StartAsync("third@example.jp"); // The first request of all adds what the others change.

        var stranger = await StartAsync("stranger@example.jp");
        var member = await StartAsync(Email);

        member.Should().NotBeEmpty().And.Equal(stranger, "nobody learns whose address is a member's");

        async Task<string[]> StartAsync(string email)
        {
            using var client = app.NewClient();
            var started = await client.StartAsync(app.Start(email: email));
            Expect(started, 202);
            return CallsOf(app, started);
        }
    }

    [Fact]
    [Trait("Rule", "CK-6")]
    public async Task LostCode_OfAMemberOrNot_CallsTheStorageAlike()
    {
        await using var app = await WithMemberAsync();
        const string nobody = "stranger@example.jp";
        await AskAsync(nobody, "ケンコムタロウ"); // The first of an address adds what the others change.
        await AskAsync(Email, "ケンコムタロウ");

        var hit = await AskAsync(Email, "ケンコムタロウ");
        var otherName = await AskAsync(Email, "ケンコムジロウ");
        var stranger = await AskAsync(nobody, "ケンコムタロウ");

        hit.Should().NotBeEmpty();
        otherName.Should().Equal(hit, "nobody learns whose name goes with an address");
        stranger.Should().Equal(hit, "nobody learns who is a member");

        async Task<string[]> AskAsync(string email, string name)
        {
            using var client = app.NewClient();
            var sent = await client.InquireAsync(app.Form() with { Kind = "viewing-code", KanaName = name, Email = email, EmailConfirmation = email });
            Expect(sent, 202);
            return CallsOf(app, sent);
        }
    }

    /// <summary>An app that sends no mails, since their calls would share the traces of the requests that order them.</summary>
    private static async Task<TestApp> WithMemberAsync()
    {
        var (storage, clock) = await HaveMemberAsync();
        return await TestApp.StartAsync(options =>
        {
            (options.StorageConnectionString, options.Clock) = (storage, clock);
            options.Functions = type => type != typeof(SendMailFunction);
        });
    }

    /// <summary>A storage with a member; what the sign-up took of the address's allowance has long been forgotten.</summary>
    private static async Task<(string Storage, FakeTimeProvider Clock)> HaveMemberAsync()
    {
        await using var app = await TestApp.StartAsync();
        await app.HaveRosterAsync(new RosterLine());
        await app.MemberAsync();
        app.Pass(TimeSpan.FromDays(3));
        foreach (var sweep in new[] { "sweep-accounts", "sweep-registrations" })
        {
            await app.RunTimerAsync(sweep);
        }

        await app.SettleAsync();
        return (app.StorageConnectionString, app.Clock);
    }

    /// <summary>The app anew over the same storage, with another current hash key beside the former.</summary>
    private static async Task<TestApp> RotateAsync(TestApp former, Predicate<Type>? functions = null)
    {
        var (storage, clock) = (former.StorageConnectionString, former.Clock);
        await former.DisposeAsync();
        return await TestApp.StartAsync(options =>
        {
            (options.StorageConnectionString, options.Clock, options.Functions) = (storage, clock, functions ?? options.Functions);
            options.Settings["Security__HashKeys__2"] = Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray());
            options.Settings["Security__CurrentHashKey"] = "2";
        });
    }

    /// <summary>Method and table of each call, sorted, since some are made at once; the keys are hashes.</summary>
    private static string[] CallsOf(TestApp app, ApiResponse answer) => [.. app.Storage.Of(answer.TraceId).Select(call => call.Split('(')[0]).Order(StringComparer.Ordinal)];
}
