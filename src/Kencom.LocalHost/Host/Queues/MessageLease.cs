using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace Kencom.LocalHost.Host.Queues;

/// <summary>Keeps a message hidden while its function runs, by renewing it at half time.</summary>
internal sealed partial class MessageLease : IDisposable
{
    private readonly CancellationTokenSource stopped = new();
    private readonly Task<string> renewing;

    public MessageLease(QueueClient queue, QueueMessage message, TimeSpan lease, ILogger logger) =>
        renewing = RenewAsync(queue, message, lease, logger);

    /// <returns>The receipt with which the message can be deleted or given back.</returns>
    public async Task<string> StopAsync()
    {
        await stopped.CancelAsync();
        return await renewing;
    }

    public void Dispose() => stopped.Dispose();

    private async Task<string> RenewAsync(QueueClient queue, QueueMessage message, TimeSpan lease, ILogger logger)
    {
        var receipt = message.PopReceipt;
        while (true)
        {
            await Task.Delay(lease / 2, stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopped.IsCancellationRequested)
            {
                return receipt;
            }

            try
            {
                // This call is not cancelled: its answer holds the only valid receipt.
                receipt = (await queue.UpdateMessageAsync(message.MessageId, receipt, visibilityTimeout: lease)).Value.PopReceipt;
            }
            catch (RequestFailedException e)
            {
                Log.NotRenewed(logger, e, message.MessageId);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The message {MessageId} could not be kept hidden; it may run twice.")]
        public static partial void NotRenewed(ILogger logger, Exception exception, string messageId);
    }
}
