using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Kencom.Core;
using Kencom.Core.Mail;
using Kencom.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Kencom.TestSupport;

/// <summary>
/// The app without its front: all rooms of Kencom.Core over a real storage, as one instance. A test calls the handlers itself, and runs what they put into queues
/// when it wants; a clock that only the test moves.
/// </summary>
public sealed class CoreApp : IAsyncDisposable
{
    private readonly TestAppOptions options;
    private readonly ServiceProvider services;

    private CoreApp(TestAppOptions options, string storageConnectionString, FakeTimeProvider clock)
    {
        (this.options, StorageConnectionString, Clock) = (options, storageConnectionString, clock);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(Defaults(storageConnectionString))
            .AddInMemoryCollection(options.Settings.Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value)))
            .Build();
        var collection = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<HttpPipelinePolicy>(Storage)
            .AddSingleton<MailProvider>((_, _) => Task.FromResult(MailDelivery.Accepted))
            .AddLogging(logging => logging.ClearProviders())
            .AddKencom(configuration);
        if (!options.DearPasswords)
        {
            collection.AddSingleton(QuickPasswords.Hasher);
        }

        options.ConfigureServices?.Invoke(collection);
        services = collection.BuildServiceProvider(validateScopes: true);
    }

    public IServiceProvider Services => services;

    public FakeTimeProvider Clock { get; }

    /// <summary>The calls that the app makes, and faults to befall them.</summary>
    public StorageCalls Storage { get; } = new();

    public string StorageConnectionString { get; }

    /// <summary>Beside the app's own client: its calls do not count, and it may read whole tables.</summary>
    public TableServiceClient Tables => Stored.Tables;

    public BlobServiceClient Blobs => Stored.Blobs;

    public QueueServiceClient Queues => Stored.Queues;

    public StoredData Stored => new(StorageConnectionString);

    public static async Task<CoreApp> StartAsync(Action<TestAppOptions>? configure = null)
    {
        var wanted = new TestAppOptions();
        configure?.Invoke(wanted);
        var app = new CoreApp(wanted, wanted.StorageConnectionString ?? await StorageEmulator.NewAccountAsync(), wanted.Clock ?? TestAppOptions.NewClock());
        foreach (var hosted in app.services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await hosted.StartingAsync(CancellationToken.None);
        }

        return app;
    }

    public static Task<CoreApp> StartAsync(params (string Key, string? Value)[] settings) => StartAsync(wanted => Add(settings, wanted));

    /// <summary>Another instance over the same storage, by the same clock; nothing else is shared.</summary>
    public CoreApp OtherInstance(params (string Key, string? Value)[] changed)
    {
        var other = new TestAppOptions { ConfigureServices = options.ConfigureServices, DearPasswords = options.DearPasswords };
        Add([.. options.Settings.Select(setting => (setting.Key, setting.Value)), .. changed], other);
        return new CoreApp(other, StorageConnectionString, Clock);
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Runs a handler as the functions do, each time a new one.</summary>
    public async Task RunAsync<THandler>(Func<THandler, Task> run)
        where THandler : notnull
    {
        await using var scope = services.CreateAsyncScope();
        await run(scope.ServiceProvider.GetRequiredService<THandler>());
    }

    /// <summary>Runs the queue functions of these queues until they are empty.</summary>
    public Task SettleAsync(params IReadOnlyList<string> queueNames) => new QueuePump(services, queueNames).RunAsync();

    /// <summary>Runs a group of sweeps now (<see cref="SweepGroups"/>).</summary>
    public Task SweepAsync(string group) => Get<RunSweeps>().HandleAsync(group, CancellationToken.None);

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private static void Add((string Key, string? Value)[] settings, TestAppOptions to)
    {
        foreach (var (key, value) in settings)
        {
            to.Settings[key] = value;
        }
    }

    private static Dictionary<string, string?> Defaults(string storageConnectionString)
    {
        var key = Convert.ToBase64String([.. Enumerable.Repeat((byte)1, 32)]);
        return new(StringComparer.OrdinalIgnoreCase)
        {
            ["DataStorage"] = storageConnectionString,
            ["Storage:CreateMissing"] = "true",
            ["Security:HashKeys:1"] = key,
            ["Security:DataKeys:1"] = key,
            ["Mail:SenderAddress"] = "no-reply@kencom.example",
            ["Mail:FrontEndUrl"] = "https://kencom.example",
            ["Mail:OperatorName"] = "kencom",
        };
    }
}
