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

    private ApiClient From(string address)
    {
        var client = App.NewClient();
        client.Headers[AddressHeader] = address;
        return client;
    }
}
