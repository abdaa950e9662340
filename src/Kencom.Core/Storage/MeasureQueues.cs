using Azure;
using Azure.Storage.Queues;

namespace Kencom.Core.Storage;

/// <summary>
/// Reports how many messages lie in each queue and its poison queue (INF-4): the platform measures accounts, not queues.
/// </summary>
public sealed class MeasureQueues(QueueServiceClient queues)
{
    public Task HandleAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(QueueNames.All.SelectMany(name => new[] { name, name + QueueNames.PoisonSuffix }).Select(name => MeasureAsync(name, cancellationToken)));

    private async Task MeasureAsync(string name, CancellationToken cancellationToken)
    {
        long count;
        try
        {
            count = (await queues.GetQueueClient(name).GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCountLong;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == Azure.Storage.Queues.Models.QueueErrorCode.QueueNotFound)
        {
            count = 0; // Where no infrastructure made it, the host makes a poison queue with its first message.
        }

        StorageTelemetry.ReportMessages(name, count);
    }
}
