using System.Collections.Immutable;

namespace Kencom.Core.Security;

/// <summary>What one network has taken of a subject's allowance.</summary>
/// <param name="Id">A keyed hash of its block.</param>
/// <param name="Uses">Within the window of its own limit.</param>
/// <param name="OfDay">Within a day: who took none has the reserve.</param>
internal sealed record SubjectNetwork(string Id, SlidingCount Uses, SlidingCount OfDay);

/// <summary>How an allowance answers one more use of a subject.</summary>
/// <param name="Wait">Nothing helps but to wait.</param>
/// <param name="CaptchaLevel">The captcha that it asks for; 0 = none.</param>
/// <param name="Next">The counts with this use; null with a wait.</param>
/// <param name="DrawsOnReserve">Whether only the reserve is left: strangers have used up the rest.</param>
internal sealed record SubjectStanding(TimeSpan? Wait, int CaptchaLevel, SubjectCounts? Next, bool DrawsOnReserve = false);

/// <summary>
/// The uses of one subject's allowance. Each network has a part of it, and when all is used up, each network that took none that day has one of a reserve: strangers
/// from fewer networks than the reserve has places cannot keep anybody else out (ABU-1, EL-12). Rules without storage or clock.
/// </summary>
/// <param name="InAll">One for each limit of all together.</param>
/// <param name="Networks">Only those that were let in: no more than the limits allow.</param>
internal sealed record SubjectCounts(ImmutableArray<SlidingCount> InAll, SlidingCount Reserve, SlidingCount OfKnownDevice, ImmutableArray<SubjectNetwork> Networks)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>When the last use was.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>Whether nothing counts any more: no window is longer than a day, nor a twelfth of one.</summary>
    public bool IsOver(DateTimeOffset now) => LastAt + Day + (Day / 12) <= now;

    public static SubjectCounts Of(Allowance allowance) =>
        new([.. allowance.InAll.Select(_ => SlidingCount.None)], SlidingCount.None, SlidingCount.None, []) { LastAt = default };

    /// <param name="network">Null for one that is not counted by itself: the machine itself, where it is set so.</param>
    public SubjectStanding Stand(Allowance allowance, Func<Limit, Limit> widened, string? network, double width, bool isKnownDevice, DateTimeOffset now)
    {
        if (isKnownDevice && allowance.OfKnownDevice is { } ofDevice && OfKnownDevice.Wait(now, widened(ofDevice)) is null)
        {
            return new SubjectStanding(Wait: null, CaptchaLevel: 0, this with { OfKnownDevice = OfKnownDevice.Add(now, ofDevice.Window), LastAt = now });
        }

        var own = Networks.FirstOrDefault(counted => counted.Id == network);
        var wait = Longest(
            [.. allowance.InAll.Select((limit, i) => InAll[i].Wait(now, widened(limit))), OwnWait(allowance, widened, network, width, own, now)]);
        if (wait is null)
        {
            return new SubjectStanding(Wait: null, LevelOf(allowance, network, own, now), Counted(allowance, network, own, now));
        }

        var isFresh = network is not null && (own?.OfDay.At(now, Day) ?? 0) == 0;
        return isFresh && allowance.ReserveADay > 0 && Reserve.Wait(now, widened(Limit.ADay(allowance.ReserveADay))) is null
            ? new SubjectStanding(Wait: null, Allowance.HardestCaptcha, Counted(allowance, network, own, now) with { InAll = InAll, Reserve = Reserve.Add(now, Day) }, DrawsOnReserve: true)
            : new SubjectStanding(wait, CaptchaLevel: 0, Next: null);
    }

    private static TimeSpan? OwnWait(Allowance allowance, Func<Limit, Limit> widened, string? network, double width, SubjectNetwork? own, DateTimeOffset now) =>
        network is not null && allowance.OfOneNetwork is { } limit ? own?.Uses.Wait(now, widened(limit).Times(width)) : null;

    private static int LevelOf(Allowance allowance, string? network, SubjectNetwork? own, DateTimeOffset now) =>
        network is not null && allowance.OfOneNetwork is { } limit
            ? Allowance.LevelAfter(own?.Uses.At(now, limit.Window) ?? 0, allowance.CaptchaFrom, limit.Count)
            : 0;

    private SubjectCounts Counted(Allowance allowance, string? network, SubjectNetwork? own, DateTimeOffset now) => this with
    {
        LastAt = now,
        InAll = [.. allowance.InAll.Select((limit, i) => InAll[i].Add(now, limit.Window))],
        Networks = network is null
            ? Networks
            : [
                .. Networks.Where(counted => counted.Id != network && counted.OfDay.At(now, Day) > 0),
                new SubjectNetwork(
                    network,
                    (own?.Uses ?? SlidingCount.None).Add(now, allowance.OfOneNetwork?.Window ?? Day),
                    (own?.OfDay ?? SlidingCount.None).Add(now, Day)),
            ],
    };

    private static TimeSpan? Longest(ReadOnlySpan<TimeSpan?> waits)
    {
        TimeSpan? longest = null;
        foreach (var wait in waits)
        {
            longest = longest is null || wait > longest ? wait ?? longest : longest;
        }

        return longest;
    }
}
