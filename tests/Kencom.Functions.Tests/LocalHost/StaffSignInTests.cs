using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kencom.TestSupport.Host;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Identity.Web;

namespace Kencom.Functions.Tests.LocalHost;

/// <summary>The local issuer's authorization code flow, as the console goes through it against Entra ID (WEB-7).</summary>
public sealed class StaffSignInTests : IAsyncLifetime
{
    private const string Verifier = "a-verifier-of-at-least-43-characters-as-the-standard-asks-0123456789";

    private LocalFunctionApp? app;
    private HttpClient? http;
    private JsonElement settings;
    private JsonElement issuer;

    public async ValueTask InitializeAsync()
    {
        app = await SmallApp.StartAsync<StaffFunctions>(builder =>
            builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddMicrosoftIdentityWebApi(builder.Configuration.GetSection("AzureAd")));
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = app.BaseAddress };
        settings = await http.GetFromJsonAsync<JsonElement>("/staff-settings.json", TestContext.Current.CancellationToken);
        issuer = await http.GetFromJsonAsync<JsonElement>($"{Text(settings, "authority")}/.well-known/openid-configuration", TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }

    [Fact, Trait("Rule", "WEB-7"), Trait("Rule", "STF-1")]
    public async Task SignIn_WithTheVerifierOfItsChallenge_GivesATokenThatTheApiTakes()
    {
        using var page = await http!.GetAsync(Authorize());
        (await page.Content.ReadAsStringAsync()).Should().Contain("name=\"roles\" value=\"Support\"");
        var tokens = await TokensAsync(await CodeAsync());

        (await WhoAsync(Text(tokens, "access_token"))).Should().Be("""{"name":"山田","roles":["Operator"]}""");
        (await WhoAsync(Text(tokens, "id_token"))).Should().BeNull("what says who signed in opens nothing");
    }

    [Fact, Trait("Rule", "WEB-7")]
    public async Task Code_TakenTwiceOrWithoutItsVerifierOrForAnotherPage_GivesNothing()
    {
        var code = await CodeAsync();
        using var stolen = await ExchangeAsync(code, verifier: Verifier.ToUpperInvariant());
        stolen.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        using var late = await ExchangeAsync(code);
        late.StatusCode.Should().Be(HttpStatusCode.BadRequest, "a code counts once, even for who guessed wrong");
        using var elsewhere = await ExchangeAsync(await CodeAsync(), redirectUri: "http://elsewhere.example/staff/signed-in");
        elsewhere.StatusCode.Should().Be(HttpStatusCode.BadRequest);

        var again = await CodeAsync();
        await TokensAsync(again);
        using var twice = await ExchangeAsync(again);
        twice.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory, Trait("Rule", "WEB-7")]
    [InlineData("redirect_uri", "https://evil.example/staff/signed-in")]
    [InlineData("redirect_uri", "/staff/signed-in")]
    [InlineData("client_id", "another")]
    [InlineData("response_type", "token")]
    [InlineData("code_challenge", "")]
    [InlineData("code_challenge_method", "plain")]
    public async Task SignIn_ThatAsksForSomethingElse_IsNotSentBackAnywhere(string name, string value)
    {
        using var page = await http!.GetAsync(Authorize((name, value)));
        using var form = Form();
        using var answer = await http.PostAsync(Authorize((name, value)), form);

        page.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        answer.Headers.Location.Should().BeNull();
    }

    [Fact, Trait("Rule", "WEB-7")]
    public async Task RefreshToken_WorksOnceAndUntilSessionsEnd()
    {
        var first = await TokensAsync(await CodeAsync());
        using var renewed = await RefreshAsync(Text(first, "refresh_token"));
        renewed.StatusCode.Should().Be(HttpStatusCode.OK);
        var second = await renewed.Content.ReadFromJsonAsync<JsonElement>();
        (await WhoAsync(Text(second, "access_token"))).Should().NotBeNull();

        using var twice = await RefreshAsync(Text(first, "refresh_token"));
        twice.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        await http!.DeleteAsync("/local/api/staff-sessions");
        using var ended = await RefreshAsync(Text(second, "refresh_token"));
        ended.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact, Trait("Rule", "WEB-7")]
    public async Task SignIn_OfWhoIsRememberedOrCancels_AsksNotAgainOrTellsThePage()
    {
        await CodeAsync();
        using var remembered = await http!.GetAsync(Authorize());
        remembered.StatusCode.Should().Be(HttpStatusCode.Redirect, "the browser's cookie says who it is, as Entra's does");
        QueryHelpers.ParseQuery(remembered.Headers.Location!.Query).Should().ContainKeys("code", "state");
        using var asked = await http.GetAsync(Authorize(("prompt", "select_account")));
        asked.StatusCode.Should().Be(HttpStatusCode.OK);

        using var form = new FormUrlEncodedContent([new("cancel", "1")]);
        using var cancelled = await http.PostAsync(Authorize(), form);
        QueryHelpers.ParseQuery(cancelled.Headers.Location!.Query)["error"].ToString().Should().Be("access_denied");

        using var left = await http.GetAsync($"{Text(issuer, "end_session_endpoint")}?post_logout_redirect_uri={Uri.EscapeDataString(new Uri(app!.BaseAddress, "/staff").ToString())}");
        left.Headers.Location.Should().Be(new Uri(app.BaseAddress, "/staff"));
        using var forgotten = await http.GetAsync(Authorize());
        forgotten.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private string RedirectUri => new Uri(app!.BaseAddress, "/staff/signed-in").ToString();

    private string Authorize(params (string Name, string Value)[] changes)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = Text(settings, "clientId"),
            ["redirect_uri"] = RedirectUri,
            ["response_type"] = "code",
            ["scope"] = Text(settings, "scope"),
            ["state"] = "the-state",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            query[name] = value;
        }

        return QueryHelpers.AddQueryString(Text(issuer, "authorization_endpoint"), query);
    }

    private static FormUrlEncodedContent Form() => new([new("name", "山田"), new("roles", "Operator")]);

    private async Task<string> CodeAsync()
    {
        using var form = Form();
        using var answer = await http!.PostAsync(Authorize(), form);
        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        answer.Headers.Location!.GetLeftPart(UriPartial.Path).Should().Be(RedirectUri);
        var query = QueryHelpers.ParseQuery(answer.Headers.Location.Query);
        query["state"].ToString().Should().Be("the-state");
        return query["code"].ToString();
    }

    private async Task<HttpResponseMessage> ExchangeAsync(string code, string verifier = Verifier, string? redirectUri = null) => await PostAsync(
        new("grant_type", "authorization_code"), new("client_id", Text(settings, "clientId")), new("code", code),
        new("redirect_uri", redirectUri ?? RedirectUri), new("code_verifier", verifier));

    private async Task<HttpResponseMessage> RefreshAsync(string token) => await PostAsync(
        new("grant_type", "refresh_token"), new("client_id", Text(settings, "clientId")), new("refresh_token", token));

    private async Task<HttpResponseMessage> PostAsync(params KeyValuePair<string, string>[] fields)
    {
        using var form = new FormUrlEncodedContent(fields);
        return await http!.PostAsync(Text(issuer, "token_endpoint"), form);
    }

    private async Task<JsonElement> TokensAsync(string code)
    {
        using var answer = await ExchangeAsync(code);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <returns>Null where the token is not accepted.</returns>
    private async Task<string?> WhoAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/who");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http!.SendAsync(request);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : null;
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
