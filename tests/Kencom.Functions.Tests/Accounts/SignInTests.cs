using System.Net;

namespace Kencom.Functions.Tests.Accounts;

public sealed class SignInTests : AccountTests
{
    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task SignIn_InABrowser_GivesACookieThatNoScriptReadsAndNoToken()
    {
        var (_, memberId) = await HaveMemberAsync();
        using var client = App.NewClient();
        await SignInAsync(client, "warm@example.jp"); // The first request of all reads what is then kept.

        var signedIn = await SignInAsync(client);

        Expect(signedIn, 201);
        signedIn.Text("memberId").Should().Be(memberId);
        signedIn.Json.GetProperty("session").EnumerateObject().Select(member => member.Name).Should().Equal("expiresAt");
        signedIn.SetCookies[SessionCookie].ToLowerInvariant().Split("; ").Skip(1).Should().BeEquivalentTo("path=/", "secure", "samesite=lax", "httponly");
        App.Storage.Of(signedIn.TraceId).Should().HaveCountLessThanOrEqualTo(5);
        await ShouldBeSignedInAsync(client);
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task SignIn_StaysSignedIn_KeepsTheCookieForThirtyDaysFromEachUse()
    {
        await HaveMemberAsync();
        using var client = App.NewClient();

        var signedIn = await SignInAsync(client, staySignedIn: true);
        App.Pass(TimeSpan.FromDays(20));
        var used = await client.GetAsync("/api/me");
        App.Pass(TimeSpan.FromDays(20));

        signedIn.SetCookies[SessionCookie].Should().Contain("max-age=2592000");
        used.SetCookies[SessionCookie].Should().Contain("max-age=2592000");
        await ShouldBeSignedInAsync(client);
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task SignIn_InTheApp_GivesATokenAndNoCookie()
    {
        await HaveMemberAsync();
        using var client = NewApp();

        var signedIn = await client.PostAsync("/api/sessions", new { email = Email, password = Password });

        Expect(signedIn, 201);
        signedIn.SetCookies.Should().BeEmpty();
        client.Bearer = signedIn.Json.GetProperty("session").GetProperty("token").GetString();
        client.Headers["Origin"] = "https://elsewhere.example";
        await ShouldBeSignedInAsync(client);
        Expect(await client.PutAsync("/api/me/newsletter", new { newsletter = false }), 204);
    }

    [Theory]
    [Trait("Rule", "SI-2")]
    [InlineData(null)]
    [InlineData("another-key")]
    public async Task SignIn_WithoutTheAppsKey_NeedsACaptcha(string? key)
    {
        await HaveMemberAsync();
        using var client = App.NewClient();
        if (key is not null)
        {
            client.Headers["X-Kencom-App-Key"] = key;
        }

        var refused = await client.PostAsync("/api/sessions", new { email = Email, password = Password });

        Expect(refused, 403);
        refused.Code.Should().Be("captcha-required");
        var answered = await client.PostAsync(
            "/api/sessions", new { email = Email, password = Password, captcha = Solve(refused.Json.GetProperty("challenge")) });
        Expect(answered, 201);
    }

    [Fact]
    [Trait("Rule", "SI-1")]
    public async Task SignIn_AnyFailure_HasTheSameAnswer()
    {
        await HaveMemberAsync();
        using var client = App.NewClient();

        var unknown = await SignInAsync(client, "nobody@example.jp");
        var wrong = await SignInAsync(client, password: "nG7!vq2Rt");
        var otherCase = await SignInAsync(client, Email.ToUpperInvariant());

        Expect(unknown, 401);
        unknown.Code.Should().Be("sign-in-failed");
        wrong.ToString().Should().Be(unknown.ToString());
        otherCase.ToString().Should().Be(unknown.ToString());
    }

    [Theory]
    [Trait("Rule", "SI-5")]
    [InlineData("https://elsewhere.example", null, 403)]
    [InlineData("null", null, 403)]
    [InlineData(null, null, 403)]
    [InlineData("https://elsewhere.example", "cross-site", 403)]
    [InlineData(null, "same-site", 403)]
    [InlineData(null, "same-origin", 204)]
    [InlineData("{front end}", null, 204)]
    public async Task Write_ByCookie_MustComeFromTheFrontEnd(string? origin, string? fetchSite, int expected)
    {
        await HaveMemberAsync();
        using var client = await SignedInAsync();
        client.SameOrigin = false;
        if (origin is not null)
        {
            client.Headers["Origin"] = origin.Replace("{front end}", $"http://localhost:{App.BaseAddress.Port}", StringComparison.Ordinal); // Mail__FrontEndUrl here.
        }

        if (fetchSite is not null)
        {
            client.Headers["Sec-Fetch-Site"] = fetchSite;
        }

        Expect(await client.PutAsync("/api/me/newsletter", new { newsletter = false }), expected);
        Expect(await client.DeleteAsync("/api/sessions/current"), expected);
        await ShouldBeSignedInAsync(client, expected == 403);
    }

    /// <summary>Who points a name of their own at the service could otherwise name the same host twice, and be believed.</summary>
    [Theory]
    [Trait("Rule", "SI-5")]
    [InlineData("Host")]
    [InlineData("X-Forwarded-Host")]
    [InlineData("X-Original-Host")]
    public async Task Write_ByCookieFromThePageOfAHostThatTheClientNames_IsRefused(string header)
    {
        await HaveMemberAsync();
        using var client = await SignedInAsync();
        client.SameOrigin = false;
        client.Headers["Origin"] = "http://elsewhere.example";
        client.Headers[header] = "elsewhere.example";

        var refused = await client.PutAsync("/api/me/newsletter", new { newsletter = false });

        Expect(refused, 403);
        refused.Code.Should().Be("origin-not-allowed");
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task SignIn_AnewAndOutAfterACompletion_LeavesItsTokenNothingToSignInBy()
    {
        await App.HaveRosterAsync(new RosterLine());
        using var client = await App.ConfirmedAsync();
        using var thief = App.NewClient();
        thief.Bearer = client.Bearer;
        Expect(await client.CompleteAsync(), 201);
        client.Bearer = null;
        await App.SettleAsync();

        Expect(await SignInAsync(client), 201); // In the place of the completion's own session, whose row stays until the sweep.
        Expect(await client.DeleteAsync("/api/sessions/current"), 204);

        Expect(await thief.CompleteAsync(), 409);
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task SignIn_WithASessionSomebodyPlanted_StartsAnotherAndEndsThat()
    {
        await HaveMemberAsync();
        using var attacker = await SignedInAsync();
        var planted = attacker.Cookies[SessionCookie];
        using var victim = App.NewClient();
        victim.SetCookie(SessionCookie, planted);

        var signedIn = await SignInAsync(victim);

        Expect(signedIn, 201);
        victim.Cookies[SessionCookie].Should().NotBe(planted);
        await ShouldBeSignedInAsync(victim);
        await ShouldBeSignedInAsync(attacker, expected: false);
        App.Storage.Of(signedIn.TraceId).Should().HaveCountLessThanOrEqualTo(5).And.NotBeEmpty();
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task SignOut_Repeated_EndsTheSessionAndDoesNoHarm()
    {
        await HaveMemberAsync();
        using var client = await SignedInAsync();
        var cookie = client.Cookies[SessionCookie];

        Expect(await client.DeleteAsync("/api/sessions/current"), 204);
        client.Cookies.Should().NotContainKey(SessionCookie);
        client.SetCookie(SessionCookie, cookie);
        await ShouldBeSignedInAsync(client, expected: false);
        Expect(await client.DeleteAsync("/api/sessions/current"), 204);
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task Sessions_ListedAndEnded_AreTheMembersOwn()
    {
        await HaveMemberAsync();
        using var here = await SignedInAsync();
        App.Pass(TimeSpan.FromMinutes(2));
        using var there = await SignedInAsync(stay: true);

        var sessions = (await here.GetAsync("/api/me/sessions")).Json.GetProperty("sessions").EnumerateArray().ToList();
        var other = sessions.First(session => !session.GetProperty("current").GetBoolean());
        sessions.Count(session => session.GetProperty("current").GetBoolean()).Should().Be(1);
        Expect(await here.DeleteAsync($"/api/me/sessions/{other.GetProperty("sessionId").GetString()}"), 204);
        Expect(await here.DeleteAsync("/api/me/sessions/1-00000000000000000000000000000000"), 404);
        Expect(await here.DeleteAsync("/api/me/sessions/guard-x"), 404);
        Expect(await here.DeleteAsync("/api/me/sessions"), 204);

        await ShouldBeSignedInAsync(here, expected: false);
        await ShouldBeSignedInAsync(there, expected: false);
    }

    [Theory]
    [Trait("Rule", "SI-9")]
    [InlineData(1, "203.0.113.9", true)]
    [InlineData(1, "203.0.113.9:4711", true)]
    [InlineData(1, "203.0.113.9, 198.51.100.1", false)] // The first was made up by the caller.
    [InlineData(1, "198.51.100.1, 203.0.113.9", true)]
    [InlineData(2, "198.51.100.1, 203.0.113.9, 192.0.2.1", true)]
    [InlineData(2, "203.0.113.9, 198.51.100.1, 192.0.2.1", false)]
    [InlineData(1, "::ffff:203.0.113.9", true)]
    [InlineData(1, "[2001:db8:7::1]:4711", true)]
    [InlineData(1, "2001:db8:8::1", false)]
    [InlineData(1, "rubbish", false)]
    public async Task ClientAddress_BehindProxies_IsWhatTheLastTrustedOneSaw(int proxies, string addresses, bool isInsurers)
    {
        await using var app = await TestApp.StartAsync(options =>
        {
            options.Settings["Http__TrustedProxies"] = proxies.ToString(System.Globalization.CultureInfo.InvariantCulture);
            options.Settings["Http__ClientAddressHeader"] = "X-Azure-SocketIP"; // The Functions host replaces a client's X-Forwarded-For.
        });
        await app.HaveInsurerAsync(change: insurer => insurer with { ExemptNetworks = ["203.0.113.0/24", "2001:db8:7::/48"] });
        using var client = app.NewClient();
        client.Headers["X-Azure-SocketIP"] = addresses;

        var answer = await client.PostAsync("/api/sessions", new { email = "nobody@example.jp", password = Password });

        answer.Code.Should().Be(isInsurers ? "sign-in-failed" : "captcha-required", "only an insurer's network is spared the captcha");
    }

    [Fact]
    [Trait("Rule", "SI-10")]
    public async Task SignIn_GuessedInParallel_WaitsAndSaysHowLong()
    {
        await HaveMemberAsync();
        using var client = NewApp();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => client.PostAsync("/api/sessions", new { email = Email, password = $"nG7!vq2R{i}" })));

        answers.Count(answer => answer.Status == HttpStatusCode.Unauthorized).Should().Be(3, "then the app meets a captcha");
        answers.Where(answer => answer.Status != HttpStatusCode.Unauthorized).Should().OnlyContain(answer => answer.Code == "captcha-required");
        for (var i = 0; i < 2; i++)
        {
            var challenge = (await client.PostAsync("/api/sessions", new { email = Email, password = "nG7!vq2Rt" })).Json.GetProperty("challenge");
            Expect(await client.PostAsync("/api/sessions", new { email = Email, password = "nG7!vq2Rt", captcha = Solve(challenge) }), 401);
        }

        var waiting = await client.PostAsync("/api/sessions", new { email = Email, password = Password });
        Expect(waiting, 429);
        waiting.RetryAfter.Should().Be(TimeSpan.FromSeconds(5));
        App.Pass(TimeSpan.FromHours(2));
        Expect(await client.PostAsync("/api/sessions", new { email = Email, password = Password }), 201);
    }

    [Fact]
    [Trait("Rule", "SI-10")]
    public async Task SignIn_TenFailures_TheOwnersMailSaysWhatToDo()
    {
        await HaveMemberAsync();
        using var client = NewApp();
        for (var failures = 0; failures < 10;)
        {
            failures += (await client.PostAsync("/api/sessions", new { email = Email, password = "nG7!vq2Rt" })).Status == HttpStatusCode.Unauthorized ? 1 : 0;
            App.Pass(TimeSpan.FromHours(3));
        }

        var mail = await App.NewestMailToAsync(Email);
        mail.Subject.Should().Contain("ログイン");
        mail.Text.Should().Contain("10回").And.Contain("/password-reset");
    }
}
