using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Kencom.TestSupport.Host;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.LocalHost;

public sealed class QueueFunctionTests : IAsyncLifetime
{
    private readonly QueueRecord record = new();
    private string account = string.Empty;

    public async ValueTask InitializeAsync() => account = await StorageEmulator.NewAccountAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Message_Handled_IsDeletedAndBoundInEveryForm()
    {
        await using var app = await StartAsync<QueueWork>();

        await SendAsync("work", "text");
        await SendAsync("objects", """{"Name":"太郎","count":3}""");
        await SendAsync("raw", "raw text");
        await app.WaitUntilIdleAsync();

        record.Seen.Should().BeEquivalentTo("text 1", "太郎 3", "raw text 1");
        (await CountAsync("work-poison")).Should().Be(0);
    }

    [Fact]
    public async Task Message_FailingAlways_GoesToThePoisonQueueAfterMaxDequeueCount()
    {
        await using var app = await StartAsync<FailingWork>(with => with.Settings = new Dictionary<string, string?>
        {
            ["AzureFunctionsJobHost__extensions__queues__maxDequeueCount"] = "3",
            ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:00",
        });

        await SendAsync("failing", "cannot work");
        await app.WaitUntilIdleAsync();

        record.Seen.Should().Equal("1", "2", "3");
        (await TextOf("failing-poison")).Should().Be(Base64("cannot work"));
    }

    /// <summary>As on the real host: whoever deploys the queues deploys their poison queues, and until then nothing is lost.</summary>
    [Fact]
    public async Task Message_WithoutAPoisonQueue_StaysHiddenAndIsNotLost()
    {
        await using var app = await StartAsync<FailingWork>(with => with.Settings = new Dictionary<string, string?>
        {
            ["AzureFunctionsJobHost__extensions__queues__maxDequeueCount"] = "1",
        });
        await Queue("failing").CreateIfNotExistsAsync();

        await SendTextAsync("failing", Base64("cannot work"));
        await Eventually.HoldsAsync(() => record.Seen.Count == 1);
        await Eventually.HoldsAsync(async () => await CountAsync("failing") == 1);

        (await Queue("failing-poison").ExistsAsync()).Value.Should().BeFalse();
        (await Queue("failing").PeekMessagesAsync()).Value.Should().BeEmpty("it is hidden");
    }

    [Fact]
    public async Task Message_NoJsonWhereAnObjectIsWanted_GoesToThePoisonQueue()
    {
        await using var app = await StartAsync<QueueWork>(with => with.Settings = new Dictionary<string, string?>
        {
            ["AzureFunctionsJobHost__extensions__queues__maxDequeueCount"] = "1",
        });

        await SendAsync("objects", "no json");
        await Eventually.HoldsAsync(async () => await CountAsync("objects-poison") == 1);

        record.Seen.Should().BeEmpty();
        (await TextOf("objects-poison")).Should().Be(Base64("no json"));
    }

    [Fact]
    public async Task Message_AsLargeAsAQueueTakes_Arrives()
    {
        await using var app = await StartAsync<QueueWork>();
        var text = new string('x', 48 * 1024 - 3);

        await SendAsync("work", text);
        await app.WaitUntilIdleAsync();

        record.Seen.Single().Should().HaveLength(text.Length + 2, "base64 makes 64 KiB of it");
    }

    [Fact]
    public async Task Message_Failed_IsTriedAgainAfterTheVisibilityTimeout()
    {
        await using var app = await StartAsync<FailingWork>(with => with.Settings = new Dictionary<string, string?>
        {
            ["AzureFunctionsJobHost__extensions__queues__maxDequeueCount"] = "2",
            ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:02",
        });

        await SendAsync("failing", "cannot work");
        await app.WaitUntilIdleAsync();

        record.Times.Should().HaveCount(2);
        Stopwatch.GetElapsedTime(record.Times.First(), record.Times.Last()).Should().BeGreaterThan(TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public async Task Message_NotBase64_GoesToThePoisonQueueWithoutRunning()
    {
        await using var app = await StartAsync<QueueWork>();

        await Queue("work-poison").CreateIfNotExistsAsync();
        await SendTextAsync("work", "これはbase64ではない");
        await Eventually.HoldsAsync(async () => await CountAsync("work-poison") == 1);
        await app.WaitUntilIdleAsync();

        record.Seen.Should().BeEmpty();
        (await TextOf("work-poison")).Should().Be("これはbase64ではない", "it is kept as it came");
    }

    [Fact]
    public async Task Message_OfAStoppingApp_IsCancelledAndComesBackWithItsCountRaised()
    {
        await using (var first = await StartAsync<WaitingWork>(with => with.Drain = TimeSpan.FromMilliseconds(50)))
        {
            await SendAsync("waiting", "unfinished");
            await Eventually.HoldsAsync(() => record.Seen.Contains("started 1"));
        }

        record.Seen.Should().Equal("started 1", "cancelled");
        record.Released = true;

        await using var second = await StartAsync<WaitingWork>();
        await second.WaitUntilIdleAsync();
        record.Seen.Should().Equal("started 1", "cancelled", "started 2", "finished");
    }

    [Fact]
    public async Task Message_RunningLongerThanItsLease_StaysHidden()
    {
        await using var app = await StartAsync<WaitingWork>(with => with.MessageLease = TimeSpan.FromSeconds(2));

        await SendAsync("waiting", "long");
        await Eventually.HoldsAsync(() => record.Seen.Contains("started 1"));
        var since = Stopwatch.StartNew();
        await Eventually.HoldsAsync(() => since.Elapsed > TimeSpan.FromSeconds(5), "two leases have passed");
        record.Released = true;
        await app.WaitUntilIdleAsync();

        record.Seen.Should().Equal("started 1", "finished");
    }

    [Fact]
    public async Task Messages_OfOneStorage_AreSharedByTwoApps()
    {
        await using var first = await StartAsync<QueueWork>();
        await using var second = await StartAsync<QueueWork>();

        foreach (var number in Enumerable.Range(0, 40))
        {
            await SendAsync("work", $"m{number}");
        }

        await first.WaitUntilIdleAsync();
        await second.WaitUntilIdleAsync();

        record.Seen.Should().HaveCount(40).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task QueueName_FromASetting_IsResolved()
    {
        await using var app = await StartAsync<NamedWork>(with => with.Settings = new Dictionary<string, string?> { ["TheQueue"] = "named-queue" });

        await SendAsync("named-queue", "hello");
        await app.WaitUntilIdleAsync();

        record.Seen.Should().Equal("hello");
    }

    [Fact]
    public async Task WaitUntilIdle_WithSomethingLeft_SaysWhat()
    {
        await using var app = await StartAsync<WaitingWork>(with => (with.Drain, with.Abandon) = (TimeSpan.Zero, TimeSpan.FromSeconds(5)));
        await SendAsync("waiting", "unfinished");
        await Eventually.HoldsAsync(() => record.Seen.Contains("started 1"));

        var waiting = () => app.WaitUntilIdleAsync(deadline: TimeSpan.FromMilliseconds(200));

        await waiting.Should().ThrowAsync<TimeoutException>().WithMessage("*functions are running*");
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private Task<LocalFunctionApp> StartAsync<TFunctions>(Action<Adjustments>? adjust = null)
    {
        var with = new Adjustments();
        adjust?.Invoke(with);
        return SmallApp.StartAsync(builder => builder.Services.AddSingleton(record), new LocalFunctionAppOptions
        {
            StorageConnectionString = account,
            FunctionTypes = [typeof(TFunctions)],
            Settings = with.Settings,
            Drain = with.Drain,
            Abandon = with.Abandon,
            MessageLease = with.MessageLease,
        });
    }

    private QueueClient Queue(string name) => new(account, name);

    private async Task SendAsync(string queue, string text)
    {
        await Queue($"{queue}-poison").CreateIfNotExistsAsync();
        await SendTextAsync(queue, Base64(text));
    }

    private async Task SendTextAsync(string queue, string text)
    {
        await Queue(queue).CreateIfNotExistsAsync();
        await Queue(queue).SendMessageAsync(text);
    }

    private async Task<int> CountAsync(string queue) =>
        await Queue(queue).ExistsAsync() ? (await Queue(queue).GetPropertiesAsync()).Value.ApproximateMessagesCount : 0;

    private async Task<string> TextOf(string queue) => (await Queue(queue).PeekMessageAsync()).Value.MessageText;

    private sealed class Adjustments
    {
        public Dictionary<string, string?> Settings { get; set; } = [];

        public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(5);

        public TimeSpan Abandon { get; set; } = TimeSpan.FromSeconds(5);

        public TimeSpan MessageLease { get; set; } = TimeSpan.FromSeconds(30);
    }
}

public sealed class QueueRecord
{
    private volatile bool released;

    public ConcurrentQueue<string> Seen { get; } = [];

    public ConcurrentQueue<long> Times { get; } = [];

    public bool Released
    {
        get => released;
        set => released = value;
    }
}

public sealed record PersonMessage(string Name, int Count);

public sealed class QueueWork(QueueRecord record)
{
    [Function("Work")]
    public void Run([QueueTrigger("work", Connection = "DataStorage")] string message, long dequeueCount) =>
        record.Seen.Enqueue($"{message} {dequeueCount}");

    [Function("Objects")]
    public void Objects([QueueTrigger("objects", Connection = "DataStorage")] PersonMessage person) =>
        record.Seen.Enqueue($"{person.Name} {person.Count}");

    [Function("Raw")]
    public void Raw([QueueTrigger("raw")] QueueMessage message) => record.Seen.Enqueue($"{message.Body} {message.DequeueCount}");
}

public sealed class FailingWork(QueueRecord record)
{
    [Function("Failing")]
    public Task RunAsync([QueueTrigger("failing", Connection = "DataStorage")] string message, int dequeueCount)
    {
        record.Seen.Enqueue($"{dequeueCount}");
        record.Times.Enqueue(Stopwatch.GetTimestamp());
        throw new InvalidOperationException(message);
    }
}

public sealed class WaitingWork(QueueRecord record)
{
    [Function("Waiting")]
    public async Task RunAsync(
        [QueueTrigger("waiting", Connection = "DataStorage")] string message, long dequeueCount, CancellationToken cancellationToken)
    {
        record.Seen.Enqueue($"started {dequeueCount}");
        try
        {
            while (!record.Released)
            {
                await Task.Delay(10, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            record.Seen.Enqueue("cancelled");
            throw;
        }

        record.Seen.Enqueue("finished");
    }
}

public sealed class NamedWork(QueueRecord record)
{
    [Function("Named")]
    public void Run([QueueTrigger("%TheQueue%", Connection = "DataStorage")] string message) => record.Seen.Enqueue(message);
}
