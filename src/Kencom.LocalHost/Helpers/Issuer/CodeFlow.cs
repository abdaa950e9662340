using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.IdentityModel.Tokens;

namespace Kencom.LocalHost.Helpers.Issuer;

/// <summary>
/// The part of Entra ID's authorization code flow that the staff console goes through (WEB-7): a page that asks who one is, a code that is
/// exchanged once and only with the verifier of its challenge (PKCE), and refresh tokens that each work once. A cookie remembers who signed in, as Entra's
/// own does, so that a page that is loaded again comes back without asking.
/// </summary>
internal sealed class CodeFlow(TokenIssuer issuer, string path, string clientId)
{
    private const string Cookie = "kencom-local-staff";
    private const string ReturnPath = "/staff/signed-in";

    /// <summary>Entra's lifetime: a code is meant to be exchanged at once.</summary>
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(1);

    private static readonly byte[] Page = ReadPage();

    private readonly ConcurrentDictionary<string, IssuedCode> codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StaffPerson> refreshTokens = new(StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet($"{path}/authorize", Ask);
        routes.MapPost($"{path}/authorize", (Delegate)AnswerAsync);
        routes.MapPost($"{path}/token", (Delegate)TokenAsync);
        routes.MapGet($"{path}/logout", SignOut);
        routes.MapDelete("/local/api/staff-sessions", () =>
        {
            refreshTokens.Clear();
            codes.Clear();
            return Results.NoContent();
        });
    }

    private IResult Ask(HttpContext http)
    {
        if (Fault(http.Request) is { } fault)
        {
            return Results.BadRequest(fault);
        }

        var query = http.Request.Query;
        if (query["prompt"] != "select_account" && query["prompt"] != "login" && Remembered(http.Request) is { } person)
        {
            return Return(http.Request, NewCode(http.Request, person));
        }

        return Results.Bytes(Page, "text/html; charset=utf-8");
    }

    private async Task<IResult> AnswerAsync(HttpContext http)
    {
        if (Fault(http.Request) is { } fault)
        {
            return Results.BadRequest(fault);
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form.ContainsKey("cancel"))
        {
            return Return(http.Request, new() { ["error"] = "access_denied", ["error_description"] = "The person cancelled." });
        }

        if (form["name"].ToString().Trim() is not { Length: > 0 and <= 100 } name)
        {
            return Results.BadRequest("The name is missing.");
        }

        var person = new StaffPerson(name, [.. form["roles"].OfType<string>()]);
        var remembered = Base64UrlEncoder.Encode(JsonSerializer.Serialize(person));
        http.Response.Cookies.Append(Cookie, remembered, new CookieOptions { HttpOnly = true, Path = path, SameSite = SameSiteMode.Lax });
        return Return(http.Request, NewCode(http.Request, person));
    }

    private async Task<IResult> TokenAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
        {
            return Refuse("invalid_request");
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        if (form["client_id"] != clientId)
        {
            return Refuse("invalid_client");
        }

        switch (form["grant_type"].ToString())
        {
            case "authorization_code":
                return codes.TryRemove(form["code"].ToString(), out var code) && code.IsFor(form, TimeProvider.System.GetUtcNow())
                    ? Tokens(code.Person, code.Nonce)
                    : Refuse("invalid_grant");
            case "refresh_token":
                return refreshTokens.TryRemove(form["refresh_token"].ToString(), out var person) ? Tokens(person, nonce: null) : Refuse("invalid_grant");
            default:
                return Refuse("unsupported_grant_type");
        }
    }

    private IResult SignOut(HttpContext http)
    {
        http.Response.Cookies.Delete(Cookie, new CookieOptions { Path = path });
        var back = http.Request.Query["post_logout_redirect_uri"].ToString();
        return IsOurs(http.Request, back, "/staff") ? Results.Redirect(back) : Results.Text("ログアウトしました。", "text/plain; charset=utf-8");
    }

    /// <summary>What Entra ID would show instead of a sign-in: such a request is never sent back to where it says that it came from.</summary>
    private string? Fault(HttpRequest request)
    {
        var query = request.Query;
        return query["client_id"] != clientId ? "client_id is not that of the console."
            : !IsOurs(request, query["redirect_uri"].ToString(), ReturnPath) ? "redirect_uri is not registered."
            : query["response_type"] != "code" ? "response_type must be code."
            : query["code_challenge_method"] != "S256" || query["code_challenge"].ToString().Length != 43 ? "A code_challenge by S256 is needed (PKCE)."
            : null;
    }

    private static bool IsOurs(HttpRequest request, string address, string path) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == request.Scheme && uri.Authority == request.Host.Value && uri.AbsolutePath == path && uri.Query.Length == 0;

    private Dictionary<string, string> NewCode(HttpRequest request, StaffPerson person)
    {
        var query = request.Query;
        var code = NewSecret();
        codes[code] = new IssuedCode(
            person, query["code_challenge"].ToString(), query["redirect_uri"].ToString(), query["nonce"], TimeProvider.System.GetUtcNow() + CodeLife);
        return new() { ["code"] = code };
    }

    private static IResult Return(HttpRequest request, Dictionary<string, string> answer)
    {
        answer["state"] = request.Query["state"].ToString();
        return Results.Redirect(request.Query["redirect_uri"] + new QueryBuilder(answer).ToString());
    }

    private static StaffPerson? Remembered(HttpRequest request)
    {
        try
        {
            return request.Cookies[Cookie] is { } cookie ? JsonSerializer.Deserialize<StaffPerson>(Base64UrlEncoder.Decode(cookie)) : null;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }

    private IResult Tokens(StaffPerson person, string? nonce)
    {
        var refreshToken = NewSecret();
        refreshTokens[refreshToken] = person;
        return Results.Json(new TokenAnswer(
            "Bearer", (int)TokenIssuer.Lifetime.TotalSeconds, "openid profile offline_access access_as_user",
            issuer.Issue(person.Name, person.Roles), refreshToken, issuer.IssueIdToken(person.Name, nonce)));
    }

    private static IResult Refuse(string error) => Results.Json(new { error }, statusCode: (int)HttpStatusCode.BadRequest);

    private static string NewSecret() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));

    private static byte[] ReadPage()
    {
        using var stream = typeof(CodeFlow).Assembly.GetManifestResourceStream("Kencom.LocalHost.authorize.html")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private sealed record StaffPerson(string Name, IReadOnlyList<string> Roles);

    private sealed record IssuedCode(StaffPerson Person, string Challenge, string RedirectUri, string? Nonce, DateTimeOffset EndsAt)
    {
        public bool IsFor(IFormCollection form, DateTimeOffset now) =>
            now < EndsAt && form["redirect_uri"] == RedirectUri
            && Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) == Challenge;
    }

    private sealed record TokenAnswer(
        [property: JsonPropertyName("token_type")] string TokenType,
        [property: JsonPropertyName("expires_in")] int ExpiresIn,
        [property: JsonPropertyName("scope")] string Scope,
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("refresh_token")] string RefreshToken,
        [property: JsonPropertyName("id_token")] string IdToken);
}
