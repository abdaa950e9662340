using System.Reflection;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Kencom.TestSupport.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kencom.TestSupport;

/// <summary>How a test wants the app.</summary>
public sealed class TestAppOptions
{
    /// <summary>Settings as in local.settings.json.</summary>
    public Dictionary<string, string?> Settings { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A storage that another app already works on; by default a new one.</summary>
    public string? StorageConnectionString { get; set; }

    /// <summary>A clock shared with another app; by default a new one that stands at 2026-11-22 10:00 in Japan.</summary>
    public FakeTimeProvider? Clock { get; set; }

    public Action<IServiceCollection>? ConfigureServices { get; set; }

    /// <summary>Whether a password costs as much as when deployed (REG-5): for tests of time and memory, and of what is stored.</summary>
    public bool DearPasswords { get; set; }

    /// <summary>Which types' functions run; by default all.</summary>
    public Predicate<Type>? Functions { get; set; }
}

/// <summary>The whole app in the test's process: the real Program, real HTTP, real emulator; a clock that only the test moves.</summary>
public sealed class TestApp : IAsyncDisposable
{
    private readonly LocalFunctionApp app;
    private readonly SentMessages messages;

    private TestApp(LocalFunctionApp app, string storageConnectionString, FakeTimeProvider clock, StorageCalls storage, SentMessages messages)
    {
        this.app = app;
        this.messages = messages;
        messages.Arrived += app.PollNow;
        StorageConnectionString = storageConnectionString;
        Clock = clock;
        Storage = storage;
    }

    public Uri BaseAddress => app.BaseAddress;

    public IServiceProvider Services => app.Services;

    public LocalFunctionApp Host => app;

    public FakeTimeProvider Clock { get; }

    public StorageCalls Storage { get; }

    public string StorageConnectionString { get; }

    public TableServiceClient Tables => new(StorageConnectionString);

    public BlobServiceClient Blobs => new(StorageConnectionString);

    public QueueServiceClient Queues
    {
        get
        {
            var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
            options.AddPolicy(messages, HttpPipelinePosition.PerRetry);
            return new QueueServiceClient(StorageConnectionString, options);
        }
    }

    public static async Task<TestApp> StartAsync(Action<TestAppOptions>? configure = null)
    {
        var options = new TestAppOptions();
        options.Settings["Limits__Loopback"] = "Loose";
        options.Settings["Allowances__Times__Bursts"] = "1000"; // A second never passes by itself here.
        configure?.Invoke(options);
        var storageConnectionString = options.StorageConnectionString ?? await StorageEmulator.NewAccountAsync();
        var clock = options.Clock ?? new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 1, 0, 0, TimeSpan.Zero));
        var storage = new StorageCalls();
        var sent = SentMessages.Of(storageConnectionString);
        var functions = Assembly.Load("Kencom.Functions");
        var started = await LocalFunctionApp.StartAsync(
            functions,
            new LocalFunctionAppOptions
            {
                StorageConnectionString = storageConnectionString,
                Settings = options.Settings,
                PollingInterval = TimeSpan.FromSeconds(10), // Listeners are told what arrives.
                FunctionTypes = options.Functions is { } wanted ? [.. functions.GetTypes().Where(type => wanted(type))] : null,
                ConfigureServices = services =>
                {
                    services.AddSingleton<TimeProvider>(clock);
                    services.AddSingleton<HttpPipelinePolicy>(storage);
                    services.AddSingleton<HttpPipelinePolicy>(sent);
                    if (!options.DearPasswords)
                    {
                        services.AddSingleton(QuickPasswords.Hasher);
                    }

                    options.ConfigureServices?.Invoke(services);
                },
            });
        return new TestApp(started, storageConnectionString, clock, storage, sent);
    }

    /// <summary>A new caller without cookies or tokens.</summary>
    public ApiClient NewClient() => new(BaseAddress);

    /// <summary>Waits until every queue is empty and nothing runs.</summary>
    public async Task SettleAsync()
    {
        while (messages.Unsettled() is { Count: > 0 } queues)
        {
            await app.WaitUntilIdleAsync([.. queues.Keys]);
            messages.Settle(queues);
        }
    }

    public Task RunTimerAsync(string functionName) => app.InvokeTimerAsync(functionName);

    /// <summary>Lets a time pass. Nothing happens by itself: timers are run by hand.</summary>
    public void Pass(TimeSpan time) => Clock.Advance(time);

    /// <summary>The newest mail to an address, once everything queued is done.</summary>
    public async Task<ReceivedMail> NewestMailToAsync(string address) =>
        await MailsToAsync(address) is [var newest, ..] ? newest : throw new InvalidOperationException("No mail has arrived at the address.");

    /// <summary>All mails to an address, the newest first, once everything queued is done.</summary>
    public async Task<IReadOnlyList<ReceivedMail>> MailsToAsync(string address)
    {
        await SettleAsync();
        return [.. app.Mails.All.Where(mail => mail.To == address).Select(mail => new ReceivedMail(mail.Subject, mail.Text ?? "", mail.Html ?? ""))];
    }

    public ValueTask DisposeAsync()
    {
        messages.Arrived -= app.PollNow;
        return app.DisposeAsync();
    }
}

/// <summary>A mail as its reader has it.</summary>
public sealed partial record ReceivedMail(string Subject, string Text, string Html)
{
    /// <summary>The token of the link in the text: the long part of its path, or what stands behind its hash.</summary>
    public string LinkToken => LinkPattern().Match(Text) is { Success: true } link
        ? link.Groups["token"].Value
        : throw new InvalidOperationException("The mail holds no link.");

    [GeneratedRegex("https?://[^ \\n]*[/#](?<token>[0-9A-Za-z]{20,})", RegexOptions.ExplicitCapture)]
    private static partial Regex LinkPattern();
}
