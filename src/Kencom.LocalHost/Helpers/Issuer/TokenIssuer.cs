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
    private static readonly string[] ResponseTypes = ["id_token"];
    private static readonly string[] SubjectTypes = ["pairwise"];
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256];
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>The one that every issuer of the process begins with: an RSA key is dear to make, and tests start hundreds of apps.</summary>
    private static readonly Lazy<RsaSecurityKey> FirstKey = new(NewKey);

    private readonly Lock _lock = new();
    private readonly string _tenantId;
    private readonly string _audience;
    private readonly List<Lazy<RsaSecurityKey>> _keys = [FirstKey];

    public TokenIssuer(Uri baseAddress, string tenantId, string audience)
    {
        _tenantId = tenantId;
        _audience = audience;
        Authority = new Uri(baseAddress, $"/local/issuer/{tenantId}/v2.0");
    }

    public Uri Authority { get; }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/local/issuer/.well-known/openid-configuration", Discovery);
        routes.MapGet($"/local/issuer/{_tenantId}/v2.0/.well-known/openid-configuration", Discovery);
        routes.MapGet("/local/issuer/keys", Keys);
        routes.MapPost("/local/api/staff-keys/rotation", () =>
        {
            Rotate();
            return Results.NoContent();
        });
        routes.MapPost("/local/api/staff-tokens", async (HttpContext http) =>
        {
            if (await http.Request.ReadFromJsonAsync<StaffTokenRequest>(http.RequestAborted) is not { Name.Length: > 0, Roles: not null } request)
                return Results.BadRequest(new { error = "Expected {\"name\": \"…\", \"roles\": [\"Support\"]}." });
            return Results.Json(new { token = Issue(request.Name, request.Roles) });
        });
    }

    /// <summary>New tokens are signed with a new key; the old one stays published, as at a real rotation.</summary>
    public void Rotate()
    {
        lock (_lock)
            _keys.Add(new(NewKey));
    }

    /// <param name="change">What is to be wrong with the token, for a test.</param>
    public string Issue(string name, IReadOnlyList<string> roles, Action<SecurityTokenDescriptor>? change = null)
    {
        RsaSecurityKey key;
        lock (_lock)
            key = _keys[^1].Value;
        // Tokens are checked by the real time, whatever clock the app has.
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new SecurityTokenDescriptor
        {
            Issuer = Authority.ToString(),
            Audience = _audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["tid"] = _tenantId,
                ["oid"] = ObjectIdOf(name),
                ["sub"] = ObjectIdOf(name),
                ["name"] = name,
                ["preferred_username"] = name,
                ["roles"] = roles,
                ["scp"] = "access_as_user",
                ["azp"] = _audience,
                ["azpacr"] = "1",
                ["ver"] = "2.0",
            },
        };
        change?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    public void Dispose()
    {
        foreach (var key in _keys.Where(key => key != FirstKey && key.IsValueCreated))
            key.Value.Rsa.Dispose();
    }

    private static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    private IResult Discovery() => Results.Json(new
    {
        issuer = Authority,
        authorization_endpoint = $"{Authority}/authorize",
        token_endpoint = $"{Authority}/token",
        jwks_uri = new Uri(Authority, "/local/issuer/keys"),
        response_types_supported = ResponseTypes,
        subject_types_supported = SubjectTypes,
        id_token_signing_alg_values_supported = Algorithms,
    });

    private IResult Keys()
    {
        RsaSecurityKey[] keys;
        lock (_lock)
            keys = [.. _keys.Select(key => key.Value)];
        return Results.Json(new
        {
            keys = keys.Select(key =>
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
