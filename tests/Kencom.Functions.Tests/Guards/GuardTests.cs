using System.Text.RegularExpressions;
using Kencom.Functions.Http;
using Microsoft.IdentityModel.Tokens;

namespace Kencom.Functions.Tests.Guards;

/// <summary>
/// Every route of the table, tried by all who must not come in. The bodies that they send are no JSON: the guard answers before anything else is looked at.
/// </summary>
public sealed partial class GuardTests : AppTests
{
    private const string NoJson = "{";

    [Fact]
    [Trait("Rule", "STF-1")]
    public async Task StaffRoutes_ForWhoIsNoStaffOrHasAnotherRole_AreClosedBeforeAnythingElse()
    {
        await App.HaveRosterAsync(new RosterLine());
        var (member, _) = await App.MemberAsync();
        using var nobody = App.NewClient();
        using var forger = Carrying("no.token.atall");
        using var memberByToken = Carrying(member.Cookies[Credentials.SessionCookie]);
        using var withoutRole = Carrying(App.Host.IssueStaffToken("無役 次郎"));
        using var support = Carrying(App.Host.IssueStaffToken("支援 太郎", "Support"));
        using var operators = Carrying(App.Host.IssueStaffToken("運用 花子", "Operator"));

        var wrong = new List<string>();
        foreach (var route in HttpRoutes.All.Where(route => route.Path.StartsWith("/api/staff/", StringComparison.Ordinal)))
        {
            ApiClient[] colleagues = [withoutRole, .. Without("Support", support), .. Without("Operator", operators)];
            wrong.AddRange(await WrongAsync(route, "staff-not-signed-in", nobody, forger, member, memberByToken));
            wrong.AddRange(await WrongAsync(route, "staff-role-missing", colleagues));

            IEnumerable<ApiClient> Without(string role, ApiClient client) => route.Guard.Contains(role, StringComparison.Ordinal) ? [] : [client];
        }

        wrong.Should().BeEmpty();
    }

    /// <summary>Entra ID signs the tokens of all tenants with the same keys, and ID tokens and those of applications carry roles too.</summary>
    [Fact]
    [Trait("Rule", "STF-1")]
    public async Task StaffRoutes_WithATokenThatIsNoAccessTokenOfAPersonOfThisTenant_AreClosedBeforeAnythingElse()
    {
        const string elsewhere = "11111111-0000-4000-8000-000000000000";
        ApiClient[] strangers =
        [
            Changed(token => (token.Issuer, token.Claims["tid"]) = (token.Issuer.Replace((string)token.Claims["tid"], elsewhere, StringComparison.Ordinal), elsewhere)),
            Changed(token => token.Issuer = $"https://login.microsoftonline.com/{elsewhere}/v2.0"),
            Changed(token => // An application's own token.
            {
                foreach (var claim in new[] { "scp", "name", "preferred_username" })
                {
                    token.Claims.Remove(claim);
                }

                token.Claims["idtyp"] = "app";
            }),
            Changed(token => token.Claims["scp"] = ""),
            Changed(token => // An ID token.
            {
                foreach (var claim in new[] { "scp", "azp", "azpacr" })
                {
                    token.Claims.Remove(claim);
                }

                token.Claims["nonce"] = "n";
            }),
            Changed(token => token.Audience = "00000003-0000-0000-c000-000000000000"), // For Microsoft Graph.
            Changed(token => (token.NotBefore, token.Expires) = (DateTime.UnixEpoch, DateTime.UnixEpoch.AddHours(1))),
        ];
        using var person = Changed(_ => { });
        Expect(await person.GetAsync("/api/staff/me"), 200);

        var wrong = new List<string>();
        foreach (var route in HttpRoutes.All.Where(route => route.Path.StartsWith("/api/staff/", StringComparison.Ordinal)))
        {
            wrong.AddRange(await WrongAsync(route, "staff-not-signed-in", strangers));
        }

        wrong.Should().BeEmpty();

        ApiClient Changed(Action<SecurityTokenDescriptor> change) => Carrying(App.Host.IssueStaffToken(change, "両方 花子", "Support", "Operator"));
    }

    [Fact]
    [Trait("Rule", "SI-5"), Trait("Rule", "API-1")]
    public async Task MemberRoutes_WithoutASession_AreClosedBeforeAnythingElse()
    {
        using var nobody = App.NewClient();
        using var forger = Carrying("no-session");
        using var cookieForger = App.NewClient();
        cookieForger.SetCookie(Credentials.SessionCookie, "no-session");
        using var staff = Carrying(App.Host.IssueStaffToken("運用 花子", "Operator"));

        var wrong = new List<string>();
        foreach (var route in HttpRoutes.All.Where(route => route.Guard == "member"))
        {
            wrong.AddRange(await WrongAsync(route, "not-signed-in", nobody, forger, cookieForger, staff));
        }

        wrong.Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "SI-5"), Trait("Rule", "REG-13")]
    public async Task Writes_WithACookieFromAForeignPage_AreRefused()
    {
        await App.HaveRosterAsync(new RosterLine());
        var (member, _) = await App.MemberAsync();
        using var starter = App.NewClient();
        Expect(await starter.StartAsync(App.Start(email: "hanako@example.jp")), 202);
        foreach (var client in new[] { member, starter })
        {
            client.SameOrigin = false;
            client.Headers["Origin"] = "https://elsewhere.example";
        }

        var wrong = new List<string>();
        foreach (var route in HttpRoutes.All.Where(route => route is { Guard: "member" or "starter", Verb: not "get" }))
        {
            wrong.AddRange(await WrongAsync(route, "origin-not-allowed", route.Guard == "member" ? member : starter));
        }

        wrong.Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "API-1")]
    public async Task RegistrationRoutes_WithNothingToShow_AreClosedBeforeAnythingElse()
    {
        using var nobody = App.NewClient();

        var wrong = new List<string>();
        foreach (var route in HttpRoutes.All.Where(route => route.Guard is "starter" or "registration"))
        {
            wrong.AddRange(await WrongAsync(route, "registration-token-invalid", nobody));
        }

        wrong.Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "INQ-2")]
    public async Task InquiryRoutes_WithNothingToShow_AreClosedBeforeAnythingElse()
    {
        using var nobody = App.NewClient();

        var wrong = new List<string>();
        foreach (var route in HttpRoutes.All.Where(route => route.Guard == "inquiry link"))
        {
            wrong.AddRange(await WrongAsync(route, "inquiry-link-invalid", nobody));
        }

        wrong.Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "STF-2")]
    public async Task StaffRoutes_ThatReadOrChangeAPersonsData_WithoutAReason_DoNothing()
    {
        using var withoutReason = Carrying(App.Host.IssueStaffToken("支援 太郎", "Support"));
        var malformed = new[] { "", "ab", new string('a', 201), "%0A%0D%0Aabc", "abc%00", "%E7%90", "100%", "%zz%zz", "%E2%80%A8abc" }.Select(reason =>
        {
            var client = Carrying(App.Host.IssueStaffToken("支援 太郎", "Support"));
            client.Headers["X-Audit-Reason"] = reason;
            return client;
        }).ToArray();

        var wrong = new List<string>();
        foreach (var route in HttpRoutes.All.Where(route => route.Guard.EndsWith(" (reason)", StringComparison.Ordinal)))
        {
            wrong.AddRange(await WrongAsync(route, "audit-reason-missing", [withoutReason, .. malformed]));
        }

        wrong.Should().BeEmpty();
        HttpRoutes.All.Where(route => route.Path.StartsWith("/api/staff/members", StringComparison.Ordinal) || route.Path.StartsWith("/api/staff/inquiries/", StringComparison.Ordinal))
            .Where(route => !route.Guard.EndsWith(" (reason)", StringComparison.Ordinal))
            .Select(route => route.Function).Should().Equal("save-draft");
    }

    /// <summary>Tries the route as each of the clients; says of each that was answered otherwise, or whose request read something.</summary>
    private async Task<IEnumerable<string>> WrongAsync(HttpRoute route, string expected, params ApiClient[] clients)
    {
        var method = new HttpMethod(route.Verb.ToUpperInvariant());
        var path = Parameter().Replace(route.Path, "06123459");
        var answers = await Task.WhenAll(clients.Select(client => client.SendAsync(method, path, method == HttpMethod.Get ? null : NoJson, "text/plain")));
        return answers
            .Select(answer => (answer.Code, Calls: App.Storage.Of(answer.TraceId).Count))
            .Select((answer, index) => $"{route.Verb} {route.Path}, client {index}: {answer.Code}, {answer.Calls} calls")
            .Where(answer => !answer.EndsWith($": {expected}, 0 calls", StringComparison.Ordinal));
    }

    private ApiClient Carrying(string token)
    {
        var client = App.NewClient();
        client.Bearer = token;
        return client;
    }

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
