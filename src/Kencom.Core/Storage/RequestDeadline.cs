using System.Diagnostics;

namespace Kencom.Core.Storage;

/// <summary>
/// Until when the request that runs in this flow may wait for storage (API-1). Queue and timer functions have none: nobody waits for them, and they are repeated.
/// It goes by real time, as the timeouts of the SDK do.
/// </summary>
public static class RequestDeadline
{
    private static readonly AsyncLocal<Deadline?> Current = new();

    /// <summary>How long is left, nothing at the least; null outside of a request.</summary>
    internal static TimeSpan? Left => Current.Value is { } deadline
        ? TimeSpan.FromTicks(Math.Max(0, Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), deadline.EndsAt).Ticks))
        : null;

    /// <summary>Holds for what the calling method does from here on, and for what that calls.</summary>
    public static void Begin(TimeSpan patience) =>
        Current.Value = new Deadline(patience, Stopwatch.GetTimestamp() + (long)(patience.TotalSeconds * Stopwatch.Frequency));

    /// <summary>For what works on behalf of several requests, one after another, and was started within the first.</summary>
    internal static void Renew()
    {
        if (Current.Value is { } deadline)
        {
            Begin(deadline.Patience);
        }
    }

    /// <summary>Waits for what may be done within another request.</summary>
    /// <exception cref="TimeoutException">This request's time is over; the work goes on.</exception>
    internal static Task<T> WaitAsync<T>(Task<T> work, CancellationToken cancellationToken) => work.WaitAsync(Left ?? Timeout.InfiniteTimeSpan, cancellationToken);

    private sealed record Deadline(TimeSpan Patience, long EndsAt);
}
