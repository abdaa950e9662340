using Azure.Core;
using Azure.Core.Pipeline;

namespace Kencom.Core.Storage;

/// <summary>
/// Tries a call to storage again. Within a request a try is given up sooner, few follow, and none begins when the request's time is over (API-1): a person
/// would rather be told to come back than wait for minutes.
/// </summary>
internal sealed class StorageRetryPolicy(StorageOptions options) : RetryPolicy(MaxRetries, DelayStrategy.CreateExponentialDelayStrategy(FirstDelay, LongestDelay))
{
    private const int MaxRetries = 4;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>Added to the request's time, so that the SDK's own timeout comes first: it cleans up.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private static readonly string[] WaitHeaders = ["Retry-After", "retry-after-ms", "x-ms-retry-after-ms"];

    /// <exception cref="TimeoutException">The request's time is over: no single try took too long, but all together, or the answer dripped.</exception>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var call = base.ProcessAsync(message, pipeline);
        if (RequestDeadline.Left is { } left)
        {
            await call.AsTask().WaitAsync(left + Grace);
        }
        else
        {
            await call;
        }
    }

    /// <exception cref="TimeoutException">The request's time is over.</exception>
    protected override void OnSendingRequest(HttpMessage message)
    {
        if (RequestDeadline.Left is { } left)
        {
            message.NetworkTimeout = left > TimeSpan.Zero
                ? TimeSpan.FromTicks(Math.Min(left.Ticks, options.RequestTryTimeout.Ticks))
                : throw new TimeoutException("Storage took all the time that the request has.");
        }
    }

    protected override ValueTask OnSendingRequestAsync(HttpMessage message)
    {
        OnSendingRequest(message);
        return ValueTask.CompletedTask;
    }

    protected override bool ShouldRetry(HttpMessage message, Exception? exception) => HasTime(message) && base.ShouldRetry(message, exception);

    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        HasTime(message) ? base.ShouldRetryAsync(message, exception) : ValueTask.FromResult(false);

    private bool HasTime(HttpMessage message) =>
        RequestDeadline.Left is not { } left
        || (left > TimeSpan.Zero && message.ProcessingContext.RetryNumber < options.RequestRetries && !IsToldToWait(message));

    /// <summary>Storage may ask for longer than the request has: the caller is the one to wait then.</summary>
    private static bool IsToldToWait(HttpMessage message) => message.HasResponse && WaitHeaders.Any(message.Response.Headers.Contains);
}
