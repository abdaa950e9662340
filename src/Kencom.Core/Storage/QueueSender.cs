using System.Text.Json;
using Azure.Storage.Queues;

namespace Kencom.Core.Storage;

/// <summary>Sends the messages that queue functions receive: camelCase JSON, base64, with ids only and never personal data (MAIL-1, API-4).</summary>
public sealed class QueueSender(QueueServiceClient queues)
{
    /// <summary>How messages are written, and how the worker is told to read them.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    /// <param name="delay">How long the message stays invisible; none = at once.</param>
    public Task SendAsync<TMessage>(string queueName, TMessage message, TimeSpan? delay = null, CancellationToken cancellationToken = default) =>
        queues.GetQueueClient(queueName).SendMessageAsync(
            JsonSerializer.Serialize(message, Json), visibilityTimeout: delay, timeToLive: TimeSpan.FromDays(7), cancellationToken);
}
