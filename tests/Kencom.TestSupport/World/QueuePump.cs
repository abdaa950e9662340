using System.Reflection;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Kencom.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.TestSupport;

/// <summary>Stands in for the host's queue triggers where there is no host: receives, runs the app's own queue function, deletes; what fails comes back.</summary>
public sealed class QueuePump(IServiceProvider services, IReadOnlyList<string> queueNames, int concurrency = 4, TimeSpan? lease = null)
{
    private static readonly Dictionary<string, MethodInfo> Functions = FindFunctions();

    private readonly TimeSpan lease = lease ?? TimeSpan.FromSeconds(30);

    /// <summary>Handles messages until no queue has any.</summary>
    public async Task RunAsync()
    {
        while (await RunOnceAsync())
        {
        }
    }

    /// <summary>Receives from each queue once.</summary>
    /// <returns>Whether there was any message.</returns>
    public async Task<bool> RunOnceAsync()
    {
        var any = false;
        foreach (var name in queueNames)
        {
            var queue = services.GetRequiredService<QueueServiceClient>().GetQueueClient(name);
            QueueMessage[] messages = await queue.ReceiveMessagesAsync(32, lease);
            await Parallel.ForEachAsync(messages, new ParallelOptions { MaxDegreeOfParallelism = concurrency }, (message, token) => HandleAsync(queue, message, token));
            any |= messages.Length > 0;
        }

        return any;
    }

    private async ValueTask HandleAsync(QueueClient queue, QueueMessage message, CancellationToken cancellationToken)
    {
        await using (var scope = services.CreateAsyncScope())
        {
            var function = Functions[queue.Name];
            var instance = ActivatorUtilities.CreateInstance(scope.ServiceProvider, function.DeclaringType!);
            await (Task)function.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, [message.MessageText, cancellationToken], culture: null)!;
        }

        try
        {
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
        }
        catch (RequestFailedException expired) when (expired.Status is 400 or 404)
        {
            // The lease ended while it was handled: it comes back, as with the real host.
        }
    }

    private static Dictionary<string, MethodInfo> FindFunctions()
    {
        var functions = new Dictionary<string, MethodInfo>(StringComparer.Ordinal);
        foreach (var method in typeof(FunctionsServices).Assembly.GetTypes().SelectMany(type => type.GetMethods()))
        {
            if (method.GetParameters().FirstOrDefault()?.GetCustomAttribute<QueueTriggerAttribute>() is { } trigger)
            {
                functions.Add(trigger.QueueName, method);
            }
        }

        return functions;
    }
}
