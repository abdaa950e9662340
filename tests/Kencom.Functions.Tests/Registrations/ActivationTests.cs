namespace Kencom.Functions.Tests.Registrations;

public sealed class ActivationTests : AppTests
{
    [Fact]
    [Trait("Rule", "REG-10")]
    public async Task ActivationMail_OfABrowsersRegistration_SaysWhatThePersonNeeds()
    {
        using var client = App.NewClient();
        await client.StartAsync(App.Start());

        var mail = await App.NewestMailToAsync(Email);

        mail.Subject.Should().Be("【kencom】仮登録ありがとうございます（※まだ本登録は完了していません）");
        mail.LinkToken.Should().MatchRegex("^[0-9A-Za-z]{20}$");
        foreach (var part in new[] { mail.Text, mail.Html })
        {
            part.Should().ContainAll($"/users/{mail.LinkToken}/activate", "1時間", "送信専用", "資格確認書", "/inquiry");
        }
    }

    [Fact]
    [Trait("Rule", "REG-13")]
    public async Task Activate_FromTheStartersBrowser_IsDoneAtOnce()
    {
        using var client = App.NewClient();
        await client.StartAsync(App.Start());

        var activated = await client.ActivateAsync((await App.NewestMailToAsync(Email)).LinkToken);

        Expect(activated, 200);
        activated.Text("channel").Should().Be("web");
        activated.Text("route").Should().Be("insurer");
        activated.Text("next").Should().Be("eligibility");
        activated.Json.GetProperty("expiresAt").GetDateTimeOffset().Should().Be(App.Clock.GetUtcNow() + TimeSpan.FromHours(24));
        App.Storage.Of(activated.TraceId).Should().HaveCountLessThanOrEqualTo(4);
    }

    [Fact]
    [Trait("Rule", "REG-13")]
    public async Task Activate_FromElsewhere_NeedsThePassword()
    {
        using var starter = App.NewClient();
        await starter.StartAsync(App.Start());
        var token = (await App.NewestMailToAsync(Email)).LinkToken;
        using var elsewhere = App.NewClient();

        var scanner = await elsewhere.ActivateAsync(token);
        var wrong = await elsewhere.ActivateAsync(token, "nG7!vq2Rt");
        var state = (await starter.GetAsync("/api/registrations/current")).Text("state");
        var right = await elsewhere.ActivateAsync(token, Password);

        Expect(scanner, 401);
        scanner.Code.Should().Be("activation-needs-password");
        Expect(wrong, 401);
        wrong.Code.Should().Be("activation-needs-password");
        state.Should().Be("provisional");
        Expect(right, 200);
    }

    [Fact]
    [Trait("Rule", "REG-13")]
    public async Task Activate_WithTheCookieFromAForeignPage_IsRefused()
    {
        using var client = App.NewClient();
        await client.StartAsync(App.Start());
        var token = (await App.NewestMailToAsync(Email)).LinkToken;
        client.SameOrigin = false;
        client.Headers["Origin"] = "https://evil.example";

        var refused = await client.ActivateAsync(token);

        Expect(refused, 403);
        refused.Code.Should().Be("origin-not-allowed");
    }

    [Fact]
    [Trait("Rule", "REG-13")]
    public async Task Activate_AgainBeforeCompletion_ContinuesWithTheSameToken()
    {
        await App.HaveRosterAsync(new RosterLine());
        using var starter = await App.ConfirmedAsync();
        var link = (await App.NewestMailToAsync(Email)).LinkToken;
        using var otherDevice = App.NewClient();

        var again = await otherDevice.ActivateAsync(link, Password);

        Expect(again, 200);
        again.Text("next").Should().Be("completion");
        again.Text("registrationToken").Should().Be(starter.Bearer);
    }

    [Theory]
    [InlineData("web", 60)]
    [InlineData("app", 24 * 60)]
    [Trait("Rule", "REG-11")]
    public async Task Activate_AtTheEndOfTheLinksTime_IsGone(string channel, int minutes)
    {
        using var client = App.NewClient();
        var started = await client.StartAsync(App.Start(channel));
        var secret = channel == "app" ? started.Text("registrationSecret") : null;
        var token = (await App.NewestMailToAsync(Email)).LinkToken;

        App.Pass(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
        using var elsewhere = App.NewClient();
        Expect(await elsewhere.ActivateAsync(token), 401);
        App.Pass(TimeSpan.FromSeconds(1));
        var late = await client.ActivateAsync(token, registrationSecret: secret);
        await App.RunTimerAsync("sweep-registrations");
        var afterDeletion = await client.ActivateAsync(token, registrationSecret: secret);

        Expect(late, 410);
        late.Code.Should().Be("activation-link-expired");
        Expect(afterDeletion, 410);
    }

    [Theory]
    [InlineData("XTNsiB259pDKx6JCvX9q", 404)]
    [InlineData("XTNsiB259pDKx6JCvX9", 404)]
    [InlineData("../../../etc/passwd", 404)]
    [InlineData("", 400)]
    [Trait("Rule", "REG-11")]
    public async Task Activate_WithATokenThatWasNeverSent_IsNoLink(string token, int status)
    {
        using var client = App.NewClient();

        Expect(await client.ActivateAsync(token), status);
    }

    [Fact]
    [Trait("Rule", "REG-11")]
    public async Task Activate_WithATruncatedOrAlteredToken_IsNoLink()
    {
        using var client = App.NewClient();
        await client.StartAsync(App.Start());
        var token = (await App.NewestMailToAsync(Email)).LinkToken;
        var altered = token[..^1] + (token[^1] == 'A' ? 'B' : 'A');

        (await client.ActivateAsync(token[..^1])).Code.Should().Be("activation-link-invalid");
        (await client.ActivateAsync(altered)).Code.Should().Be("activation-link-invalid");
    }

    [Fact]
    [Trait("Rule", "REG-13")]
    public async Task Activate_AfterCompletion_SaysToSignIn()
    {
        await App.HaveRosterAsync(new RosterLine());
        using var client = App.NewClient();
        await client.StartAsync(App.Start());
        var token = (await App.NewestMailToAsync(Email)).LinkToken;
        client.Bearer = (await client.ActivateAsync(token)).Text("registrationToken");
        Expect(await client.CheckAsync(Card()), 200);
        Expect(await client.CompleteAsync(), 201);

        using var later = App.NewClient();
        var reused = await later.ActivateAsync(token, Password);

        Expect(reused, 409);
        reused.Code.Should().Be("wrong-step");
        reused.Text("next").Should().Be("sign-in");
    }

    [Fact]
    [Trait("Rule", "REG-12")]
    public async Task Resend_WithinAMinute_IsTooEarlyAndSaysWhen()
    {
        using var client = App.NewClient();
        var id = (await client.StartAsync(App.Start())).Text("registrationId");
        App.Pass(TimeSpan.FromSeconds(20));

        var early = await client.PostAsync($"/api/registrations/{id}/activation-mail");

        Expect(early, 429);
        early.RetryAfter.Should().Be(TimeSpan.FromSeconds(40));
    }

    [Fact]
    [Trait("Rule", "REG-12")]
    public async Task Resend_EndsEveryEarlierLink()
    {
        using var client = App.NewClient();
        var id = (await client.StartAsync(App.Start())).Text("registrationId");
        var first = (await App.NewestMailToAsync(Email)).LinkToken;
        App.Pass(TimeSpan.FromMinutes(1));

        var resent = await client.PostAsync($"/api/registrations/{id}/activation-mail");
        var second = (await App.NewestMailToAsync(Email)).LinkToken;

        Expect(resent, 202);
        second.Should().NotBe(first);
        (await client.ActivateAsync(first)).Code.Should().Be("activation-link-invalid");
        Expect(await client.ActivateAsync(second), 200);
    }

    [Fact]
    [Trait("Rule", "REG-12")]
    public async Task Resend_ForTheSixthTime_IsRefused()
    {
        using var client = App.NewClient();
        var id = (await client.StartAsync(App.Start())).Text("registrationId");
        for (var resend = 1; resend <= 5; resend++)
        {
            await App.SettleAsync();
            App.Pass(TimeSpan.FromMinutes(1));
            Expect(await client.PostAsync($"/api/registrations/{id}/activation-mail"), 202);
        }

        App.Pass(TimeSpan.FromMinutes(1));
        Expect(await client.PostAsync($"/api/registrations/{id}/activation-mail"), 429);
        (await App.MailsToAsync(Email)).Should().HaveCount(6);
    }

    [Fact]
    [Trait("Rule", "REG-12")]
    public async Task Resend_TwentyAtOnce_SendsOneMail()
    {
        using var client = App.NewClient();
        var id = (await client.StartAsync(App.Start())).Text("registrationId");
        await App.SettleAsync();
        App.Pass(TimeSpan.FromMinutes(1));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.PostAsync($"/api/registrations/{id}/activation-mail")));

        answers.Count(answer => (int)answer.Status == 202).Should().Be(1);
        answers.Count(answer => (int)answer.Status == 429).Should().Be(19);
        (await App.MailsToAsync(Email)).Should().HaveCount(2);
    }

    [Fact]
    [Trait("Rule", "REG-12")]
    public async Task Resend_BySomebodyElse_IsRefusedAsForAnUnknownRegistration()
    {
        using var client = App.NewClient();
        var id = (await client.StartAsync(App.Start())).Text("registrationId");
        App.Pass(TimeSpan.FromMinutes(1));
        using var other = App.NewClient();
        await other.StartAsync(App.Start(email: "hanako@example.jp"));

        var foreign = await other.PostAsync($"/api/registrations/{id}/activation-mail");
        var unknown = await other.PostAsync("/api/registrations/0123456789/activation-mail");

        Expect(foreign, 401);
        foreign.Body.Should().Be(unknown.Body);
        (await App.MailsToAsync(Email)).Should().HaveCount(1);
    }

    [Fact]
    [Trait("Rule", "REG-15")]
    public async Task Current_TellsTheStarterWhatBecameOfTheMail()
    {
        using var client = App.NewClient();
        App.Host.MailFaults.Set(new(503, Times: 1000));
        await client.StartAsync(App.Start());
        var waiting = await client.GetAsync("/api/registrations/current");
        App.Host.MailFaults.Set(new(503, Times: 0));
        using var stranger = App.NewClient();

        waiting.Text("state").Should().Be("provisional");
        waiting.Text("mail").Should().Be("waiting");
        waiting.Text("next").Should().Be("activation");
        Expect(await stranger.GetAsync("/api/registrations/current"), 401);
    }

    [Fact]
    [Trait("Rule", "REG-15")]
    [Trait("Rule", "REG-9")]
    public async Task Current_ForAMembersAddress_LooksAsForAnyOther()
    {
        await App.HaveRosterAsync(new RosterLine());
        await App.MemberAsync();
        using var client = App.NewClient();
        Expect(await client.StartAsync(App.Start()), 202);
        await App.SettleAsync();

        var current = await client.GetAsync("/api/registrations/current");

        current.Text("mail").Should().Be("sent");
        current.Text("state").Should().Be("provisional");
        var mail = await App.NewestMailToAsync(Email);
        mail.Text.Should().NotContain("/activate").And.ContainAll("ログイン", "/password-reset");
    }

    [Fact]
    [Trait("Rule", "REG-12")]
    public async Task Completion_OfOneRegistration_EndsTheOthersOfTheAddress()
    {
        await App.HaveRosterAsync(new RosterLine());
        using var forgotten = await App.ActivatedAsync();
        await App.MemberAsync();

        var check = await forgotten.CheckAsync(Card());

        Expect(check, 409);
        check.Code.Should().Be("wrong-step", "its link had been opened");
        check.Text("next").Should().Be("sign-in");
    }

    /// <summary>Who starts with somebody else's address must not learn from that when the address becomes a member's.</summary>
    [Fact]
    [Trait("Rule", "REG-12")]
    [Trait("Rule", "REG-9")]
    public async Task Completion_OfAnotherRegistration_ShowsTheStarterOfAnUnopenedOneNothing()
    {
        await App.HaveRosterAsync(new RosterLine());
        using var stranger = App.NewClient();
        var started = await stranger.StartAsync(App.Start());
        var link = (await App.NewestMailToAsync(Email)).LinkToken;
        var before = await stranger.GetAsync("/api/registrations/current");
        await App.MemberAsync();
        await App.SettleAsync();

        (await stranger.GetAsync("/api/registrations/current")).Body.Should().Be(before.Body);
        App.Pass(TimeSpan.FromMinutes(1));
        Expect(await stranger.PostAsync($"/api/registrations/{started.Text("registrationId")}/activation-mail", new { }), 202);
        using var reader = App.NewClient();
        (await reader.ActivateAsync(link, Password)).Code.Should().BeOneOf("wrong-step", "activation-link-invalid");
    }
}

public sealed class RegistrationLimitTests : AppTests
{
    protected override void Configure(TestAppOptions options)
    {
        options.Settings["Limits__Loopback"] = "Strict";
        options.Settings["Allowances__Times__PasswordChecks"] = "0.025";
        options.Settings["SignIn__Captcha__Levels__0__MaxNumber"] = "10";
    }

    [Fact]
    [Trait("Rule", "REG-16")]
    public async Task Estimate_OfPasswords_IsLimitedByNetworkAddress()
    {
        using var client = App.NewClient();
        for (var i = 0; i < 3; i++)
        {
            Expect(await client.PostAsync("/api/password-checks", new { password = Password, email = Email, channel = "web" }), 200);
        }

        Expect(await client.PostAsync("/api/password-checks", new { password = Password, email = Email, channel = "web" }), 429);
        Expect(await client.StartAsync(App.Start() with { Password = "password1" }), 429);
        App.Pass(TimeSpan.FromMinutes(1));
        Expect(await client.StartAsync(App.Start() with { Password = "password1" }), 400);
    }

    /// <summary>What has not the form of a request costs nobody behind the same address anything (ABU-2).</summary>
    [Fact]
    [Trait("Rule", "ABU-2")]
    public async Task Malformed_HoweverMany_TakesNothingOfWhatOthersNeed()
    {
        using var client = App.NewClient();
        for (var i = 0; i < 70; i++)
        {
            Expect(await client.PostAsync("/api/registrations", new { }), 400);
            Expect(await client.ActivateAsync("x"), 404);
        }

        Expect(await client.StartAsync(App.Start()), 202);
        Expect(await client.ActivateAsync((await App.NewestMailToAsync(Email)).LinkToken), 200);
    }

    [Fact]
    [Trait("Rule", "REG-16")]
    public async Task Start_TooOftenForOneAddressInAnyCase_IsRefusedWithRetryAfter()
    {
        using var client = App.NewClient();
        for (var start = 0; start < 5; start++)
        {
            var body = App.Start(email: start % 2 == 0 ? Email : Email.ToUpperInvariant());
            (await client.StartAsync(body with { Password = null })).Code.Should().Be("validation-failed", "which takes nothing");
            var asked = 0;
            Expect(await Captchas.SolvingAsync(captcha => client.StartAsync(body with { Captcha = captcha is null ? null : Counted(captcha, ref asked) })), 202);
            asked.Should().Be(start < 2 ? 0 : 1, "from the third on a captcha is asked for");
        }

        static string Counted(string captcha, ref int asked)
        {
            asked++;
            return captcha;
        }

        var refused = await client.StartAsync(App.Start(email: "Taro@Example.JP"));

        Expect(refused, 429);
        refused.Code.Should().Be("too-many-requests");
        refused.RetryAfter.Should().Be(TimeSpan.FromHours(1));
        App.Pass(TimeSpan.FromHours(1));
        Expect(await client.StartAsync(App.Start()), 202);
    }

    [Fact]
    [Trait("Rule", "REG-16")]
    public async Task Start_TooOftenFromOneNetworkAddress_IsRefused_EvenFiftyAtOnce()
    {
        using var client = App.NewClient();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Captchas.SolvingAsync(captcha => client.StartAsync(App.Start(email: $"p{i}@example.jp") with { Captcha = captcha }))));
        var later = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Captchas.SolvingAsync(captcha => client.StartAsync(App.Start(email: $"q{i}@example.jp") with { Captcha = captcha }))));

        answers.Concat(later).Count(answer => (int)answer.Status == 202).Should().Be(30);
        later.Should().OnlyContain(answer => (int)answer.Status == 202 || ((int)answer.Status == 429 && answer.RetryAfter > TimeSpan.Zero));
    }

    [Fact]
    [Trait("Rule", "REG-16")]
    public async Task Activate_TooOftenFromOneNetworkAddress_IsRefused()
    {
        using var client = App.NewClient();
        for (var i = 0; i < 60; i++)
        {
            Expect(await Captchas.SolvingAsync(captcha => client.ActivateAsync("XTNsiB259pDKx6JCvX9q", captcha: captcha)), 404);
        }

        Expect(await client.ActivateAsync("XTNsiB259pDKx6JCvX9q"), 429);
    }

    [Fact]
    [Trait("Rule", "REG-16")]
    public async Task Activate_WithWrongPasswordsForOneAddress_IsRefused()
    {
        using var starter = App.NewClient();
        await starter.StartAsync(App.Start());
        var token = (await App.NewestMailToAsync(Email)).LinkToken;
        using var guesser = App.NewClient();
        Expect(await guesser.ActivateAsync(token, new string('x', 257)), 401); // No password is so long: it is neither hashed nor counted.
        for (var i = 0; i < 10; i++)
        {
            Expect(await Captchas.SolvingAsync(captcha => guesser.ActivateAsync(token, $"wrong{i}!Q", captcha: captcha)), 401);
        }

        Expect(await guesser.ActivateAsync(token, Password), 429);
        Expect(await starter.ActivateAsync(token), 200);
    }
}
