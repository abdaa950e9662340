using System.Text.RegularExpressions;
using Kencom.Core.Security;
using Kencom.Functions.Tests.Accounts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kencom.Functions.Tests.Telemetry;

/// <summary>What the app says of itself while one person goes all the way; no other test uses this person's values.</summary>
public sealed class JourneyTelemetryTests : AccountTests
{
    private const string Address = "Journey.Kiroku@example.jp";
    private const string FirstPassword = "jK7!wq2Rv";
    private const string WrongPassword = "jK7!wq2Rx";
    private const string NextPassword = "vT4#zn8Lp";

    private static readonly RosterLine Person = new() { KanaName = "キロクジャーニー", BirthDate = "1961-03-07", Symbol = "健保旅路", Number = "8890123" };

    private readonly CapturedTelemetry captured = new();

    /// <summary>Everything by which the person could be known or their part be played, as learnt on the way.</summary>
    private readonly Dictionary<string, string> personal = new(StringComparer.Ordinal)
    {
        ["e-mail"] = Address,
        ["e-mail in lower case"] = Address.ToLowerInvariant(),
        ["password"] = FirstPassword,
        ["wrong password"] = WrongPassword,
        ["next password"] = NextPassword,
        ["kana name"] = Person.KanaName,
        ["birth date"] = Person.BirthDate,
        ["birth date in digits"] = Person.BirthDate.Replace("-", "", StringComparison.Ordinal),
        ["card symbol"] = Person.Symbol,
        ["card number"] = Person.Number,
    };

    protected override void Configure(TestAppOptions options)
    {
        base.Configure(options);
        options.ConfigureServices = services => services.AddLogging(logging => logging
            .AddProvider(captured)
            .AddFilter<CapturedTelemetry>(category: null, LogLevel.Trace));
    }

    [Fact]
    [Trait("Rule", "API-4"), Trait("Rule", "REG-5")]
    public async Task Journey_FromStartToSignOut_IsFollowedToTheMailAndTellsNothingPersonal()
    {
        await App.HaveRosterAsync(Person);

        var started = await RegisterAsync();
        await SignInAndOutAsync();
        await ResetPasswordAsync();
        await ReachALimitAsync();
        using var nobody = Captured(App.NewClient());
        Expect(await nobody.GetAsync("/api/staff/insurers"), 401);
        await App.SettleAsync();

        captured.Spans.Where(span => span.TraceId == started.TraceId).Select(span => span.Name)
            .Should().Contain("function start-registration").And.Contain("send mail", "the mail belongs to the request that ordered it");
        captured.Spans.Count(span => span.Name.StartsWith("function ", StringComparison.Ordinal)).Should().BeGreaterThan(20);
        captured.Logs.Where(entry => entry.Category.StartsWith("Kencom.", StringComparison.Ordinal)).Select(entry => entry.Event)
            .Should().Contain(
            [
                "activation-failed", "activation-done", "sign-in-failed", "sign-in-succeeded", "password-reset-done", "captcha-refused", "foreign-origin-refused", "limit-reached",
                "staff-request-refused",
            ]);
        captured.Logs.Count.Should().BeGreaterThan(100, "frameworks tell all that they do at this level");
        captured.Measurements.Should().Contain(measurement => measurement.StartsWith("kencom.sign_ins.failed"));
        personal.Should().HaveCount(17);
        Leaks().Should().BeEmpty();
    }

    private static ApiClient Captured(ApiClient client)
    {
        client.Headers["tracestate"] = CapturedTelemetry.TraceState;
        return client;
    }

    private async Task<ApiResponse> RegisterAsync()
    {
        using var client = Captured(App.NewClient());
        var started = await client.StartAsync(App.Start(email: Address) with { Password = FirstPassword });
        Expect(started, 202);
        personal["registration secret"] = client.Cookies.Values.Single();
        personal["link's token"] = (await App.NewestMailToAsync(Address)).LinkToken;
        using var other = Captured(App.NewClient());
        Expect(await other.ActivateAsync(personal["link's token"], WrongPassword), 401);
        var activated = await client.ActivateAsync(personal["link's token"]);
        Expect(activated, 200);
        personal["registration token"] = client.Bearer = activated.Text("registrationToken");
        var card = new CardBody
        {
            KanaName = Person.KanaName,
            BirthDate = Person.BirthDate,
            InsurerNumber = Person.InsurerNumber,
            CardSymbol = Person.Symbol,
            CardNumber = Person.Number,
        };
        Expect(await client.CheckAsync(card with { CardSymbol = "他" }), 422);
        Expect(await client.CheckAsync(card), 200);
        Expect(await client.CompleteAsync(), 201);
        await App.SettleAsync();
        personal["first session"] = client.Cookies[SessionCookie];
        return started;
    }

    private async Task SignInAndOutAsync()
    {
        using var client = Captured(App.NewClient());
        Expect(await SignInAsync(client, Address, WrongPassword), 401);
        var captcha = await CaptchaAsync(client);
        var body = new { email = Address, password = FirstPassword, captcha };
        Expect(await client.PostAsync("/api/sessions", body), 201);
        Expect(await client.PostAsync("/api/sessions", body), 403);
        personal["session"] = client.Cookies[SessionCookie];
        personal["captcha"] = captcha;
        client.SameOrigin = false;
        Expect(await client.DeleteAsync("/api/sessions/current"), 403);
        client.SameOrigin = true;
        Expect(await client.DeleteAsync("/api/sessions/current"), 204);
    }

    private async Task ResetPasswordAsync()
    {
        using var client = Captured(NewApp());
        Expect(await client.PostAsync("/api/password-resets", new { email = Address }), 202);
        personal["reset link's token"] = (await App.NewestMailToAsync(Address)).LinkToken;
        Expect(await client.PostAsync("/api/password-resets/confirmation", new { token = personal["reset link's token"], newPassword = NextPassword }), 200);
    }

    private async Task ReachALimitAsync()
    {
        var allowances = App.Services.GetRequiredService<SubjectAllowances>();
        for (var uses = 0; await allowances.TryTakeAsync(Allowances.EmailChanges, Address); uses++)
        {
            uses.Should().BeLessThan(10);
        }
    }

    /// <summary>What was found where: the values themselves stay out of the test's own words.</summary>
    private IEnumerable<string> Leaks()
    {
        (string Place, string Text)[] texts =
        [
            .. captured.Logs.Select(entry => ($"log of {entry.Category}", entry.Text)),
            .. captured.Spans.Select(span => ($"span {span.Name}", span.Text)),
            .. captured.Measurements.Select(measurement => ("measurement", measurement)),
        ];
        return texts
            .SelectMany(text => personal.Where(value => Holds(text.Text, value.Value)).Select(value => $"{value.Key} in {text.Place}"))
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>Seven digits could be part of any id: digits count where nothing goes on before or behind them.</summary>
    private static bool Holds(string text, string value) =>
        value.All(char.IsAsciiDigit) ? Regex.IsMatch(text, $@"(?<![0-9A-Za-z.]){value}(?![0-9A-Za-z])", RegexOptions.None, TimeSpan.FromSeconds(1)) : StoredData.IsIn(text, value);
}
