using System.Diagnostics;

namespace Kencom.Core.Storage;

/// <summary>
/// Until when the request that runs in this flow may wait for storage (API-1). Queue and timer functions have none: nobody waits for them, and they are repeated.
/// It goes by real time, as the timeouts of the SDK do.
/// </summary>
public static class RequestDeadline
{
    private static readonly AsyncLocal<long?> EndsAt = new();

    /// <summary>How long is left; null outside of a request.</summary>
    internal static TimeSpan? Left => EndsAt.Value is { } endsAt ? Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), endsAt) : null;

    /// <summary>Holds for what the calling method does from here on, and for what that calls.</summary>
    public static void Begin(TimeSpan patience) => EndsAt.Value = Stopwatch.GetTimestamp() + (long)(patience.TotalSeconds * Stopwatch.Frequency);
}
