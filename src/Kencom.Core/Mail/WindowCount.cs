using System.Collections.Immutable;
using System.Globalization;

namespace Kencom.Core.Mail;

/// <summary>A period that slides, counted in steps.</summary>
internal sealed record Window(TimeSpan Length, TimeSpan Step);

/// <summary>
/// Events of a sliding window, counted by steps of it: at most 61 numbers however many the events. A step counts until all of it has left the
/// window, so the count is never too low.
/// </summary>
internal sealed class WindowCount
{
    private readonly Window window;

    /// <summary>Events by step, the number of steps since 1970, oldest first.</summary>
    private readonly ImmutableSortedDictionary<long, int> steps;

    private WindowCount(Window window, ImmutableSortedDictionary<long, int> steps) => (this.window, this.steps) = (window, steps);

    public static WindowCount None(Window window) => new(window, ImmutableSortedDictionary<long, int>.Empty);

    /// <summary>Counts one event and forgets those that have left the window.</summary>
    public WindowCount Add(DateTimeOffset now)
    {
        var current = StepOf(now);
        return new WindowCount(window, steps.RemoveRange(steps.Keys.Where(step => LeavesAt(step) <= now)).SetItem(current, steps.GetValueOrDefault(current) + 1));
    }

    /// <summary>How many count now.</summary>
    public int Count(DateTimeOffset now) => steps.Where(step => LeavesAt(step.Key) > now).Sum(step => step.Value);

    /// <summary>From when on a first, a second, … more event stays within the limit, if nothing else comes: without an end.</summary>
    public IEnumerable<DateTimeOffset> FreeTimes(DateTimeOffset now, int limit)
    {
        var times = new List<DateTimeOffset>(Enumerable.Repeat(now, Math.Max(0, limit - Count(now))));
        foreach (var (step, events) in steps.SkipWhile(step => LeavesAt(step.Key) <= now))
        {
            times.AddRange(Enumerable.Repeat(LeavesAt(step), events));
        }

        // Those leave in their turn. More than the limit can count when it was lowered: then the last ones free a place.
        var turn = times.TakeLast(limit).ToArray();
        for (var round = 0; ; round++)
        {
            foreach (var time in turn)
            {
                yield return time + (round * (window.Length + window.Step));
            }
        }
    }

    /// <summary>From when on one more event stays within the limit.</summary>
    public DateTimeOffset FreeAt(DateTimeOffset now, int limit)
    {
        var free = now;
        var count = steps.Where(step => LeavesAt(step.Key) > now).Sum(step => step.Value);
        foreach (var (step, events) in steps.SkipWhile(step => LeavesAt(step.Key) <= now))
        {
            if (count < limit)
            {
                break;
            }

            count -= events;
            free = LeavesAt(step);
        }

        return free;
    }

    /// <summary>Steps and their counts, for example <c>1795383720:3 1795383722:1</c>.</summary>
    public override string ToString() =>
        string.Join(' ', steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Key}:{step.Value}")));

    public static WindowCount Parse(string text, Window window) =>
        new(window, text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(step => step.Split(':'))
            .ToImmutableSortedDictionary(step => long.Parse(step[0], CultureInfo.InvariantCulture), step => int.Parse(step[1], CultureInfo.InvariantCulture)));

    private long StepOf(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / window.Step.Ticks;

    private DateTimeOffset LeavesAt(long step) => DateTimeOffset.UnixEpoch + ((step + 1) * window.Step) + window.Length;
}
