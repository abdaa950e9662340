using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Kencom.LocalHost.Helpers.Issuer;
using Kencom.LocalHost.Host;

namespace Kencom.LocalHost.Helpers.Demo;

/// <summary>
/// A demo insurer with a roster, so that a newcomer can register at once. It goes the way that an operator and an insurer go: the staff API, then a dropped
/// file. What is there already is left as it is.
/// </summary>
internal sealed class DemoData(Uri baseAddress, TokenIssuer issuer, Drops drops)
{
    private const string InsurerNumber = "123456";
    private const string Container = "rosters";
    private const string Name = InsurerNumber + "/full/2026-11.csv";

    /// <exception cref="LocalHostException">The app did not take it.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (await drops.ExistsAsync(Container, Name, cancellationToken))
        {
            return;
        }

        using var client = new HttpClient { BaseAddress = baseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Issue("Demo", ["Operator"]));
        client.DefaultRequestHeaders.Add("X-Audit-Reason", "Demo data");
        await PutAsync(client, $"/api/staff/insurers/{InsurerNumber}", Insurer, cancellationToken);
        await PutAsync(client, "/api/staff/groups/DEMO-GROUP", new { name = "デモ健診センター", contactEmail = (string?)null }, cancellationToken);

        await using var roster = typeof(DemoData).Assembly.GetManifestResourceStream("DemoRoster.csv")!;
        await drops.PutAsync(Container, Name, roster, announce: true, cancellationToken);
    }

    private static object Insurer => new
    {
        name = "デモ健康保険組合",
        insuredOnly = false,
        dependentsFromAge = (int?)null,
        maintenance = (object?)null,
        exemptNetworks = Array.Empty<string>(),
        eraTable = (string?)null,
        contactEmail = "kenpo@demo.example.jp",
        passkeyForResults = false,
        sameAs = Array.Empty<string>(),
    };

    private static async Task PutAsync(HttpClient client, string path, object body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) };
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        using var response = await client.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.PreconditionFailed)
        {
            throw new LocalHostException($"The demo data could not be made: PUT {path} was answered with {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }
}
