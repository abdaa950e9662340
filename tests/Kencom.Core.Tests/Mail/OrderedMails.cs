using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Kencom.Core.Mail;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace Kencom.Core.Tests.Mail;

/// <summary>What a test orders, what composers answer to it, and the provider that gets it; several instances of the app may send it.</summary>
internal sealed class OrderedMails : IAsyncDisposable
{
    private readonly List<MailApp> instances = [];

    public OrderedMails() => Provider = new TestMailProvider(Clock);

    public FakeTimeProvider Clock { get; } = new(MailSamples.Now);

    public TestMailProvider Provider { get; }

    /// <summary>What composers answer, by subject id; a subject that is not here has ended.</summary>
    public ConcurrentDictionary<string, Func<MailOrder, MailContent>> Subjects { get; } = new(StringComparer.Ordinal);

    /// <summary>Whom the mails are about that were ordered here.</summary>
    public ConcurrentDictionary<Guid, string> SubjectOf { get; } = [];

    /// <summary>Another instance of the app on the same storage.</summary>
    public async Task<MailApp> StartAsync(int perMinute = 100_000, int perHour = 1_000_000)
    {
        var app = await CoreApp.StartAsync(options =>
        {
            (options.Clock, options.StorageConnectionString) = (Clock, instances.FirstOrDefault()?.App.StorageConnectionString);
            options.Settings["Mail__PerMinute"] = perMinute.ToString(System.Globalization.CultureInfo.InvariantCulture);
            options.Settings["Mail__PerHour"] = perHour.ToString(System.Globalization.CultureInfo.InvariantCulture);
            options.Settings["Mail__OperatorName"] = MailSamples.Options.OperatorName;
            options.ConfigureServices = services =>
            {
                services.AddSingleton<MailProvider>(Provider.DeliverAsync).RemoveAll<IMailComposer>();
                foreach (var kind in Enum.GetValues<MailKind>())
                {
                    services.AddSingleton<IMailComposer>(new TestComposer(kind, this));
                }
            };
        });
        instances.Add(new MailApp(this, app));
        return instances[^1];
    }

    public MailOrder NewOrder(MailKind kind = MailKind.Activation, IReadOnlyDictionary<string, string>? values = null)
    {
        var order = new MailOrder(Guid.NewGuid(), kind, Guid.NewGuid().ToString("N"), values);
        SubjectOf[order.Id] = order.SubjectId;
        Subjects[order.SubjectId] = _ => new MailContent("taro@kencom.example", new WelcomeMail());
        return order;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in instances)
        {
            await instance.App.DisposeAsync();
        }
    }

    private sealed class TestComposer(MailKind kind, OrderedMails mails) : IMailComposer
    {
        public MailKind Kind => kind;

        public Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
            Task.FromResult(mails.Subjects.TryGetValue(order.SubjectId, out var compose) ? compose(order) : null);
    }
}

/// <summary>What one instance of the app does with the ordered mails.</summary>
internal sealed class MailApp
{
    private readonly OrderedMails mails;

    private int callsBefore;

    public MailApp(OrderedMails mails, CoreApp app)
    {
        (this.mails, App) = (mails, app);
        StartCounting();
    }

    public CoreApp App { get; }

    /// <summary>Storage calls since <see cref="StartCounting"/>.</summary>
    public int Calls => App.Storage.All.Count - callsBefore;

    public MailOutbox Outbox => App.Get<MailOutbox>();

    public MailStore Store => App.Get<MailStore>();

    public MailBudget Budget => App.Get<MailBudget>();

    public TableClient Rows => App.Tables.GetTableClient(TableNames.Mails);

    public QueueClient Queue => App.Queues.GetQueueClient(QueueNames.SendMail);

    /// <summary>Whether the meter is this instance's; other tests run at the same time.</summary>
    public bool Owns(Meter meter) => meter.Scope == App.Get<IMeterFactory>();

    public void StartCounting() => callsBefore = App.Storage.All.Count;

    /// <summary>The process dies at its next call of this number, before or after it reached the storage.</summary>
    public void DieAt(int call, StorageFault fault)
    {
        StartCounting();
        App.Storage.Fault = _ => Calls == call ? fault : StorageFault.None;
    }

    public void Live() => App.Storage.Fault = null;

    public Task SendAsync(Guid id, CancellationToken cancellationToken = default) =>
        App.RunAsync<SendMail>(handler => handler.HandleAsync(new SendMailMessage(mails.SubjectOf[id], id), cancellationToken));

    public Task SweepAsync() => App.SweepAsync(SweepGroups.Mails);

    /// <param name="ids">None: all.</param>
    public async Task<int> ResendAsync(params Guid[] ids)
    {
        var resent = 0;
        await App.RunAsync<ResendFailedMails>(async handler => resent = await handler.ResendAsync(new StaffAct(new StaffMember("staff", "運用 花子"), Reason: null), ids.Length == 0 ? null : ids, default));
        return resent;
    }

    public async Task<StoredMail> RowAsync(Guid id) => (await Store.FindAsync(mails.SubjectOf[id], id, default))!.Value;

    public Task<MailState?> StateAsync(Guid id) => Outbox.FindStateAsync(mails.SubjectOf[id], id, default);

    public async Task<List<Guid>> QueuedIdsAsync()
    {
        PeekedMessage[] messages = await Queue.PeekMessagesAsync(32);
        return [.. messages.Select(message => message.Body.ToObjectFromJson<SendMailMessage>(QueueSender.Json)!.Id)];
    }
}

/// <summary>The provider, as it treats operation ids: what it took once it does not deliver again.</summary>
internal sealed class TestMailProvider(TimeProvider clock)
{
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> delivered = [];

    /// <summary>What it answers; taken by default.</summary>
    public Func<RenderedMail, MailDelivery> Answer { get; set; } = _ => MailDelivery.Accepted;

    public ConcurrentQueue<(Guid Id, DateTimeOffset At)> Tries { get; } = [];

    /// <summary>Mails that reached their mailbox.</summary>
    public IReadOnlyDictionary<Guid, DateTimeOffset> Delivered => delivered;

    public Task<MailDelivery> DeliverAsync(RenderedMail mail, CancellationToken cancellationToken)
    {
        Tries.Enqueue((mail.OperationId, clock.GetUtcNow()));
        var answer = Answer(mail);
        if (answer.Outcome == MailOutcome.Accepted)
        {
            delivered.TryAdd(mail.OperationId, clock.GetUtcNow());
        }

        return Task.FromResult(answer);
    }
}
