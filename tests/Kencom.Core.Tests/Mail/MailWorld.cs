using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Kencom.Core.Mail;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Kencom.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kencom.Core.Tests.Mail;

/// <summary>One storage account of its own, a clock that stands still until it is driven, a provider, and instances of the app's mail slice.</summary>
internal sealed class MailWorld : IAsyncDisposable
{
    private readonly List<MailInstance> instances = [];

    private string? connectionString;

    public FakeTimeProvider Clock { get; } = new(MailSamples.Now);

    public TestMailProvider Provider { get; }

    /// <summary>What composers answer, by subject id; a subject that is not here has ended.</summary>
    public ConcurrentDictionary<string, Func<MailOrder, MailContent>> Subjects { get; } = new(StringComparer.Ordinal);

    /// <summary>Whom the mails are about that were ordered here.</summary>
    public ConcurrentDictionary<Guid, string> SubjectOf { get; } = [];

    public MailWorld() => Provider = new TestMailProvider(Clock);

    public async Task<MailInstance> StartAsync(int perMinute = 100_000, int perHour = 1_000_000)
    {
        connectionString ??= await StorageEmulator.NewAccountAsync();
        var instance = new MailInstance(this, connectionString, perMinute, perHour);
        await instance.CreateStorageAsync();
        instances.Add(instance);
        return instance;
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
            await instance.DisposeAsync();
        }
    }
}

/// <summary>The mail slice as one instance of the app has it.</summary>
internal sealed class MailInstance : IAsyncDisposable
{
    private readonly MailWorld world;

    private readonly ServiceProvider services;

    private readonly string connectionString;

    private readonly StorageCalls calls = new();

    private int callsBefore;

    public MailInstance(MailWorld world, string connectionString, int perMinute, int perHour)
    {
        (this.world, this.connectionString) = (world, connectionString);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DataStorage"] = connectionString,
            ["Mail:PerMinute"] = perMinute.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Mail:PerHour"] = perHour.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Mail:SenderAddress"] = MailSamples.Options.SenderAddress,
            ["Mail:FrontEndUrl"] = MailSamples.Options.FrontEndUrl!.AbsoluteUri,
            ["Mail:OperatorName"] = MailSamples.Options.OperatorName,
        }).Build();
        var collection = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(world.Clock)
            .AddSingleton<HttpPipelinePolicy>(calls)
            .AddStorage(configuration)
            .AddSingleton<AuditLog>()
            .AddMail(configuration)
            .AddSingleton<MailProvider>(world.Provider.DeliverAsync);
        foreach (var kind in Enum.GetValues<MailKind>())
        {
            collection.AddSingleton<IMailComposer>(new TestComposer(kind, world));
        }

        services = collection.BuildServiceProvider(validateScopes: true);
    }

    /// <summary>Storage calls since <see cref="StartCounting"/>.</summary>
    public int Calls => calls.All.Count - callsBefore;

    public MailOutbox Outbox => services.GetRequiredService<MailOutbox>();

    public MailStore Store => services.GetRequiredService<MailStore>();

    public MailBudget Budget => services.GetRequiredService<MailBudget>();

    /// <summary>All rows, beside the app's own client: that one refuses to read whole tables.</summary>
    public TableClient Rows => new(connectionString, TableNames.Mails);

    public QueueClient Queue => services.GetRequiredService<QueueServiceClient>().GetQueueClient(QueueNames.SendMail);

    /// <summary>Whether the meter is this instance's; other tests run at the same time.</summary>
    public bool Owns(Meter meter) => meter.Scope == services.GetRequiredService<IMeterFactory>();

    public void StartCounting() => callsBefore = calls.All.Count;

    /// <summary>The process dies at its next call of this number, before or after it reached the storage.</summary>
    public void DieAt(int call, StorageFault fault)
    {
        StartCounting();
        calls.Fault = _ => Calls == call ? fault : StorageFault.None;
    }

    public void Live() => calls.Fault = null;

    public Task SendAsync(Guid id, CancellationToken cancellationToken = default) => RunAsync<SendMail>(handler => handler.HandleAsync(new SendMailMessage(world.SubjectOf[id], id), cancellationToken));

    public Task SweepAsync() => services.GetRequiredService<RunSweeps>().HandleAsync(SweepGroups.Mails, default);

    /// <param name="ids">None: all.</param>
    public async Task<int> ResendAsync(params Guid[] ids)
    {
        var resent = 0;
        await RunAsync<ResendFailedMails>(async handler => resent = await handler.ResendAsync(new StaffAct(new StaffMember("staff", "運用 花子"), Reason: null), ids.Length == 0 ? null : ids, default));
        return resent;
    }

    public async Task<StoredMail> RowAsync(Guid id) => (await Store.FindAsync(world.SubjectOf[id], id, default))!.Value;

    public Task<MailState?> StateAsync(Guid id) => Outbox.FindStateAsync(world.SubjectOf[id], id, default);

    public async Task<List<Guid>> QueuedIdsAsync()
    {
        PeekedMessage[] messages = await Queue.PeekMessagesAsync(32);
        return [.. messages.Select(message => message.Body.ToObjectFromJson<SendMailMessage>(QueueSender.Json)!.Id)];
    }

    public async Task CreateStorageAsync()
    {
        var tables = services.GetRequiredService<TableServiceClient>();
        await tables.CreateTableIfNotExistsAsync(TableNames.Mails);
        await tables.CreateTableIfNotExistsAsync(TableNames.MailBudgets);
        await tables.CreateTableIfNotExistsAsync(TableNames.AuditLog);
        await tables.CreateTableIfNotExistsAsync(TableNames.Due);
        await Queue.CreateIfNotExistsAsync();
        StartCounting();
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task RunAsync<THandler>(Func<THandler, Task> run)
        where THandler : notnull
    {
        await using var scope = services.CreateAsyncScope();
        await run(scope.ServiceProvider.GetRequiredService<THandler>());
    }

    private sealed class TestComposer(MailKind kind, MailWorld world) : IMailComposer
    {
        public MailKind Kind => kind;

        public Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
            Task.FromResult(world.Subjects.TryGetValue(order.SubjectId, out var compose) ? compose(order) : null);
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
