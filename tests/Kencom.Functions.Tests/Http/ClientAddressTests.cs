namespace Kencom.Functions.Tests.Http;

/// <summary>Whose request it is (SI-9), as the limits by network address see it.</summary>
public class ClientAddressTests
{
    private const int TooMany = 429;

    /// <summary>Behind Front Door: only the address that Front Door itself wrote counts.</summary>
    [Fact]
    [Trait("Rule", "SI-9")]
    public async Task ClientAddress_BehindFrontDoor_IsTheOneThatFrontDoorWrote()
    {
        await using var app = await StartAsync(("Http__ClientAddressHeader", "X-Azure-SocketIP"));

        (await AskAsync(app, ("X-Azure-SocketIP", "198.51.100.1"), ("X-Forwarded-For", "203.0.113.1"))).Should().NotBe(TooMany);
        (await AskAsync(app, ("X-Azure-SocketIP", "198.51.100.1"), ("X-Forwarded-For", "203.0.113.2"), ("X-Azure-ClientIP", "203.0.113.2"))).Should().Be(TooMany);
        (await AskAsync(app, ("X-Azure-SocketIP", "198.51.100.2"), ("X-Forwarded-For", "203.0.113.2"))).Should().NotBe(TooMany);
    }

    /// <summary>Should a forged value ever stand beside Front Door's own, the last one, which is Front Door's, counts.</summary>
    [Fact]
    [Trait("Rule", "SI-9")]
    public async Task ClientAddress_ForgedEntryBeforeTheProxys_IsIgnored()
    {
        await using var app = await StartAsync(("Http__ClientAddressHeader", "X-Azure-SocketIP"));

        (await AskAsync(app, ("X-Azure-SocketIP", "203.0.113.1, 198.51.100.1"))).Should().NotBe(TooMany);
        (await AskAsync(app, ("X-Azure-SocketIP", "203.0.113.2, 198.51.100.1"))).Should().Be(TooMany);
    }

    private static Task<TestApp> StartAsync(params (string Name, string Value)[] settings) =>
        TestApp.StartAsync(options =>
        {
            options.Settings["Allowances__Times__Activations"] = "0.01";
            foreach (var (name, value) in settings)
            {
                options.Settings[name] = value;
            }
        });

    private static async Task<int> AskAsync(TestApp app, params (string Name, string Value)[] headers)
    {
        using var client = new ApiClient(app.BaseAddress);
        foreach (var (name, value) in headers)
        {
            client.Headers[name] = value;
        }

        return (int)(await client.PostAsync("/api/activations", new { token = "abcdefghij0123456789" })).Status;
    }
}
