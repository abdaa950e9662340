using Kencom.Core.Mail;
using Kencom.Core.Registrations;
using Kencom.Core.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.Registrations;

/// <summary>A link lives from the moment that its mail is handed over, not from when it was ordered (REG-11).</summary>
public sealed class LinkLifeTests : AppTests
{
    private const string Late = "late@example.jp";

    protected override void Configure(TestAppOptions options) => options.Settings["Mail__PerHour"] = "1";

    [Fact]
    [Trait("Rule", "REG-11")]
    [Trait("Rule", "REG-12")]
    [Trait("Rule", "REG-15")]
    public async Task Link_WhoseMailWaitedLongerThanItLives_WorksForItsWholeLife()
    {
        using var early = App.NewClient();
        using var late = App.NewClient();
        Expect(await early.StartAsync(App.Start(email: "early@example.jp")), 202);
        await WaitUntilSentAsync("early@example.jp", early);
        var started = await late.StartAsync(App.Start(email: Late));
        Expect(started, 202);
        var waiting = await late.GetAsync("/api/registrations/current");
        App.Pass(TimeSpan.FromSeconds(61));
        var resent = await late.PostAsync($"/api/registrations/{started.Text("registrationId")}/activation-mail");

        // Two hours in line, twice as long as a link lives; the sweeps run meanwhile.
        App.Pass(TimeSpan.FromHours(2));
        await App.RunTimerAsync("sweep-registrations");
        await SendAgainAsync(started.Text("registrationId"));
        await WaitUntilSentAsync(Late, late);
        var sent = await late.GetAsync("/api/registrations/current");
        App.Pass(TimeSpan.FromMinutes(59));
        var mail = App.Host.Mails.All.Single(mail => mail.To == Late);
        var activated = await late.ActivateAsync(new ReceivedMail(mail.Subject, mail.Text ?? "", mail.Html ?? "").LinkToken);

        waiting.Text("mail").Should().Be("waiting");
        waiting.Json.GetProperty("linkExpiresAt").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        Expect(resent, 429);
        sent.Json.GetProperty("linkExpiresAt").GetDateTimeOffset().Should().Be(App.Clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        Expect(activated, 200);
    }

    /// <summary>Time passes on the clock only, so the hidden message does not come: another is sent in its place.</summary>
    private async Task SendAgainAsync(string registrationId)
    {
        var registration = await App.Services.GetRequiredService<RegistrationStore>().FindAsync(registrationId, CancellationToken.None);
        await App.Services.GetRequiredService<QueueSender>().SendAsync(QueueNames.SendMail, new SendMailMessage(registrationId, registration!.Value.MailId));
    }

    private async Task WaitUntilSentAsync(string address, ApiClient client)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (App.Host.Mails.All.All(mail => mail.To != address) || (await client.GetAsync("/api/registrations/current")).Text("mail") != "sent")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }
}
