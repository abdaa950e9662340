using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Google.Protobuf;
using Kencom.LocalHost.Host.Worker;
using Microsoft.Extensions.Logging;

namespace Kencom.LocalHost.Host.Queues;

/// <summary>
/// Feeds one queue to one function as the Functions host does: batches, hidden while it runs, deleted only after success,
/// shown again after <c>visibilityTimeout</c> when it failed, moved to <c>{queue}-poison</c> after the last attempt.
/// The pace is real time, whatever clock the app has.
/// </summary>
internal sealed partial class QueueListener
{
    public const string PoisonSuffix = "-poison";

    private readonly HostedFunction function;
    private readonly FunctionInvoker invoker;
    private readonly QueueSettings settings;
    private readonly HostTimes times;
    private readonly Drain drain;
    private readonly ILogger logger;
    private readonly QueueClient queue;
    private readonly QueueClient? poison;
    private TaskCompletionSource nudge = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int held;

    public QueueListener(
        HostedFunction function,
        string queueName,
        QueueServiceClient service,
        FunctionInvoker invoker,
        QueueSettings settings,
        HostTimes times,
        Drain drain,
        ILogger logger)
    {
        this.function = function;
        this.invoker = invoker;
        this.settings = settings;
        this.times = times;
        this.drain = drain;
        this.logger = logger;
        QueueName = queueName;
        queue = service.GetQueueClient(queueName);
        poison = queueName.EndsWith(PoisonSuffix, StringComparison.Ordinal) ? null : service.GetQueueClient(queueName + PoisonSuffix);
    }

    public string QueueName { get; }

    /// <summary>Messages received and not yet deleted or given back.</summary>
    public int Held => Volatile.Read(ref held);

    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount;
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return 0;
        }
    }

    /// <summary>Looks at once instead of at the end of the polling interval: for tests, which need not wait as the host does.</summary>
    public void PollNow() => Volatile.Read(ref nudge).TrySetResult();

    /// <summary>Runs until the host stops; then until nothing is held any more.</summary>
    public async Task RunAsync()
    {
        var running = new HashSet<Task>();
        var pause = times.ShortestPolling;
        while (!drain.Stopping.IsCancellationRequested)
        {
            try
            {
                var messages = await ReceiveAsync();
                if (messages.Length == 0)
                {
                    if (!await IsNudgedWithinAsync(pause))
                    {
                        pause = Longer(pause);
                    }

                    continue;
                }

                pause = times.ShortestPolling;
                Interlocked.Add(ref held, messages.Length);
                running.UnionWith(messages.Select(ProcessAsync));
                while (running.Count > settings.NewBatchThreshold)
                {
                    running.Remove(await Task.WhenAny(running).WaitAsync(drain.Stopping));
                }
            }
            catch (OperationCanceledException) when (drain.Stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                Log.PollFailed(logger, e, QueueName);
                pause = Longer(pause);
                await Task.Delay(pause, drain.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(running);
    }

    private async Task<QueueMessage[]> ReceiveAsync()
    {
        try
        {
            return await queue.ReceiveMessagesAsync(settings.BatchSize, times.Lease, drain.Stopping);
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            // As on the real host: a queue is made by whoever deploys the app, or by the app, never here.
            return [];
        }
    }

    private async Task<bool> IsNudgedWithinAsync(TimeSpan pause)
    {
        var nudged = nudge.Task;
        if (await Task.WhenAny(nudged, Task.Delay(pause, drain.Stopping)) != nudged)
        {
            return false;
        }

        Volatile.Write(ref nudge, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return true;
    }

    private TimeSpan Longer(TimeSpan pause) => pause * 2 < settings.MaxPollingInterval ? pause * 2 : settings.MaxPollingInterval;

    /// <summary>Never throws: what goes wrong with a message must not stop the listener.</summary>
    private async Task ProcessAsync(QueueMessage message)
    {
        var receipt = message.PopReceipt;
        try
        {
            if (Decode(message) is not { } text)
            {
                // Kept as it came: who looks at the poison queue sees what was sent.
                Log.NotBase64(logger, QueueName, message.MessageId);
                await MoveToPoisonAsync(message, receipt);
                return;
            }

            // A host that died after the last attempt left the message here.
            if (message.DequeueCount > settings.MaxDequeueCount && poison is not null)
            {
                await MoveToPoisonAsync(message, receipt);
                return;
            }

            using var lease = new MessageLease(queue, message, times.Lease, logger);
            var succeeded = await TryRunAsync(message, text);
            receipt = await lease.StopAsync();
            if (succeeded)
            {
                await queue.DeleteMessageAsync(message.MessageId, receipt);
            }
            else if (message.DequeueCount >= settings.MaxDequeueCount && poison is not null)
            {
                await MoveToPoisonAsync(message, receipt);
            }
            else
            {
                await queue.UpdateMessageAsync(message.MessageId, receipt, visibilityTimeout: settings.VisibilityTimeout);
            }
        }
        catch (Exception e)
        {
            // It comes back when its lease ends.
            Log.MessageNotSettled(logger, e, QueueName, message.MessageId);
        }
        finally
        {
            Interlocked.Decrement(ref held);
        }
    }

    private async Task<bool> TryRunAsync(QueueMessage message, string text)
    {
        try
        {
            await invoker.InvokeAsync(function, InputOf(message, text), request => Describe(message, text, request), drain.Cancelled);
            return true;
        }
        catch (FunctionFailedException)
        {
            // The invoker has logged it; the message is tried again.
            return false;
        }
    }

    private string? Decode(QueueMessage message)
    {
        if (!settings.Base64)
        {
            return message.MessageText;
        }

        var bytes = new byte[message.MessageText.Length];
        return Convert.TryFromBase64String(message.MessageText, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    /// <summary>A failing message whose poison queue is missing stays, hidden until its lease ends: the real host does not make the queue either.</summary>
    private async Task MoveToPoisonAsync(QueueMessage message, string receipt)
    {
        if (poison is null)
        {
            return;
        }

        await poison.SendMessageAsync(message.MessageText, timeToLive: TimeSpan.FromSeconds(-1));
        await queue.DeleteMessageAsync(message.MessageId, receipt);
        Log.Poisoned(logger, message.MessageId, message.DequeueCount, poison.Name);
    }

    private TypedData InputOf(QueueMessage message, string text) => function.WantsModelData
        ? new TypedData
        {
            ModelBindingData = new ModelBindingData
            {
                Version = "1.0",
                Source = "AzureStorageQueues",
                ContentType = "application/json",
                Content = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(new
                {
                    message.MessageId,
                    message.PopReceipt,
                    MessageText = text,
                    message.DequeueCount,
                    NextVisibleOn = message.NextVisibleOn?.UtcDateTime,
                    InsertedOn = message.InsertedOn?.UtcDateTime,
                    ExpiresOn = message.ExpiresOn?.UtcDateTime,
                })),
            },
        }
        : new TypedData { String = text };

    /// <summary>What a function can bind by name beside its message.</summary>
    private static void Describe(QueueMessage message, string text, InvocationRequest request)
    {
        request.TriggerMetadata["QueueTrigger"] = new TypedData { String = text };
        request.TriggerMetadata["Id"] = new TypedData { String = message.MessageId };
        request.TriggerMetadata["PopReceipt"] = new TypedData { String = message.PopReceipt };
        request.TriggerMetadata["DequeueCount"] = new TypedData { Json = message.DequeueCount.ToString(CultureInfo.InvariantCulture) };
        Add("InsertionTime", message.InsertedOn);
        Add("ExpirationTime", message.ExpiresOn);
        Add("NextVisibleTime", message.NextVisibleOn);

        void Add(string name, DateTimeOffset? time)
        {
            if (time is { } known)
            {
                request.TriggerMetadata[name] = new TypedData { Json = JsonSerializer.Serialize(known) };
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The queue {Queue} cannot be read; trying again.")]
        public static partial void PollFailed(ILogger logger, Exception exception, string queue);

        [LoggerMessage(2, LogLevel.Error, "The message {MessageId} of {Queue} is not base64 and goes to the poison queue.")]
        public static partial void NotBase64(ILogger logger, string queue, string messageId);

        [LoggerMessage(3, LogLevel.Error, "The message {MessageId} was moved to {PoisonQueue} after {DequeueCount} attempts.")]
        public static partial void Poisoned(ILogger logger, string messageId, long dequeueCount, string poisonQueue);

        [LoggerMessage(4, LogLevel.Warning, "The message {MessageId} of {Queue} could be neither deleted nor given back; it appears again later.")]
        public static partial void MessageNotSettled(ILogger logger, Exception exception, string queue, string messageId);
    }
}
