using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Kencom.LocalHost.Helpers.Issuer;
using Kencom.LocalHost.Host;

namespace Kencom.LocalHost.Helpers.Demo;

/// <summary>
/// A demo insurer with a roster, so that a newcomer can register at once, and with viewing codes and three years of results, so that there is something to see. It goes the way that an operator and an insurer go: the staff API, then a dropped
/// file. What is there already is left as it is.
/// </summary>
internal sealed class DemoData(Uri baseAddress, TokenIssuer issuer, Drops drops)
{
    private const string InsurerNumber = "123456";
    private const string Roster = "2026-11.csv";
    private const string Codes = "viewing-codes.csv";

    private static readonly string[] Checkups = ["checkups-2024.csv", "checkups-2025.csv", "checkups-2026.csv"];
    private static readonly TimeSpan LongestArrival = TimeSpan.FromMinutes(1);

    /// <exception cref="LocalHostException">The app did not take it.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (await drops.ExistsAsync("checkups", $"{InsurerNumber}/{Checkups[^1]}", cancellationToken))
        {
            return;
        }

        using var client = new HttpClient { BaseAddress = baseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Issue("Demo", ["Operator"]));
        client.DefaultRequestHeaders.Add("X-Audit-Reason", "Demo data");
        await PutAsync(client, $"/api/staff/insurers/{InsurerNumber}", Insurer, cancellationToken);
        await PutAsync(client, "/api/staff/groups/DEMO-GROUP", new { name = "デモ健診センター", contactEmail = (string?)null }, cancellationToken);

        await DropAsync("rosters", $"{InsurerNumber}/full", Roster, cancellationToken);
        await WaitForRosterAsync(client, cancellationToken);
        await DropAsync("viewing-codes", InsurerNumber, Codes, cancellationToken);
        foreach (var checkups in Checkups)
        {
            await DropAsync("checkups", InsurerNumber, checkups, cancellationToken);
        }
    }

    private async Task DropAsync(string container, string folder, string name, CancellationToken cancellationToken)
    {
        await using var file = typeof(DemoData).Assembly.GetManifestResourceStream($"Kencom.LocalHost.Demo.{name}")!;
        await drops.PutAsync(container, $"{folder}/{name}", file, announce: true, cancellationToken);
    }

    /// <summary>Files are applied in the order in which they are seen (RST-10): codes for persons who are in no roster yet would be nobody's.</summary>
    private static async Task WaitForRosterAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestArrival);
        while (!(await client.GetStringAsync(new Uri($"/api/staff/roster-files?insurerNumber={InsurerNumber}", UriKind.Relative), limit.Token)).Contains(Roster, StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
        }
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
