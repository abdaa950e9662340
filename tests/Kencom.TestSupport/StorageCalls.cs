using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Kencom.TestSupport;

/// <summary>
/// Sits in the pipeline of the app's storage clients: counts the calls of each request, and has faults befall chosen ones
/// (<see cref="StorageFault"/>).
/// </summary>
public sealed class StorageCalls : HttpPipelinePolicy
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> byTrace = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> all = new();

    /// <summary>Without a listener the worker makes no activity for an invocation, and the trace id of the request is lost.</summary>
    static StorageCalls() => ActivitySource.AddActivityListener(new ActivityListener
    {
        ShouldListenTo = source => source.Name == "Microsoft.Azure.Functions.Worker",
        Sample = (ref _) => ActivitySamplingResult.PropagationData,
    });

    /// <summary>Decides over each call; null lets it pass.</summary>
    public Func<StorageCall, StorageFault>? Fault { get; set; }

    /// <summary>Every call so far, as method and path.</summary>
    public IReadOnlyCollection<string> All => all;

    /// <summary>The calls of the request that was sent with this trace id.</summary>
    public IReadOnlyCollection<string> Of(string traceId) => byTrace.TryGetValue(traceId, out var calls) ? calls : [];

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        ProcessAsync(message, pipeline).AsTask().GetAwaiter().GetResult();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var call = new StorageCall(message.Request.Method.Method, message.Request.Uri.ToUri());
        var trace = TraceOfTheRequest();
        all.Enqueue(call.ToString());
        byTrace.GetOrAdd(trace, _ => new ConcurrentQueue<string>()).Enqueue(call.ToString());
        WholeTableException.ThrowIfWhole(call);
        var fault = Fault?.Invoke(call) ?? StorageFault.None;
        if (fault == StorageFault.Before)
        {
            throw new StorageAbortedException(call);
        }

        if (fault == StorageFault.Throttled)
        {
            message.Response = new ThrottledResponse();
            return;
        }

        await ProcessNextAsync(message, pipeline);
        if (fault == StorageFault.After)
        {
            throw new StorageAbortedException(call);
        }

        if (fault == StorageFault.LostAnswer)
        {
            throw new IOException("The connection was reset.");
        }
    }

    /// <summary>A queue function that continues the request's trace (API-4), which it does whenever somebody listens, is no part of the request.</summary>
    private static string TraceOfTheRequest()
    {
        for (var activity = Activity.Current; activity is not null; activity = activity.Parent)
        {
            if (activity.Kind == ActivityKind.Consumer)
            {
                return "";
            }
        }

        return Activity.Current?.TraceId.ToHexString() ?? "";
    }

    /// <summary>A fault that the SDK does not retry: the process died here, as far as the request knows.</summary>
    public sealed class StorageAbortedException(StorageCall call) : Exception($"The test aborted {call}.");
}

/// <summary>The app asked for rows without naming a partition or a range of keys (API-5): the call grows with the table. No test passes by it.</summary>
public sealed class WholeTableException(StorageCall call) : Exception($"{call} reads a whole table.")
{
    internal static void ThrowIfWhole(StorageCall call)
    {
        if (call.Method == "GET" && call.Uri.AbsolutePath.EndsWith("()", StringComparison.Ordinal)
            && !Uri.UnescapeDataString(call.Uri.Query).Contains("PartitionKey", StringComparison.Ordinal))
        {
            throw new WholeTableException(call);
        }
    }
}

public sealed record StorageCall(string Method, Uri Uri)
{
    public override string ToString() => $"{Method} {Uri.AbsolutePath}";
}
