using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Rosters;
using Kencom.Core.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.TestSupport.Rosters;

/// <summary>Stands in for the host's queue triggers: receives, handles, deletes; what fails comes back.</summary>
public sealed class RosterPump(IServiceProvider services, int concurrency = 4, TimeSpan? lease = null)
{
    private readonly TimeSpan lease = lease ?? TimeSpan.FromSeconds(30);

    /// <summary>Handles messages until no queue has any.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        while (await RunOnceAsync(cancellationToken))
        {
        }
    }

    /// <returns>Whether there was any message.</returns>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken = default)
    {
        var any = await RunAsync<SplitFileMessage>(QueueNames.SplitFile, services.GetRequiredService<SplitFile>().HandleAsync, cancellationToken);
        any |= await RunAsync<FilePartMessage>(QueueNames.CompareFile, services.GetRequiredService<CompareFilePart>().HandleAsync, cancellationToken);
        any |= await RunAsync<FilePartMessage>(QueueNames.ApplyFile, services.GetRequiredService<ApplyFilePart>().HandleAsync, cancellationToken);
        any |= await RunAsync<LinkRosterMessage>(QueueNames.LinkRoster, services.GetRequiredService<RosterLinks>().LinkAnewAsync, cancellationToken);
        return any;
    }

    private async Task<bool> RunAsync<TMessage>(string queueName, Func<TMessage, CancellationToken, Task> handle, CancellationToken cancellationToken)
    {
        var queue = services.GetRequiredService<QueueServiceClient>().GetQueueClient(queueName);
        QueueMessage[] messages = await queue.ReceiveMessagesAsync(32, lease, cancellationToken);
        await Parallel.ForEachAsync(messages, new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken }, async (message, token) =>
        {
            await handle(JsonSerializer.Deserialize<TMessage>(message.MessageText, QueueSender.Json)!, token);
            try
            {
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, token);
            }
            catch (RequestFailedException expired) when (expired.Status is 400 or 404)
            {
                // The lease ended while it was handled: it comes back, as with the real host.
            }
        });
        return messages.Length > 0;
    }
}
