using System.Collections.Immutable;

namespace Kencom.Core.Security;

/// <summary>So many within any period of a length.</summary>
public sealed record Limit(int Count, TimeSpan Window)
{
    public static Limit AMinute(int count) => new(count, TimeSpan.FromMinutes(1));

    public static Limit AnHour(int count) => new(count, TimeSpan.FromHours(1));

    public static Limit ADay(int count) => new(count, TimeSpan.FromDays(1));

    internal Limit Times(double factor) => this with { Count = Math.Max(1, (int)Math.Round(Count * factor)) };
}

/// <summary>
/// Events of a window that slides, counted by twelfths of it: a dozen numbers however many the events. A twelfth counts until all of it has left the window, so the
/// count is never too low.
/// </summary>
/// <param name="First">The number since 1970 of the first twelfth that is counted.</param>
/// <param name="Steps">The events of that twelfth and of those behind it.</param>
internal sealed record SlidingCount(long First, ImmutableArray<int> Steps)
{
    private const int StepsOfAWindow = 12;

    public static SlidingCount None { get; } = new(0, []);

    /// <summary>How many count now.</summary>
    public int At(DateTimeOffset now, TimeSpan window)
    {
        var count = 0;
        for (var i = 0; i < Steps.Length; i++)
        {
            count += LeavesAt(First + i, window) > now ? Steps[i] : 0;
        }

        return count;
    }

    /// <summary>One more event; those that have left are forgotten.</summary>
    public SlidingCount Add(DateTimeOffset now, TimeSpan window)
    {
        var step = StepOf(now, window);
        var first = Math.Max(First, step - StepsOfAWindow);
        var steps = ImmutableArray.CreateBuilder<int>((int)(step - first) + 1);
        for (var i = first; i <= step; i++)
        {
            var index = i - First;
            steps.Add(index >= 0 && index < Steps.Length ? Steps[(int)index] : 0);
        }

        steps[^1]++;
        var empty = steps.TakeWhile(count => count == 0).Count();
        return new SlidingCount(first + empty, [.. steps.Skip(empty)]);
    }

    /// <summary>How long until one more stays within the limit; null when it does now.</summary>
    public TimeSpan? Wait(DateTimeOffset now, Limit limit)
    {
        var count = At(now, limit.Window);
        TimeSpan? wait = null;
        for (var i = 0; i < Steps.Length && count >= limit.Count; i++)
        {
            if (LeavesAt(First + i, limit.Window) is var leaves && leaves > now)
            {
                count -= Steps[i];
                wait = leaves - now;
            }
        }

        return wait;
    }

    /// <summary>An event at the end of a twelfth belongs to it.</summary>
    private static long StepOf(DateTimeOffset instant, TimeSpan window)
    {
        var (ticks, length) = (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, window.Ticks / StepsOfAWindow);
        return (ticks + length - 1) / length;
    }

    private static DateTimeOffset LeavesAt(long step, TimeSpan window) =>
        DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(step * (window.Ticks / StepsOfAWindow)) + window;
}
