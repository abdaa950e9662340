using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kencom.LocalHost.Helpers.Issuer;

/// <summary>Stands in for Entra ID: an OpenID issuer whose tokens have the shape of Entra's v2.0 access tokens.</summary>
internal sealed class TokenIssuer : IDisposable
{
    /// <summary>Of access tokens and ID tokens.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private static readonly string[] ResponseTypes = ["code"];
    private static readonly string[] SubjectTypes = ["pairwise"];
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256];
    private static readonly string[] AccessClaims = ["roles", "scp", "azp", "azpacr"];
    private static readonly string[] ChallengeMethods = ["S256"];
    private static readonly string[] ClientAuthentications = ["none"];

    /// <summary>The one that every issuer of the process begins with: an RSA key is dear to make, and tests start hundreds of apps.</summary>
    private static readonly Lazy<RsaSecurityKey> FirstKey = new(NewKey);

    private readonly Lock gate = new();
    private readonly string tenantId;
    private readonly string audience;
    private readonly string path;
    private readonly List<Lazy<RsaSecurityKey>> keys = [FirstKey];

    public TokenIssuer(Uri baseAddress, string tenantId, string audience)
    {
        this.tenantId = tenantId;
        this.audience = audience;
        path = $"/local/issuer/{tenantId}/v2.0";
        Authority = new Uri(baseAddress, path);
    }

    public Uri Authority { get; }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/local/issuer/.well-known/openid-configuration", Discovery);
        routes.MapGet($"{path}/.well-known/openid-configuration", Discovery);
        routes.MapGet("/local/issuer/keys", Keys);
        routes.MapPost("/local/api/staff-keys/rotation", () =>
        {
            Rotate();
            return Results.NoContent();
        });
        routes.MapPost("/local/api/staff-tokens", async (HttpContext http) =>
        {
            if (await http.Request.ReadFromJsonAsync<StaffTokenRequest>(http.RequestAborted) is not { Name.Length: > 0, Roles: not null } request)
            {
                return Results.BadRequest(new { error = "Expected {\"name\": \"…\", \"roles\": [\"Support\"]}." });
            }

            return Results.Json(new { token = Issue(request.Name, request.Roles) });
        });
        new CodeFlow(this, path, audience).Map(routes);
        routes.MapGet("/staff-settings.json", (HttpContext http) => Results.Json(new
        {
            authority = new Uri(AddressOf(http.Request), path),
            clientId = audience,
            scope = "openid profile offline_access access_as_user",
        }));
    }

    /// <summary>New tokens are signed with a new key; the old one stays published, as at a real rotation.</summary>
    public void Rotate()
    {
        lock (gate)
        {
            keys.Add(new(NewKey));
        }
    }

    /// <param name="change">What is to be wrong with the token, for a test.</param>
    public string Issue(string name, IReadOnlyList<string> roles, Action<SecurityTokenDescriptor>? change = null)
    {
        RsaSecurityKey key;
        lock (gate)
        {
            key = keys[^1].Value;
        }
        // Tokens are checked by the real time, whatever clock the app has.
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new SecurityTokenDescriptor
        {
            Issuer = Authority.ToString(),
            Audience = audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["tid"] = tenantId,
                ["oid"] = ObjectIdOf(name),
                ["sub"] = ObjectIdOf(name),
                ["name"] = name,
                ["preferred_username"] = name,
                ["roles"] = roles,
                ["scp"] = "access_as_user",
                ["azp"] = audience,
                ["azpacr"] = "1",
                ["ver"] = "2.0",
            },
        };
        change?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    /// <summary>Says who signed in, and opens nothing: it has no scope and no roles.</summary>
    public string IssueIdToken(string name, string? nonce) => Issue(name, [], token =>
    {
        foreach (var claim in AccessClaims)
        {
            token.Claims.Remove(claim);
        }

        if (nonce is not null)
        {
            token.Claims["nonce"] = nonce;
        }
    });

    public void Dispose()
    {
        foreach (var key in keys.Where(key => key != FirstKey && key.IsValueCreated))
        {
            key.Value.Rsa.Dispose();
        }
    }

    private static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    /// <summary>A browser may call this machine by another name than the app does; to its pages everything comes from the one address that they came from.</summary>
    private IResult Discovery(HttpContext http)
    {
        var here = AddressOf(http.Request);
        return Results.Json(new
        {
            issuer = Authority,
            authorization_endpoint = new Uri(here, $"{path}/authorize"),
            token_endpoint = new Uri(here, $"{path}/token"),
            end_session_endpoint = new Uri(here, $"{path}/logout"),
            jwks_uri = new Uri(here, "/local/issuer/keys"),
            response_types_supported = ResponseTypes,
            subject_types_supported = SubjectTypes,
            code_challenge_methods_supported = ChallengeMethods,
            token_endpoint_auth_methods_supported = ClientAuthentications,
            id_token_signing_alg_values_supported = Algorithms,
        });
    }

    private static Uri AddressOf(HttpRequest request) => new($"{request.Scheme}://{request.Host}");

    private IResult Keys()
    {
        RsaSecurityKey[] all;
        lock (gate)
        {
            all = [.. keys.Select(key => key.Value)];
        }

        return Results.Json(new
        {
            keys = all.Select(key =>
            {
                var parameters = key.Rsa.ExportParameters(includePrivateParameters: false);
                return new
                {
                    kty = "RSA",
                    use = "sig",
                    alg = "RS256",
                    kid = key.KeyId,
                    n = Base64UrlEncoder.Encode(parameters.Modulus!),
                    e = Base64UrlEncoder.Encode(parameters.Exponent!),
                    issuer = Authority,
                };
            }),
        });
    }

    /// <summary>The same person keeps the same id over runs.</summary>
    private static string ObjectIdOf(string name) => new Guid(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)).ToString();

    private sealed record StaffTokenRequest(string? Name, IReadOnlyList<string>? Roles);
}
