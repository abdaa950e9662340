using Kencom.Core.Captcha;
using Kencom.Core.Tests.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Tests.Captcha;

/// <summary>Against an endpoint that answers as Google's siteverify does.</summary>
public sealed class RecaptchaTests
{
    private const string Solved = "solved-token";

    [Theory]
    [Trait("Rule", "SI-3")]
    [InlineData("""{"success":true,"challenge_ts":"2026-11-22T01:00:00Z","hostname":"kencom.example"}""", 1, true)]
    [InlineData("""{"success":true,"score":0.9,"action":"sign_in","hostname":"kencom.example"}""", 4, true)]
    [InlineData("""{"success":true,"score":0.3,"action":"sign_in"}""", 1, true)]
    [InlineData("""{"success":true,"score":0.3,"action":"sign_in"}""", 2, false)]
    [InlineData("""{"success":true,"score":0.9,"action":"password_reset"}""", 1, false)]
    [InlineData("""{"success":false,"error-codes":["timeout-or-duplicate"]}""", 1, false)]
    [InlineData("""{"success":false,"error-codes":["invalid-input-response"]}""", 1, false)]
    public async Task Take_AsGoogleAnswers_PassesOrAsksAgain(string answer, int required, bool passes)
    {
        await using var google = await Siteverify.StartAsync(answer);
        await using var accounts = await StartAsync(google.Address);

        var taken = await accounts.Get<CaptchaGate>().TakeAsync(Solved, CaptchaPurpose.SignIn, required, CancellationToken.None);

        google.LastForm.Should().BeEquivalentTo(new Dictionary<string, string>(StringComparer.Ordinal) { ["secret"] = "the-secret", ["response"] = Solved });
        taken.IsSuccess.Should().Be(passes);
        if (!passes)
        {
            taken.Error!.Code.Should().Be("captcha-required");
            taken.Error.Members["challenge"].Should().Be(new RecaptchaChallenge("recaptcha", "the-site-key", "sign_in"));
        }
    }

    [Fact]
    [Trait("Rule", "SI-3")]
    public async Task Take_WhatIsLongerThanAnySolution_IsNotSentToGoogle()
    {
        await using var google = await Siteverify.StartAsync("""{"success":true,"score":0.9}""");
        await using var accounts = await StartAsync(google.Address);

        (await accounts.Get<CaptchaGate>().TakeAsync(new string('x', 10_001), CaptchaPurpose.SignIn, 1, CancellationToken.None)).Error!.Code.Should().Be("captcha-required");

        google.LastForm.Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "SI-3")]
    public async Task Take_GoogleSendsUsElsewhere_WeDoNotGo()
    {
        await using var elsewhere = await Siteverify.StartAsync("""{"success":true,"score":0.9}""");
        await using var google = await Siteverify.StartAsync("{}", redirectTo: elsewhere.Address);
        await using var accounts = await StartAsync(google.Address);

        var taken = await accounts.Get<CaptchaGate>().TakeAsync(Solved, CaptchaPurpose.SignIn, 1, CancellationToken.None);

        elsewhere.LastForm.Should().BeEmpty();
        taken.Error!.Members["challenge"].Should().BeOfType<AltchaChallenge>();
    }

    [Theory]
    [Trait("Rule", "SI-3")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Take_GoogleCannotBeReached_TheBuiltInOneTakesOver(bool answersWithAFault)
    {
        await using var google = await Siteverify.StartAsync("{}", answersWithAFault ? 500 : 200);
        var address = google.Address;
        if (!answersWithAFault)
        {
            await google.DisposeAsync();
        }

        await using var accounts = await StartAsync(address);
        await accounts.HaveMemberAsync();

        var asked = (await accounts.SignInAsync(caller: AccountSteps.Browser, captcha: Solved)).Error!;
        var builtIn = asked.Members["challenge"].Should().BeOfType<AltchaChallenge>().Subject;

        (await accounts.SignInAsync(caller: AccountSteps.Browser, captcha: AccountSteps.Solve(builtIn))).IsSuccess.Should().BeTrue();
    }

    [Fact]
    [Trait("Rule", "SI-3")]
    public async Task Take_BuiltInSolutionWhileGoogleWorks_IsNotTaken()
    {
        await using var google = await Siteverify.StartAsync("""{"success":false,"error-codes":["invalid-input-response"]}""");
        await using var accounts = await StartAsync(google.Address);

        var taken = await accounts.Get<CaptchaGate>().TakeAsync(accounts.SolvedCaptcha(), CaptchaPurpose.SignIn, 1, CancellationToken.None);

        taken.Error!.Members["challenge"].Should().BeOfType<RecaptchaChallenge>();
    }

    private static Task<CoreApp> StartAsync(Uri siteverify) => CoreApp.StartAsync(
        ("SignIn:Captcha:Provider", "Recaptcha"),
        ("SignIn:Captcha:Recaptcha:SiteKey", "the-site-key"),
        ("SignIn:Captcha:Recaptcha:Secret", "the-secret"),
        ("SignIn:Captcha:Recaptcha:VerifyUri", siteverify.ToString()));

    private sealed class Siteverify : IAsyncDisposable
    {
        private readonly WebApplication web;

        private Siteverify(WebApplication web) => this.web = web;

        public Uri Address => new(web.Urls.First() + "/siteverify");

        public Dictionary<string, string> LastForm { get; } = new(StringComparer.Ordinal);

        public static async Task<Siteverify> StartAsync(string answer, int status = 200, Uri? redirectTo = null)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var siteverify = new Siteverify(app);
            app.MapPost("/siteverify", async (HttpRequest request) =>
            {
                foreach (var (name, value) in await request.ReadFormAsync())
                {
                    siteverify.LastForm[name] = value.ToString();
                }

                return redirectTo is null
                    ? Results.Content(answer, "application/json", statusCode: status)
                    : Results.Redirect(redirectTo.ToString(), preserveMethod: true);
            });
            await app.StartAsync();
            return siteverify;
        }

        public ValueTask DisposeAsync() => web.DisposeAsync();
    }
}
