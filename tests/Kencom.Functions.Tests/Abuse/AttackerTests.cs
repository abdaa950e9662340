using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Kencom.Functions.Tests.Abuse;

/// <summary>
/// A simulated attacker against one person, one insurer, one office (ABU-1 to ABU-4): what the victim experiences is asserted, and printed as a table. The client's
/// address comes as from the trusted proxy; the clock is driven; captchas are easy, but have their levels.
/// </summary>
public sealed class AttackerTests : AppTests
{
    private const string AddressHeader = "X-Azure-SocketIP";
    private const string AppKeyHeader = "X-Kencom-App-Key";
    private const string Fresh = "192.0.2.7";
    private const string Shared = "203.0.114.50";
    private const string Insurers = "203.0.113.50";

    /// <summary>The most that ABU-1 has a person resist on an unknown device.</summary>
    private static readonly string[] TenNetworks = [.. Enumerable.Range(1, 10).Select(number => $"198.51.{number}.66")];

    protected override void Configure(TestAppOptions options)
    {
        options.Settings["Http__ClientAddressHeader"] = AddressHeader;
        options.Settings["SignIn__AppKeys__0"] = "app";
        options.Settings["Allowances__SharedNetworks__0"] = "203.0.114.0/24";
        options.Settings["Mail__PerMinute"] = "30";
        options.Settings["Mail__PerHour"] = "100";
        (double Account, double Requests, double Failures)[] levels = [(0, 0, 0), (2.5, 30, 10), (5, 100, 30), (9, 300, 90)];
        foreach (var (level, index) in levels.Select((level, index) => (level, index)))
        {
            options.Settings[$"SignIn__Captcha__Levels__{index}__AccountFailures"] = level.Account.ToString(CultureInfo.InvariantCulture);
            options.Settings[$"SignIn__Captcha__Levels__{index}__NetworkRequests"] = level.Requests.ToString(CultureInfo.InvariantCulture);
            options.Settings[$"SignIn__Captcha__Levels__{index}__NetworkFailures"] = level.Failures.ToString(CultureInfo.InvariantCulture);
            options.Settings[$"SignIn__Captcha__Levels__{index}__MaxNumber"] = (4 << index).ToString(CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    [Trait("Rule", "ABU-1")]
    [Trait("Rule", "ABU-4")]
    [Trait("Rule", "MAIL-2")]
    public async Task OneAddress_UsingUpTheMails_DelaysNobodyElses()
    {
        using var attacker = From("198.51.100.66", isApp: true);
        var taken = 0;
        for (var i = 0; i < 30; i++)
        {
            taken += await StartAsync(attacker, $"made-up{i}@example.jp") == HttpStatusCode.Accepted ? 1 : 0;
            taken += await ResetAsync(attacker, $"made-up{i}@example.jp") == HttpStatusCode.Accepted ? 1 : 0;
        }

        using var victim = From(Fresh);
        var answer = await StartAsync(victim, Email);

        answer.Should().Be(HttpStatusCode.Accepted);
        for (var patience = Stopwatch.StartNew(); !App.Host.Mails.All.Any(mail => mail.To == Email); await Task.Delay(TimeSpan.FromMilliseconds(50)))
        {
            patience.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(60), "the attacker's mails wait for their own share, and hers goes at once");
        }

        var sent = App.Host.Mails.All.Count - 1;
        sent.Should().BeLessThanOrEqualTo(10, "one network causes a tenth of the hour");
        Print("60 starts and resets of one address", $"{taken} taken, {sent} of their mails sent within the hour", "a new person's mail", "at once");
    }

    [Fact]
    [Trait("Rule", "ABU-1")]
    [Trait("Rule", "REG-16")]
    public async Task TenNetworks_StartingForOneAddressADayLong_KeepItsOwnerNeitherFromStartingNorFlooded()
    {
        var taken = 0;
        for (var hour = 0; hour < 24; hour++)
        {
            foreach (var network in TenNetworks)
            {
                using var attacker = From(network, isApp: true);
                taken += await StartAsync(attacker, Email) == HttpStatusCode.Accepted ? 1 : 0;
                taken += await ResetAsync(attacker, Email) == HttpStatusCode.Accepted ? 1 : 0;
            }

            App.Pass(TimeSpan.FromMinutes(59));
        }

        using var victim = From(Fresh);
        (await StartAsync(victim, Email)).Should().Be(HttpStatusCode.Accepted, "her network caused none that day");
        taken.Should().BeLessThanOrEqualTo(12 + 10, "twelve a day, and the reserve");
        Print("480 starts and resets for one address from ten networks, a day long", $"{taken} mails caused", "her start on an unknown device", "at once, behind the hardest captcha");
    }

    [Fact]
    [Trait("Rule", "ABU-1")]
    [Trait("Rule", "SI-10")]
    public async Task TenNetworks_GuessingOnePassword_NeitherKeepTheOwnerOutNorHinderHer()
    {
        await App.HaveRosterAsync(new RosterLine());
        var (owner, _) = await App.MemberAsync();
        Locate(owner, "203.0.113.9");
        var (tried, refused) = (0, 0);
        for (var round = 0; round < 12; round++)
        {
            foreach (var network in TenNetworks)
            {
                using var attacker = From(network, isApp: true);
                var status = (await SignInAsync(attacker, "wrong-Pa55word")).Status;
                (tried, refused) = status == HttpStatusCode.Unauthorized ? (tried + 1, refused) : (tried, refused + 1);
            }

            App.Pass(TimeSpan.FromMinutes(5));
        }

        var known = await SignInAsync(owner, Password);
        Expect(known, 201);
        Expect(await owner.PutAsync("/api/me/password", new { currentPassword = Password, newPassword = "Xk4#wL9pz" }), 204);
        using var elsewhere = From(Fresh);
        var unknown = await SignInAsync(elsewhere, "Xk4#wL9pz");
        Expect(unknown, 201);
        using var attackers = From(TenNetworks[0], isApp: true);
        var after = await SignInAsync(attackers, "wrong-Pa55word");
        Expect(after, 401);
        var again = await SignInAsync(attackers, "wrong-Pa55word");
        Expect(again, 429);
        again.RetryAfter.Should().BeGreaterThan(TimeSpan.FromMinutes(9), "a success of the owner's clears nothing that strangers see");
        Print("120 guesses from ten networks in an hour", $"{tried} tried, {refused} refused", "her sign-in: known device / unknown one", "at once / at once, behind the hardest captcha");
    }

    [Fact]
    [Trait("Rule", "ABU-1")]
    [Trait("Rule", "EL-12")]
    public async Task TenNetworks_ProbingOnePerson_DoNotKeepTheTruePersonOut()
    {
        await App.HaveRosterAsync(new RosterLine());
        await App.MemberAsync();
        var before = (await App.MailsToAsync(Email)).Count;
        var answered = 0;
        foreach (var network in TenNetworks)
        {
            using var attacker = From(network, isApp: true);
            for (var card = 1; card <= 12; card++)
            {
                answered += await RemindAsync(attacker, $"{card}") == HttpStatusCode.Accepted ? 1 : 0;
            }
        }

        using var victim = From(Fresh);
        (await RemindAsync(victim, "123456")).Should().Be(HttpStatusCode.Accepted);
        (await App.MailsToAsync(Email)).Should().HaveCount(before + 1, "the true card is answered as ever");
        answered.Should().BeLessThanOrEqualTo(50 + 5, "fifty in all; then only who has not failed that day");
        Print("120 reminders with a person's name and made-up cards from ten networks", $"{answered} answered", "hers with the true card", "at once, behind the hardest captcha");
    }

    [Fact]
    [Trait("Rule", "ABU-1")]
    [Trait("Rule", "REG-16")]
    public async Task OneRegistration_ItsMailAskedForAgainAndAgain_FloodsNobodyNorKeepsTheOwnerFromStarting()
    {
        using var attacker = From("198.51.100.66");
        var started = await Captchas.SolvingAsync(captcha => attacker.StartAsync(Body(Email, captcha)));
        Expect(started, 202);
        var id = started.Text("registrationId");
        var sent = 1;
        for (var minute = 0; minute < 50; minute += 5)
        {
            await App.SettleAsync();
            App.Pass(TimeSpan.FromMinutes(5));
            sent += (await Captchas.SolvingAsync(captcha => attacker.PostAsync($"/api/registrations/{id}/activation-mail", new { captcha }))).Status == HttpStatusCode.Accepted ? 1 : 0;
        }

        using var victim = From(Fresh);
        (await StartAsync(victim, Email)).Should().Be(HttpStatusCode.Accepted);
        sent.Should().BeInRange(2, 5, "five mails an hour of one network, starts and resends together");
        Print("a start for an address, and ten resends within the hour", $"{sent} mails caused", "her own start", "at once");
    }

    [Fact]
    [Trait("Rule", "ABU-1")]
    [Trait("Rule", "EL-12")]
    public async Task TenNetworks_ProbingAnInsurersMembers_KeepNoneOfThemOut()
    {
        (string Name, string Card)[] members = [("ケンコムタロウ", "123456"), ("ケンコムハナコ", "22"), ("ケンコムジロウ", "33")];
        await App.HaveRosterAsync([.. members.Select(member => new RosterLine { KanaName = member.Name, Number = member.Card })]);
        foreach (var (name, card) in members)
        {
            await App.MemberAsync(email: $"m{card}@example.jp", card: Card() with { KanaName = name, CardNumber = card });
        }

        var answered = 0;
        foreach (var network in TenNetworks)
        {
            using var attacker = From(network, isApp: true);
            foreach (var (name, _) in members)
            {
                for (var card = 1; card <= 8; card++)
                {
                    answered += await RemindAsync(attacker, $"{card}", name) == HttpStatusCode.Accepted ? 1 : 0;
                }
            }
        }

        foreach (var (name, card) in members)
        {
            using var victim = From($"192.0.2.{card.Length}");
            var before = (await App.MailsToAsync($"m{card}@example.jp")).Count;
            (await RemindAsync(victim, card, name)).Should().Be(HttpStatusCode.Accepted);
            (await App.MailsToAsync($"m{card}@example.jp")).Should().HaveCount(before + 1);
        }

        answered.Should().BeLessThanOrEqualTo(members.Length * (50 + TenNetworks.Length), "fifty a person in all; then one of each network that has not failed that day");
        Print("240 reminders about an insurer's members from ten networks", $"{answered} answered", "each member's own with the true card", "at once, behind the hardest captcha at most");
    }

    [Fact]
    [Trait("Rule", "ABU-3")]
    [Trait("Rule", "EL-12")]
    public async Task OneNetworkOf48Bits_ProbingAnInsurersMembersFromAllItsAddresses_KeepsNoneOfThemOut()
    {
        await App.HaveRosterAsync(new RosterLine());
        await App.MemberAsync();
        var before = (await App.MailsToAsync(Email)).Count;
        var answered = 0;
        for (var subnet = 0; subnet < 60; subnet++)
        {
            using var attacker = From(string.Create(CultureInfo.InvariantCulture, $"2001:db8:7:{subnet:x}::1"), isApp: true);
            answered += await RemindAsync(attacker, $"{subnet + 1}") == HttpStatusCode.Accepted ? 1 : 0;
        }

        using var victim = From("2001:db8:8::1");
        (await RemindAsync(victim, "123456")).Should().Be(HttpStatusCode.Accepted);
        (await App.MailsToAsync(Email)).Should().HaveCount(before + 1);
        answered.Should().BeLessThanOrEqualTo(10, "a /48 counts as one network for a person");
        Print("60 reminders with a person's name from 60 /64s of one /48", $"{answered} answered", "hers with the true card", "at once");
    }

    [Fact]
    [Trait("Rule", "SI-7")]
    [Trait("Rule", "EL-12")]
    public async Task OneNetwork_AskingForReminders_TakesNothingOfTheCardChecks()
    {
        await App.HaveRosterAsync(new RosterLine());
        using var activated = await App.ActivatedAsync();
        using var attacker = From("198.51.100.66", isApp: true);
        for (var card = 1; card <= 12; card++)
        {
            await RemindAsync(attacker, $"{card}");
        }

        Locate(activated, "198.51.100.66");
        Expect(await activated.CheckAsync(Card()), 200);
        Print("12 reminders about a person, made-up cards", "ten answered", "her card check behind the same address", "at once");
    }

    [Theory]
    [InlineData(Insurers)]
    [InlineData(Shared)]
    [Trait("Rule", "ABU-2")]
    public async Task OneOfAnInsurersOrSharedNetwork_UsingUpWhatAHomeHas_LeavesRoomForTheOthers(string address)
    {
        await App.HaveInsurerAsync(change: insurer => insurer with { ExemptNetworks = ["203.0.113.0/24"] });
        var taken = 0;
        using var attacker = From(address, isApp: true);
        for (var i = 0; i < 60; i++)
        {
            taken += await StartAsync(attacker, $"made-up{i}@example.jp") == HttpStatusCode.Accepted ? 1 : 0;
        }

        using var colleague = From(address);
        (await StartAsync(colleague, Email)).Should().Be(HttpStatusCode.Accepted);
        taken.Should().Be(60, "a home has thirty an hour, a network of many twenty times as much");
        Print($"60 starts of one behind {(address == Shared ? "a carrier's" : "an insurer's")} address", $"{taken} taken", "a colleague's start behind the same address", "at once");
    }

    [Fact]
    [Trait("Rule", "ABU-3")]
    public async Task OneNetworkOf48Bits_RotatingItsAddresses_IsLimitedAsOne()
    {
        var taken = 0;
        for (var subnet = 0; subnet < 700; subnet++)
        {
            using var attacker = From(string.Create(CultureInfo.InvariantCulture, $"2001:db8:7:{subnet:x}::1"), isApp: true);
            taken += await StartAsync(attacker, $"p{subnet}@example.jp") == HttpStatusCode.Accepted ? 1 : 0;
        }

        taken.Should().Be(16 * 30, "a /48 has sixteen times as much as a /64");
        using var neighbour = From("2001:db8:8::1");
        (await StartAsync(neighbour, Email)).Should().Be(HttpStatusCode.Accepted);
        Print("700 starts from 700 /64s of one /48", $"{taken} taken", "a start from the next /48", "at once");
    }

    [Fact]
    [Trait("Rule", "REG-9")]
    [Trait("Rule", "REG-16")]
    public async Task Start_ThatSomebodyMadeBefore_TellsTheStrangerNothingWhenItsAddressBecomesAMembers()
    {
        await App.HaveRosterAsync(new RosterLine());
        using var stranger = From("198.51.100.66");
        using var control = From("198.51.101.66");
        Expect(await Captchas.SolvingAsync(captcha => stranger.StartAsync(Body(Email, captcha))), 202);
        Expect(await Captchas.SolvingAsync(captcha => control.StartAsync(Body("nobody@example.jp", captcha))), 202);
        await App.MemberAsync();
        await App.SettleAsync();

        var (ofMember, ofNobody) = (await stranger.GetAsync("/api/registrations/current"), await control.GetAsync("/api/registrations/current"));

        foreach (var member in new[] { "state", "mail", "next" })
        {
            ofMember.Text(member).Should().Be(ofNobody.Text(member), "a membership is not the stranger's to know");
        }

        Print("a start for somebody's address, looked at again after that person became a member", "answers as for any other address", "the person", "is not given away");
    }

    [Fact]
    [Trait("Rule", "ABU-2")]
    public async Task OneOfAnOffice_SendingWhatIsNoRequest_CostsTheOthersNothing()
    {
        using var attacker = From("203.0.113.50");
        for (var i = 0; i < 100; i++)
        {
            Expect(await attacker.PostAsync("/api/registrations", new { }), 400);
            Expect(await attacker.ActivateAsync("x"), 404);
            Expect(await attacker.PostAsync("/api/password-resets", new { email = "no address" }), 400);
        }

        using var colleague = From("203.0.113.50");
        (await StartAsync(colleague, Email)).Should().Be(HttpStatusCode.Accepted);
        Print("300 malformed requests of one address", "0 taken", "a colleague's start behind the same address", "at once, without a captcha");
    }

    [Fact]
    [Trait("Rule", "ABU-4")]
    public async Task Refused_OfWhateverKind_CostsTwoStorageCallsAtMost()
    {
        await App.HaveRosterAsync(new RosterLine());
        await App.MemberAsync();
        using var attacker = From("198.51.100.66", isApp: true);
        for (var i = 0; i < 8; i++)
        {
            await StartAsync(attacker, Email);
            await SignInAsync(attacker, "wrong-Pa55word");
            await RemindAsync(attacker, $"{i}");
        }

        ApiResponse[] refused =
        [
            await attacker.StartAsync(Body(Email, captcha: null)),
            await attacker.PostAsync("/api/password-resets", new { email = Email }),
            await attacker.PostAsync("/api/sessions", new { email = Email, password = Password }),
        ];

        foreach (var answer in refused)
        {
            ((int)answer.Status).Should().Be(429);
            App.Storage.Of(answer.TraceId).Should().HaveCountLessThanOrEqualTo(2);
        }
    }

    private static void Print(string attack, string outcome, string victim, string experience) =>
        TestContext.Current.TestOutputHelper!.WriteLine($"| {attack} | {outcome} | {victim} | {experience} |");

    private ApiClient From(string address, bool isApp = false)
    {
        var client = App.NewClient();
        client.SameOrigin = !isApp;
        Locate(client, address);
        if (isApp)
        {
            client.Headers[AppKeyHeader] = "app";
        }

        return client;
    }

    private static void Locate(ApiClient client, string address) => client.Headers[AddressHeader] = address;

    private StartBody Body(string email, string? captcha) => App.Start(email: email) with { Captcha = captcha };

    private async Task<HttpStatusCode> StartAsync(ApiClient client, string email) =>
        (await Captchas.SolvingAsync(captcha => client.StartAsync(Body(email, captcha)))).Status;

    private static async Task<HttpStatusCode> ResetAsync(ApiClient client, string email) =>
        (await Captchas.SolvingAsync(captcha => client.PostAsync("/api/password-resets", new { email, captcha }))).Status;

    private static Task<ApiResponse> SignInAsync(ApiClient client, string password) =>
        Captchas.SolvingAsync(captcha => client.PostAsync("/api/sessions", new { email = Email, password, captcha }));

    private static async Task<HttpStatusCode> RemindAsync(ApiClient client, string cardNumber, string kanaName = "ケンコムタロウ") => (await Captchas.SolvingAsync(captcha => client.PostAsync(
        "/api/login-id-reminders",
        new { kanaName, birthDate = "1972-04-15", insurerNumber = "123456", cardSymbol = "1234", cardNumber, captcha }))).Status;
}
