using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Kencom.Functions.Tests.Accounts;

/// <summary>An app with a member who came through the sign-up.</summary>
public abstract class AccountTests : AppTests
{
    protected const string AppKey = "the-apps-key";
    protected const string SessionCookie = "__Host-kencom-session";

    protected override void Configure(TestAppOptions options) => options.Settings["SignIn__AppKeys__0"] = AppKey;

    protected async Task<(ApiClient Client, string MemberId)> HaveMemberAsync()
    {
        await App.HaveRosterAsync(new RosterLine());
        return await App.MemberAsync();
    }

    /// <summary>A browser that signed in.</summary>
    protected async Task<ApiClient> SignedInAsync(string email = Email, string password = Password, bool stay = false)
    {
        var client = App.NewClient();
        Expect(await SignInAsync(client, email, password, stay), 201);
        return client;
    }

    protected static async Task<ApiResponse> SignInAsync(ApiClient client, string email = Email, string password = Password, bool staySignedIn = false) =>
        await client.PostAsync("/api/sessions", new { email, password, staySignedIn, captcha = await CaptchaAsync(client) });

    protected ApiClient NewApp()
    {
        var client = App.NewClient();
        client.Headers["X-Kencom-App-Key"] = AppKey;
        client.SameOrigin = false;
        return client;
    }

    /// <summary>Fetches a challenge and solves it.</summary>
    protected static async Task<string> CaptchaAsync(ApiClient client, string? purpose = null)
    {
        var fetched = await client.GetAsync("/api/captcha-challenges" + (purpose is null ? "" : $"?purpose={purpose}"));
        Expect(fetched, 200);
        return Solve(fetched.Json);
    }

    protected static string Solve(JsonElement challenge) => AltchaSolver.Solve(challenge);

    protected static async Task ShouldBeSignedInAsync(ApiClient client, bool expected = true) =>
        (await client.GetAsync("/api/me")).Status.Should().Be(expected ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
}
