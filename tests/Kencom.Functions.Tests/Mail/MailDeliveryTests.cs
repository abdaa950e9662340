using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Kencom.Core.Mail;
using Kencom.Core.Storage;
using Kencom.LocalHost.Helpers.Mail;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kencom.Functions.Tests.Mail;

/// <summary>Mails through the real queue, worker, client and HTTP, to an e-mail endpoint that answers as the test wishes.</summary>
public sealed class MailDeliveryTests : AppTests
{
    private static readonly JsonSerializerOptions RowJson = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly List<Guid> queued = [];

    private const string Recipient = "taro@kencom.example";

    protected override void Configure(TestAppOptions options)
    {
        options.Settings["Mail__PerMinute"] = "5";
        options.ConfigureServices = UseTestComposer;
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    [Trait("Rule", "MAIL-3")]
    public async Task Queued_OneMail_ArrivesAsTextAndHtmlUnderItsOwnId()
    {
        var id = await QueueAsync(MailKind.Welcome);

        await UntilAsync(async () => await StateAsync(id) == MailState.Sent);

        var mail = App.Host.Mails.All.Should().ContainSingle().Which;
        mail.Should().BeEquivalentTo(new { Id = id.ToString(), To = Recipient, Subject = "【kencom】会員登録が完了しました", From = "info@kencom.example" });
        mail.Text.Should().Contain("健診閲覧コード");
        mail.Html.Should().Contain("健診閲覧コード").And.StartWith("<!DOCTYPE html>");
    }

    [Fact]
    [Trait("Rule", "MAIL-2")]
    public async Task Queued_TooManyRequests_WaitsAsLongAsTheProviderSays()
    {
        App.Host.MailFaults.Set(new MailFault(429, RetryAfterSeconds: 90));

        var id = await QueueAsync(MailKind.Activation);
        await UntilAsync(async () => (await RowAsync(id)).Turns.InLane is not null);

        var row = await RowAsync(id);
        (row.State, row.Attempts, row.DueAt).Should().Be((MailState.Waiting, 0, App.Clock.GetUtcNow() + TimeSpan.FromSeconds(90)));
        await ComeBackAsync();
        await UntilAsync(async () => await StateAsync(id) == MailState.Sent);
        App.Host.Mails.All.Should().ContainSingle();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(401)]
    [InlineData(404)]
    [Trait("Rule", "MAIL-1")]
    public async Task Queued_ProviderInTrouble_IsTriedAgainLater(int status)
    {
        App.Host.MailFaults.Set(new MailFault(status));

        var id = await QueueAsync(MailKind.Activation);
        await UntilAsync(async () => (await RowAsync(id)).Attempts == 1);

        var row = await RowAsync(id);
        row.State.Should().Be(MailState.Waiting);
        row.Failure.Should().StartWith($"{status}").And.NotContain("@");
        await ComeBackAsync();
        await UntilAsync(async () => await StateAsync(id) == MailState.Sent);
        App.Host.Mails.All.Should().ContainSingle();
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public async Task Queued_AddressRefused_IsRecordedAndNotTriedAgain()
    {
        var id = await QueueAsync(MailKind.LoginIdReminder);

        await UntilAsync(async () => await StateAsync(id) == MailState.Failed);

        (await RowAsync(id)).Failure.Should().StartWith("400").And.NotContain("nowhere");
        await ComeBackAsync();
        await App.SettleAsync();
        App.Host.Mails.All.Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "MAIL-2")]
    public async Task Queued_MoreThanTheBudgetOverTwoApps_GoInTurnsOfFive()
    {
        await using var other = await TestApp.StartAsync(options =>
        {
            Configure(options);
            options.StorageConnectionString = App.StorageConnectionString;
            options.Clock = App.Clock;
        });
        var ids = new List<Guid>();
        for (var i = 0; i < 12; i++)
        {
            ids.Add(await QueueAsync(MailKind.Welcome));
        }

        foreach (var arrived in new[] { 5, 10, 12 })
        {
            await UntilAsync(async () => (await Task.WhenAll(ids.Select(RowAsync))).All(row => row.State == MailState.Sent || row.DueAt > App.Clock.GetUtcNow()));
            Mails(App, other).Should().HaveCount(arrived);
            await ComeBackAsync();
        }

        Mails(App, other).Should().BeEquivalentTo(ids.Select(id => id.ToString()));
    }

    private static IEnumerable<string> Mails(params TestApp[] apps) => apps.SelectMany(app => app.Host.Mails.All).Select(mail => mail.Id);

    /// <summary>Time passes on the clock only, so the hidden messages do not come: others are sent in their place.</summary>
    private async Task ComeBackAsync()
    {
        App.Pass(TimeSpan.FromMinutes(20));
        foreach (var id in queued)
        {
            await App.Services.GetRequiredService<QueueSender>().SendAsync(QueueNames.SendMail, new SendMailMessage("subject", id));
        }
    }

    private async Task<Guid> QueueAsync(MailKind kind)
    {
        var order = new MailOrder(Guid.NewGuid(), kind, "subject");
        queued.Add(order.Id);
        await App.Services.GetRequiredService<MailOutbox>().QueueAsync(order);
        return order.Id;
    }

    private Task<MailState?> StateAsync(Guid id) => App.Services.GetRequiredService<MailOutbox>().FindStateAsync("subject", id, default);

    private async Task<MailRow> RowAsync(Guid id)
    {
        var row = (await App.Tables.GetTableClient(TableNames.Mails).GetEntityAsync<TableEntity>("subject", id.ToString("N"))).Value;
        return JsonSerializer.Deserialize<MailRow>(row.GetString("Record"), RowJson)!;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var watch = Stopwatch.StartNew(); !await condition(); await Task.Delay(TimeSpan.FromMilliseconds(20)))
        {
            watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(30), "it happens soon");
        }
    }

    private static void UseTestComposer(IServiceCollection services)
    {
        services.RemoveAll<IMailComposer>();
        foreach (var kind in Enum.GetValues<MailKind>())
        {
            services.AddSingleton<IMailComposer>(new TestComposer(kind));
        }
    }

    private sealed record MailRow(MailState State, int Attempts, DateTimeOffset DueAt, MailTurns Turns, string? Failure);

    private sealed class TestComposer(MailKind kind) : IMailComposer
    {
        public MailKind Kind => kind;

        public Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
            Task.FromResult<MailContent?>(new MailContent(kind == MailKind.LoginIdReminder ? "nowhere" : Recipient, new WelcomeMail()));
    }
}
