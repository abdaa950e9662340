using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure;
using Azure.Communication.Email;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.LocalHost;

public sealed class MailEndpointTests
{
    private static readonly EmailMessage Message = new(
        "noreply@kencom.example", "taro@example.jp", new EmailContent("仮登録") { PlainText = "本文", Html = "<p>本文</p>" });

    [Fact]
    public async Task Send_TheSameOperationTwice_DeliversOneMail()
    {
        await using var app = await SmallApp.StartAsync<NoFunctions>();
        var client = ClientOf(app.Services);
        var operationId = Guid.NewGuid();

        var first = await client.SendAsync(WaitUntil.Completed, Message, operationId);
        var again = await client.SendAsync(WaitUntil.Started, Message, operationId);

        first.Value.Status.Should().Be(EmailSendStatus.Succeeded);
        again.Id.Should().Be(operationId.ToString());
        app.Mails.All.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Id = operationId.ToString(), To = "taro@example.jp", Subject = "仮登録", Text = "本文", Html = "<p>本文</p>" });
    }

    [Fact]
    public async Task Send_WithAnotherKey_Is401()
    {
        await using var app = await SmallApp.StartAsync<NoFunctions>();
        var stranger = new EmailClient(app.BaseAddress, new AzureKeyCredential(Convert.ToBase64String("another key"u8)));

        var sending = () => stranger.SendAsync(WaitUntil.Started, Message, Guid.NewGuid());

        (await sending.Should().ThrowAsync<RequestFailedException>()).Which.Status.Should().Be(401);
        app.Mails.All.Should().BeEmpty();
    }

    [Fact]
    public async Task Send_WhenAFaultIsSet_FailsWithItsRetryAfterAndThenWorks()
    {
        await using var app = await SmallApp.StartAsync<NoFunctions>();
        using var http = new HttpClient { BaseAddress = app.BaseAddress };
        var options = new EmailClientOptions();
        options.Retry.MaxRetries = 0;
        var client = ClientOf(app.Services, options);
        (await http.PostAsJsonAsync("/local/api/mail-faults", new { status = 429, retryAfterSeconds = 17, times = 1 })).StatusCode
            .Should().Be(HttpStatusCode.NoContent);

        var sending = () => client.SendAsync(WaitUntil.Started, Message, Guid.NewGuid());

        var refused = (await sending.Should().ThrowAsync<RequestFailedException>()).Which;
        refused.Status.Should().Be(429);
        refused.GetRawResponse()!.Headers.TryGetValue("Retry-After", out var retryAfter).Should().BeTrue();
        retryAfter.Should().Be("17");
        await sending.Should().NotThrowAsync();
        app.Mails.All.Should().ContainSingle();
    }

    [Theory]
    [InlineData("", "taro@example.jp", "件名")]
    [InlineData("noreply@kencom.example", "no address", "件名")]
    [InlineData("noreply@kencom.example", "taro@example.jp", "")]
    public async Task Send_AnIncompleteMessage_Is400(string from, string to, string subject)
    {
        await using var app = await SmallApp.StartAsync<NoFunctions>();

        var sending = () => ClientOf(app.Services).SendAsync(
            WaitUntil.Started, new EmailMessage(from, to, new EmailContent(subject) { PlainText = "本文" }), Guid.NewGuid());

        (await sending.Should().ThrowAsync<RequestFailedException>()).Which.Status.Should().Be(400);
    }

    [Fact]
    public async Task Mails_OverHttp_AreListedNewestFirstAndDeleted()
    {
        await using var app = await SmallApp.StartAsync<NoFunctions>();
        using var http = new HttpClient { BaseAddress = app.BaseAddress };
        foreach (var to in new[] { "first@example.jp", "second@example.jp" })
        {
            await ClientOf(app.Services).SendAsync(WaitUntil.Started, new EmailMessage("a@b.example", to, new EmailContent("s") { PlainText = "t" }));
        }

        var mails = await http.GetFromJsonAsync<JsonElement>("/local/api/mails");
        await http.DeleteAsync("/local/api/mails");

        mails.EnumerateArray().Select(mail => mail.GetProperty("to").GetString()).Should().Equal("second@example.jp", "first@example.jp");
        (await http.GetStringAsync("/local/api/mails")).Should().Be("[]");
        (await http.GetAsync("/local/mailbox")).Content.Headers.ContentType!.MediaType.Should().Be("text/html");
    }

    private static EmailClient ClientOf(IServiceProvider services, EmailClientOptions? options = null) =>
        new(services.GetRequiredService<IConfiguration>()["Mail:ConnectionString"]!, options ?? new EmailClientOptions());

    private sealed class NoFunctions;
}
