using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kencom.TestSupport.Host;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Identity.Web;

namespace Kencom.Functions.Tests.LocalHost;

/// <summary>The local issuer's tokens pass the same validation as Entra's.</summary>
public sealed class StaffTokenTests
{
    [Fact]
    public async Task Token_OfTheLocalIssuer_IsAcceptedByMicrosoftIdentityWeb()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient { BaseAddress = app.BaseAddress };
        using var issued = await http.PostAsJsonAsync("/local/api/staff-tokens", new { name = "山田", roles = new[] { "Support", "Operator" } });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await issued.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString());

        using var answer = await http.GetAsync("/api/who");

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).ToString().Should().Be("""{"name":"山田","roles":["Support","Operator"]}""");
    }

    [Fact]
    public async Task Token_OfAnotherIssuerOrSignedByAnothersKey_Is401()
    {
        await using var app = await StartAsync();
        await using var other = await StartAsync();
        var said = app.IssueStaffToken("x", "Support").Split('.')[..2];
        using var key = RSA.Create(2048);
        var signature = Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(string.Join('.', said)), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

        (await WhoAsync(app, other.IssueStaffToken("x", "Support"))).Should().Be(HttpStatusCode.Unauthorized);
        (await WhoAsync(app, string.Join('.', [.. said, signature]))).Should().Be(HttpStatusCode.Unauthorized);
        (await WhoAsync(app, "no.token.atall")).Should().Be(HttpStatusCode.Unauthorized);
        (await WhoAsync(app, null)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Token_AfterAKeyRotation_IsAcceptedOnceTheKeysAreReadAnew()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient { BaseAddress = app.BaseAddress };
        var before = app.IssueStaffToken("山田", "Support");
        (await WhoAsync(app, before)).Should().Be(HttpStatusCode.OK);

        await http.PostAsync("/local/api/staff-keys/rotation", content: null);
        var after = app.IssueStaffToken("山田", "Support");

        await Eventually.HoldsAsync(async () => await WhoAsync(app, after) == HttpStatusCode.OK);
        (await WhoAsync(app, before)).Should().Be(HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> WhoAsync(LocalFunctionApp app, string? token)
    {
        using var http = new HttpClient { BaseAddress = app.BaseAddress };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.GetAsync("/api/who");
        return answer.StatusCode;
    }

    private Task<LocalFunctionApp> StartAsync() => SmallApp.StartAsync<StaffFunctions>(builder =>
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddMicrosoftIdentityWebApi(builder.Configuration.GetSection("AzureAd")));
}

public sealed class StaffFunctions
{
    [Function("Who")]
    public async Task<IResult> WhoAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "who")] HttpRequest request)
    {
        // Nothing has authenticated the request before: the worker's pipeline has no such step.
        if (request.HttpContext.User.Identity?.IsAuthenticated == true)
        {
            return Results.StatusCode(StatusCodes.Status418ImATeapot);
        }

        var (authenticated, _) = await request.HttpContext.AuthenticateAzureFunctionAsync();
        var user = request.HttpContext.User;
        return authenticated
            ? Results.Json(new { name = user.FindFirstValue("name"), roles = user.FindAll(user.Identities.First().RoleClaimType).Select(claim => claim.Value) },
                new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
            : Results.Unauthorized();
    }
}
