using System.Globalization;
using Kencom.Core.Security;

namespace Kencom.Functions.Tests.Abuse;

/// <summary>The coarse limit by the second stands before everything else (ABU-2, ABU-4).</summary>
public sealed class BurstTests : AppTests
{
    private const string AddressHeader = "X-Azure-SocketIP";

    protected override void Configure(TestAppOptions options)
    {
        options.Settings["Http__ClientAddressHeader"] = AddressHeader;
        options.Settings["Allowances__Times__Bursts"] = "1";
        options.Settings["SignIn__AppKeys__0"] = "app";
    }

    [Fact]
    [Trait("Rule", "ABU-2")]
    [Trait("Rule", "ABU-4")]
    public async Task Flood_OfOneAddress_IsRefusedFromMemoryUntilASecondHasPassed()
    {
        using var flood = From("198.51.100.66");
        for (var i = 0; i < Allowances.BurstOfAddress.Count; i++)
        {
            Expect(await flood.GetAsync("/api/inquiry-kinds"), 200);
        }

        var refused = await flood.PostAsync("/api/sessions", new { email = Email, password = Password });

        Expect(refused, 429);
        refused.Code.Should().Be("too-many-requests");
        refused.RetryAfter.Should().BePositive();
        App.Storage.Of(refused.TraceId).Should().BeEmpty("it is counted in memory");
        using var other = From("198.51.100.67");
        Expect(await other.GetAsync("/api/inquiry-kinds"), 200);
        App.Pass(TimeSpan.FromSeconds(1));
        Expect(await flood.GetAsync("/api/inquiry-kinds"), 200);
    }

    [Fact]
    [Trait("Rule", "ABU-4")]
    [Trait("Rule", "SI-10")]
    public async Task SignIns_From150AddressesOfOneNetworkAtOnce_LeaveTheHashToOthers()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 150).Select(async subnet =>
        {
            using var attacker = From(string.Create(CultureInfo.InvariantCulture, $"2001:db8:7:{subnet:x}::1"));
            attacker.Headers["X-Kencom-App-Key"] = "app";
            attacker.SameOrigin = false;
            var answer = await attacker.PostAsync("/api/sessions", new { email = $"p{subnet}@example.jp", password = "nG7!vq2Rt" });
            return (Status: (int)answer.Status, Calls: App.Storage.Of(answer.TraceId).Count);
        }));

        answers.Count(answer => answer.Status == 401).Should().Be(Allowances.BurstOfHashes.Count, "no more are hashed in a second, however the addresses rotate");
        answers.Where(answer => answer.Status != 401).Should().OnlyContain(answer => answer.Status == 429 && answer.Calls == 0);
        using var other = From("2001:db8:8::1");
        other.Headers["X-Kencom-App-Key"] = "app";
        other.SameOrigin = false;
        Expect(await other.PostAsync("/api/sessions", new { email = Email, password = Password }), 401);
    }

    private ApiClient From(string address)
    {
        var client = App.NewClient();
        client.Headers[AddressHeader] = address;
        return client;
    }
}
