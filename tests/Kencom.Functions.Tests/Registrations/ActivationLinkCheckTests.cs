using System.Text.Json;

namespace Kencom.Functions.Tests.Registrations;

/// <summary>A mailed link is looked at before anything is asked (WEB-1), and looking changes nothing (REG-13).</summary>
public sealed class ActivationLinkCheckTests : AppTests
{
    private const string Path = "/api/activations/check";

    [Fact]
    [Trait("Rule", "REG-13")]
    [Trait("Rule", "WEB-1")]
    public async Task Check_OfEachStateOfALink_TellsItAndChangesNothing()
    {
        using var starter = App.NewClient();
        var started = await starter.StartAsync(App.Start());
        var first = (await App.NewestMailToAsync(Email)).LinkToken;

        (await StateAsync(starter, first)).Should().Be("valid");
        (await starter.GetAsync("/api/registrations/current")).Text("state").Should().Be("provisional");

        App.Pass(TimeSpan.FromSeconds(61));
        Expect(await starter.PostAsync($"/api/registrations/{started.Text("registrationId")}/activation-mail"), 202);
        var second = (await App.NewestMailToAsync(Email)).LinkToken;
        (await StateAsync(starter, first)).Should().Be("replaced");
        (await StateAsync(starter, second)).Should().Be("valid");

        Expect(await starter.ActivateAsync(second), 200);
        (await StateAsync(starter, second)).Should().Be("used");
        App.Pass(TimeSpan.FromMinutes(61));
        (await StateAsync(starter, second)).Should().Be("expired");
        App.Pass(TimeSpan.FromDays(2));
        await App.RunTimerAsync("sweep-registrations");
        var gone = await starter.PostAsync(Path, new { token = second });
        gone.Text("state").Should().Be("expired");
        gone.Json.GetProperty("maskedEmail").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    [Trait("Rule", "REG-13")]
    public async Task Check_FromAnotherBrowser_MasksTheAddressAndSaysSo()
    {
        using var starter = App.NewClient();
        Expect(await starter.StartAsync(App.Start(email: "Taro.Kencom@example.jp")), 202);
        var token = (await App.NewestMailToAsync("Taro.Kencom@example.jp")).LinkToken;
        using var other = App.NewClient();

        var own = await starter.PostAsync(Path, new { token });
        var foreign = await other.PostAsync(Path, new { token });

        own.Json.GetProperty("sameBrowser").GetBoolean().Should().BeTrue();
        foreign.Json.GetProperty("sameBrowser").GetBoolean().Should().BeFalse();
        foreign.Text("maskedEmail").Should().Be("T•••@example.jp");
    }

    [Fact]
    [Trait("Rule", "REG-12")]
    public async Task Check_AfterACompletionForTheAddress_IsMemberBeforeAllElse()
    {
        await App.HaveRosterAsync(new RosterLine());
        using var waiting = App.NewClient();
        var start = await waiting.StartAsync(App.Start());
        var other = (await App.NewestMailToAsync(Email)).LinkToken;
        App.Pass(TimeSpan.FromSeconds(61));
        Expect(await waiting.PostAsync($"/api/registrations/{start.Text("registrationId")}/activation-mail"), 202);
        using var client = await App.ConfirmedAsync();
        var own = (await App.NewestMailToAsync(Email)).LinkToken;
        Expect(await client.CompleteAsync(), 201);
        (await StateAsync(waiting, other)).Should().Be("member", "the completion counts before the others are ended");
        await App.SettleAsync();

        foreach (var token in new[] { own, other })
        {
            (await StateAsync(waiting, token)).Should().Be("member");
        }
    }

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("short")]
    [InlineData("../../../etc/passwd#")]
    public async Task Check_OfNoLinkOfOurs_IsInvalid(string token)
    {
        using var client = App.NewClient();

        var refused = await client.PostAsync(Path, new { token });

        Expect(refused, 404);
        refused.Code.Should().Be("activation-link-invalid");
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task Check_ByAForeignPage_IsRefused()
    {
        using var starter = App.NewClient();
        Expect(await starter.StartAsync(App.Start()), 202);
        starter.SameOrigin = false;
        starter.Headers["Origin"] = "https://evil.example";

        (await starter.PostAsync(Path, new { token = "aaaaaaaaaaaaaaaaaaaa" })).Code.Should().Be("origin-not-allowed");
    }

    private static async Task<string> StateAsync(ApiClient client, string token) => (await client.PostAsync(Path, new { token })).Text("state");
}
