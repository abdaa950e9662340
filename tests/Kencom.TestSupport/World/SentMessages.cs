using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Kencom.TestSupport;

/// <summary>
/// Sits in the pipeline of the queue clients and knows which queues got messages. Who waits for an app need not ask about the others, and a listener that is told
/// at once need not look again and again: together that is a tenth of all calls to the storage.
/// </summary>
internal sealed class SentMessages : HttpPipelinePolicy
{
    private static readonly ConcurrentDictionary<string, SentMessages> ByStorage = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, int> sent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> settled = new(StringComparer.Ordinal);

    private SentMessages()
    {
    }

    /// <summary>Told the name of a queue that just got a message.</summary>
    public Action<string>? Arrived { get; set; }

    /// <summary>Those of a storage: several apps may work on it, and each of them gets what another sends.</summary>
    public static SentMessages Of(string storageConnectionString) => ByStorage.GetOrAdd(storageConnectionString, _ => new SentMessages());

    /// <summary>The queues that got messages since they were last settled, and how many ever.</summary>
    public IReadOnlyDictionary<string, int> Unsettled() =>
        sent.Where(queue => queue.Value != settled.GetValueOrDefault(queue.Key)).ToDictionary(StringComparer.Ordinal);

    /// <summary>Notes that these queues were seen empty after as many messages.</summary>
    public void Settle(IReadOnlyDictionary<string, int> queues)
    {
        foreach (var (name, count) in queues)
        {
            settled[name] = count;
        }
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        ProcessAsync(message, pipeline).AsTask().GetAwaiter().GetResult();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        finally
        {
            // Also when the answer is lost: the message may be there.
            if (message.Request.Method == RequestMethod.Post && message.Request.Uri.ToUri().Segments is [.., var queue, "messages"])
            {
                var name = queue.TrimEnd('/');
                sent.AddOrUpdate(name, 1, (_, count) => count + 1);
                Arrived?.Invoke(name);
            }
        }
    }
}
