using System.Collections.Immutable;

namespace Kencom.Core.Mail;

/// <summary>The turns that a waiting mail has been given: its number in the line of its lane, and in that of the network that caused it. It keeps them.</summary>
public sealed record MailTurns(long? InLane = null, long? OfNetwork = null)
{
    public static MailTurns None { get; } = new();
}

/// <summary>When a mail is to ask again, and its turns until then.</summary>
public sealed record MailPlace(DateTimeOffset At, MailTurns Turns);

/// <summary>Mails that wait for each other. A number stays a mail's until it is sent; how many stand before it tells when it may come.</summary>
/// <param name="First">The lowest number that may still be waiting.</param>
/// <param name="Next">The number that a newcomer gets.</param>
/// <param name="End">When the last of them is told to come.</param>
/// <param name="Told">When those at the front are told to come, by number.</param>
internal sealed record MailLine(long First, long Next, DateTimeOffset? End, ImmutableSortedDictionary<long, DateTimeOffset> Told)
{
    /// <summary>So many at the front are known one by one: those behind them do not come before.</summary>
    private const int MostTold = 40;

    /// <summary>How late a mail may come to its place and still be waited for: longer than a queue is polled.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(5);

    public static MailLine Empty { get; } = new(0, 0, null, ImmutableSortedDictionary<long, DateTimeOffset>.Empty);

    /// <summary>Passes by itself when those who waited are gone without a word, so that nothing has to be kept in step.</summary>
    public bool IsWaiting(DateTimeOffset now) => First < Next && End + Lateness > now;

    /// <summary>When all of them have come, or are waited for no more.</summary>
    public DateTimeOffset? EndWithLateness => End + Lateness;

    /// <summary>How many mails, this one included, are to go until this one has gone.</summary>
    public int Rank(long turn) => (int)Math.Clamp(turn - First + 1, 1, int.MaxValue);

    public (MailLine Line, long Turn) Join(long? turn) => turn is { } kept ? (this, kept) : (this with { Next = Next + 1 }, Next);

    /// <summary>Whether one with a lower number is still to come, or only a little late.</summary>
    public bool HasOneBefore(long turn, DateTimeOffset now) => Told.Any(told => told.Key < turn && told.Value + Lateness > now);

    /// <summary>When the last of those before it is told to come.</summary>
    public DateTimeOffset? LastBefore(long turn, DateTimeOffset now)
    {
        var before = Told.Where(told => told.Key < turn && told.Value + Lateness > now).Select(told => (DateTimeOffset?)told.Value).Max();
        return turn == Next - 1 && First < turn && End > before ? End : before; // A newcomer stands behind all of them.
    }

    public MailLine Tell(long turn, DateTimeOffset at, DateTimeOffset now)
    {
        var told = Told.RemoveRange(Told.Where(other => other.Value + Lateness <= now).Select(other => other.Key)).SetItem(turn, at);
        return this with { End = End > at ? End : at, Told = told.Count > MostTold ? told.Remove(told.Keys.Last()) : told };
    }

    public MailLine Served(long? served)
    {
        if (served is not { } turn)
        {
            return this;
        }

        var told = Told.Remove(turn);
        return this with { First = Math.Max(First, told.IsEmpty ? turn + 1 : Math.Min(turn + 1, told.Keys.First())), Next = Math.Max(Next, turn + 1), Told = told };
    }
}

/// <summary>What one network has caused lately, and its mails that wait for its own share (ABU-4).</summary>
internal sealed record NetworkPace(WindowCount LastHour, MailLine Line)
{
    public static NetworkPace Idle { get; } = new(WindowCount.None(MailPace.CoarseHour), MailLine.Empty);

    public bool IsIdle(DateTimeOffset now) => !Line.IsWaiting(now) && LastHour.Count(now) == 0;
}

/// <summary>
/// How many mails went out lately, and who waits: the rules of MAIL-2 and ABU-4, without storage or clock.
/// </summary>
/// <remarks>
/// A mail that cannot go now gets a number in its lane's line and an instant to ask again: when as many places will be free as mails stand before it, and apart from
/// the others, so that five hundred that wait do not come back together. Should the budget be full then after all, since a higher lane has used it, the mail keeps its
/// number, and all behind it are told later instants in turn: nobody overtakes. While a lane has a line, no lower lane sends and no newcomer of the lane goes ahead.
/// A mail beyond the share of its network waits in that network's own line first, where it stands in nobody else's way.
/// </remarks>
internal sealed record MailPace(
    WindowCount LastMinute, WindowCount LastHour, DateTimeOffset? PausedUntil, ImmutableArray<MailLine> Lanes, ImmutableSortedDictionary<string, NetworkPace> Networks)
{
    /// <summary>A network's share of the hour: one in so many mails.</summary>
    private const int ShareOfNetwork = 10;

    /// <summary>That of a network that an insurer registered, or that many are known to share.</summary>
    private const int ShareOfWideNetwork = 2;

    /// <summary>When more networks have caused mails within the hour, those that caused least are forgotten: they are far from their share.</summary>
    private const int MostNetworks = 150;

    /// <summary>Places are a little further apart than the budget asks, or the first mail that is late would push the others out of theirs.</summary>
    private const double Slack = 1.05;

    /// <summary>A queue's delay counts in seconds.</summary>
    private static readonly TimeSpan Soonest = TimeSpan.FromSeconds(1);

    public static Window Minute { get; } = new(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));

    public static Window Hour { get; } = new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));

    public static Window CoarseHour { get; } = new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(10));

    public static MailPace Idle { get; } = new(
        WindowCount.None(Minute), WindowCount.None(Hour), null, [MailLine.Empty, MailLine.Empty, MailLine.Empty], ImmutableSortedDictionary.Create<string, NetworkPace>(StringComparer.Ordinal));

    /// <returns>The pace afterwards, and the mail's place; null when it may go now.</returns>
    public (MailPace Next, MailPlace? Place) Take(MailLane lane, MailTurns turns, MailCause? cause, DateTimeOffset now, int perMinute, int perHour)
    {
        if (cause is not null && PlaceInShare(turns, cause, now, perHour) is var (next, place))
        {
            return (next, place);
        }

        return MustWait(lane, turns, now, perMinute, perHour) ? PlaceIn(lane, turns, now, perMinute, perHour) : (Sent(lane, turns, cause, now), null);
    }

    /// <summary>A place in the lane's line: the mail's own, or one at its end.</summary>
    public (MailPace Next, MailPlace Place) PlaceIn(MailLane lane, MailTurns turns, DateTimeOffset now, int perMinute, int perHour)
    {
        var (line, turn) = Lanes[(int)lane].Join(turns.InLane);
        var behind = Lanes.Take((int)lane).Where(higher => higher.IsWaiting(now)).Max(higher => higher.EndWithLateness) ?? now;
        var apart = Apart(perMinute);
        var at = Latest(LastMinute.FreeAt(now, perMinute), PausedUntil ?? now, behind) - apart;
        foreach (var free in LastHour.FreeTimes(now, perHour).Take(line.Rank(turn)))
        {
            at = Latest(at + apart, free);
        }

        // Never an instant that has passed: one before it may be late, and is waited for, and the mail would ask again without end meanwhile.
        at = Latest(at, line.LastBefore(turn, now) + apart ?? now, now + Soonest);
        return (this with { Lanes = Lanes.SetItem((int)lane, line.Tell(turn, at, now)) }, new MailPlace(at, turns with { InLane = turn }));
    }

    public MailPace Paused(DateTimeOffset until) => this with { PausedUntil = PausedUntil > until ? PausedUntil : until };

    private bool MustWait(MailLane lane, MailTurns turns, DateTimeOffset now, int perMinute, int perHour) =>
        PausedUntil > now
        || LastMinute.FreeAt(now, perMinute) > now
        || LastHour.FreeAt(now, perHour) > now
        || Lanes.Take((int)lane).Any(higher => higher.IsWaiting(now))
        || (turns.InLane is { } turn ? Lanes[(int)lane].HasOneBefore(turn, now) : Lanes[(int)lane].IsWaiting(now));

    private static TimeSpan Apart(int perMinute) => (Minute.Length + Minute.Step) / perMinute * Slack;

    /// <returns>Null when the network has not used up its share, and the mail's turn among its own has come.</returns>
    private (MailPace Next, MailPlace Place)? PlaceInShare(MailTurns turns, MailCause cause, DateTimeOffset now, int perHour)
    {
        var pace = Networks.GetValueOrDefault(cause.Network, NetworkPace.Idle);
        var share = Math.Max(1, perHour / (cause.IsWide ? ShareOfWideNetwork : ShareOfNetwork));
        if (pace.LastHour.FreeAt(now, share) <= now && (turns.OfNetwork is not null || !pace.Line.IsWaiting(now)))
        {
            return null;
        }

        var (line, turn) = pace.Line.Join(turns.OfNetwork);

        // A second apart, so that those who are told the same step of the hour come in their order.
        var at = now;
        foreach (var free in pace.LastHour.FreeTimes(now, share).Take(line.Rank(turn)))
        {
            at = Latest(at + TimeSpan.FromSeconds(1), free);
        }

        return (
            this with { Networks = Networks.SetItem(cause.Network, pace with { Line = line.Tell(turn, at, now) }) },
            new MailPlace(at, turns with { OfNetwork = turn }));
    }

    private MailPace Sent(MailLane lane, MailTurns turns, MailCause? cause, DateTimeOffset now) => this with
    {
        LastMinute = LastMinute.Add(now),
        LastHour = LastHour.Add(now),
        Lanes = Lanes.SetItem((int)lane, Lanes[(int)lane].Served(turns.InLane)),
        Networks = cause is null ? Networks : WithSent(cause, turns, now),
    };

    private ImmutableSortedDictionary<string, NetworkPace> WithSent(MailCause cause, MailTurns turns, DateTimeOffset now)
    {
        var pace = Networks.GetValueOrDefault(cause.Network, NetworkPace.Idle);
        var networks = Networks.RemoveRange(Networks.Where(network => network.Value.IsIdle(now)).Select(network => network.Key))
            .SetItem(cause.Network, new NetworkPace(pace.LastHour.Add(now), pace.Line.Served(turns.OfNetwork)));
        return networks.Count <= MostNetworks
            ? networks
            : networks.Remove(networks.MinBy(network => (network.Value.Line.IsWaiting(now), network.Value.LastHour.Count(now))).Key);
    }

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
