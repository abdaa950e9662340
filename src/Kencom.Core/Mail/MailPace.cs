using System.Collections.Immutable;

namespace Kencom.Core.Mail;

/// <summary>
/// How many mails went out lately, and where each lane's line ends: the rules of MAIL-2, without storage or clock.
/// </summary>
/// <remarks>
/// A mail that cannot go now is given an instant to ask again, behind all that wait before it; the instants are as far apart as the budget allows mails,
/// so that five hundred that wait do not come back together. The end of a lane's line tells that mails of that lane are waiting: until then no lower
/// lane sends, and a newcomer of the same lane stands behind them. It passes by itself when those mails are gone, so that nothing has to be kept
/// in step.
/// </remarks>
internal sealed record MailPace(WindowCount LastMinute, WindowCount LastHour, DateTimeOffset? PausedUntil, ImmutableArray<DateTimeOffset?> LineEnds)
{
    public static Window Minute { get; } = new(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));

    public static Window Hour { get; } = new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));

    public static MailPace Idle { get; } = new(WindowCount.None(Minute), WindowCount.None(Hour), null, [null, null, null]);

    /// <summary>How late a mail may come to its place and still be waited for by the lower lanes: longer than a queue is polled.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(5);

    /// <summary>Places are a little further apart than the budget asks, or the first mail that is late would push the others out of theirs.</summary>
    private const double Slack = 1.05;

    /// <returns>The pace afterwards, and when to ask again; null when the mail may go now.</returns>
    public (MailPace Next, DateTimeOffset? Due) Take(MailLane lane, bool hasPlace, DateTimeOffset now, int perMinute, int perHour)
    {
        if (PausedUntil > now
            || LastMinute.FreeAt(now, perMinute) > now
            || LastHour.FreeAt(now, perHour) > now
            || LineEnds.Take((int)lane).Any(end => end + Lateness > now)
            || (!hasPlace && LineEnds[(int)lane] > now))
        {
            return PlaceIn(lane, now, perMinute, perHour);
        }

        return (this with { LastMinute = LastMinute.Add(now), LastHour = LastHour.Add(now) }, null);
    }

    /// <summary>A place at the end of the lane's line, behind the lines of the higher lanes.</summary>
    public (MailPace Next, DateTimeOffset Due) PlaceIn(MailLane lane, DateTimeOffset now, int perMinute, int perHour)
    {
        var apart = (Minute.Length + Minute.Step) / perMinute * Slack;
        var free = Latest(LastMinute.FreeAt(now, perMinute), LastHour.FreeAt(now, perHour), PausedUntil ?? now);
        var behind = LineEnds.Take((int)lane).Max() is { } higher ? higher + Lateness : now;
        var due = Latest(free, behind, LineEnds[(int)lane] + apart ?? now);
        return (this with { LineEnds = LineEnds.SetItem((int)lane, due) }, due);
    }

    public MailPace Paused(DateTimeOffset until) => this with { PausedUntil = PausedUntil > until ? PausedUntil : until };

    private static DateTimeOffset Latest(params ReadOnlySpan<DateTimeOffset> instants)
    {
        var latest = instants[0];
        foreach (var instant in instants)
        {
            latest = instant > latest ? instant : latest;
        }

        return latest;
    }
}
