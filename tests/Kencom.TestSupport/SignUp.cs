using Kencom.Core.Insurers;
using Kencom.Core.Registrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kencom.TestSupport;

/// <summary>The steps of a sign-up as its user takes them, for tests that are about a later step or about one that differs.</summary>
public static class SignUp
{
    public const string Email = "taro@example.jp";

    /// <summary>Passes every condition of both channels, and is not guessable.</summary>
    public const string Password = "mG7!vq2Rt";

    public static Task HaveInsurerAsync(this TestApp app, string number = "123456", Func<Insurer, Insurer>? change = null)
    {
        var insurer = new Insurer { Number = number, Name = "デモ健康保険組合" };
        return app.Services.GetRequiredService<InsurerStore>().PutAsync(change?.Invoke(insurer) ?? insurer);
    }

    public static Task HaveGroupAsync(this TestApp app, string code = "GROUP1") =>
        app.Services.GetRequiredService<InsurerStore>().PutGroupAsync(new Group(code, "デモ健診団体"));

    /// <summary>A whole and right start; change what the test is about.</summary>
    public static StartBody Start(this TestApp app, string channel = "web", string email = Email) => new()
    {
        Channel = channel,
        Email = email,
        EmailConfirmation = channel == "web" ? email : null,
        Password = Password,
        Newsletter = true,
        AcceptedTerms = new TermsBody(
            app.Services.GetRequiredService<IOptions<RegistrationOptions>>().Value.MembershipTerms,
            app.Services.GetRequiredService<IOptions<RegistrationOptions>>().Value.PrivacyNotice),
    };

    public static Task<ApiResponse> StartAsync(this ApiClient client, StartBody body) => client.PostAsync("/api/registrations", body);

    /// <summary>The example person's card, as typed.</summary>
    public static CardBody Card() => new();

    public static Task<ApiResponse> ActivateAsync(this ApiClient client, string token, string? password = null, string? registrationSecret = null, string? captcha = null) =>
        client.PostAsync("/api/activations", new { token, password, registrationSecret, captcha });

    public static Task<ApiResponse> CheckAsync(this ApiClient client, CardBody card) =>
        client.PostAsync("/api/registrations/current/eligibility", card);

    public static Task<ApiResponse> CompleteAsync(this ApiClient client) =>
        client.PostAsync("/api/registrations/current/completion");

    /// <summary>Starts and activates; the client then carries the registration token.</summary>
    public static async Task<ApiClient> ActivatedAsync(this TestApp app, string channel = "web", string email = Email, Func<StartBody, StartBody>? change = null)
    {
        var client = app.NewClient();
        var start = app.Start(channel, email);
        var started = await client.StartAsync(change?.Invoke(start) ?? start);
        Expect(started, 202);
        var token = (await app.NewestMailToAsync(email)).LinkToken;
        var secret = started.Json.TryGetProperty("registrationSecret", out var given) ? given.GetString() : null;
        var activated = await client.ActivateAsync(token, registrationSecret: secret);
        Expect(activated, 200);
        client.Bearer = activated.Text("registrationToken");
        return client;
    }

    /// <summary>Starts, activates and confirms; the last yes is left.</summary>
    public static async Task<ApiClient> ConfirmedAsync(this TestApp app, string channel = "web", string email = Email, CardBody? card = null)
    {
        var client = await app.ActivatedAsync(channel, email);
        Expect(await client.CheckAsync(card ?? Card()), 200);
        return client;
    }

    /// <summary>A whole sign-up; the client is then signed in, by cookie or bearer token.</summary>
    public static async Task<(ApiClient Client, string MemberId)> MemberAsync(this TestApp app, string channel = "web", string email = Email, CardBody? card = null)
    {
        var client = await app.ConfirmedAsync(channel, email, card);
        var completed = await client.CompleteAsync();
        Expect(completed, 201);
        client.Bearer = completed.Json.GetProperty("session").TryGetProperty("token", out var token) ? token.GetString() : null;
        await app.SettleAsync();
        return (client, completed.Text("memberId"));
    }

    /// <summary>A whole sign-up by a group's code, in a browser; the client is then signed in.</summary>
    public static async Task<ApiClient> MemberOfGroupAsync(this TestApp app, string email, string kanaName, string groupCode = "GROUP1")
    {
        var client = await app.ActivatedAsync(email: email, change: start => start with { GroupCode = groupCode });
        Expect(await client.PostAsync("/api/registrations/current/profile", new { kanaName, birthDate = "1972-04-15" }), 200);
        Expect(await client.CompleteAsync(), 201);
        client.Bearer = null;
        await app.SettleAsync();
        return client;
    }

    /// <summary>Fails the test with the whole answer when the status is another.</summary>
    public static void Expect(ApiResponse response, int status)
    {
        if ((int)response.Status != status)
        {
            throw new InvalidOperationException($"Expected {status}, got {response}.");
        }
    }
}

public sealed record TermsBody(string? Membership, string? Privacy);

public sealed record StartBody
{
    public string? Channel { get; init; }

    public string? Email { get; init; }

    public string? EmailConfirmation { get; init; }

    public string? Password { get; init; }

    public string? InvitationCode { get; init; }

    public string? GroupCode { get; init; }

    public bool? Newsletter { get; init; }

    public TermsBody? AcceptedTerms { get; init; }

    public string? Captcha { get; init; }
}

public sealed record CardBody
{
    public string? KanaName { get; init; } = "ケンコムタロウ";

    public string? BirthDate { get; init; } = "1972-04-15";

    public string? InsurerNumber { get; init; } = "123456";

    public string? CardSymbol { get; init; } = "1234";

    public string? CardNumber { get; init; } = "123456";
}
