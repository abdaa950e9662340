using System.Globalization;
using Azure.Data.Tables;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Security;

/// <summary>What a network may do now.</summary>
/// <param name="Wait">How long until the allowance has room; null when it has.</param>
/// <param name="CaptchaLevel">What the allowance asks for; 0 = none.</param>
public sealed record NetworkStanding(NetworkActivity Activity, TimeSpan? Wait, int CaptchaLevel)
{
    public static NetworkStanding OfLoose { get; } = new(new NetworkActivity(0, 0, IsLoose: true), Wait: null, CaptchaLevel: 0);
}

/// <summary>The allowances by network (ABU-3), counted over all instances: one row a /24 or /48 and day, changed under its ETag.</summary>
/// <remarks>
/// <para>A look costs nothing where the row is remembered, and a read where it would refuse; a count costs a write.</para>
/// <para>The day is in the key, so what has ended is a range of keys (<see cref="HourKeys"/>); a day's first row carries on what the day before has counted, so that no
/// midnight lets twice as many pass.</para>
/// </remarks>
public sealed class NetworkAllowances(
    TableServiceClient tables, KeyedHasher hasher, IOptions<AllowanceOptions> options, TimeProvider clock, ILogger<NetworkAllowances> logger)
{
    /// <summary>Requests and failures weigh half as much after this time (SI-3).</summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(10);

    private const string Kind = "network";

    /// <summary>Nothing counts longer than this: the longest window is an hour, and after ten half-lives a thousand requests have become one.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Days begin at one in the morning in Japan, when fewest count.</summary>
    private static readonly TimeSpan DayBegins = TimeSpan.FromHours(16);

    private readonly Rows<BlockCounts> rows = new(tables, TableNames.Counters, AllowanceJson.Default.BlockCounts, remembers: true);

    /// <summary>How the caller's network stands, without counting.</summary>
    /// <param name="allowance">Null where only the activity matters.</param>
    public async Task<NetworkStanding> LookAsync(Caller caller, Allowance? allowance, CancellationToken cancellationToken)
    {
        if (caller.IsLoose)
        {
            return NetworkStanding.OfLoose;
        }

        var (key, remembered) = Remember(caller);
        var standing = Stand(remembered ?? await FindAsync(caller, cancellationToken), caller, allowance);
        return standing.Wait is null || remembered is null ? standing : Stand((await rows.FindAsync(key, cancellationToken))?.Value, caller, allowance);
    }

    /// <summary>Counts a request, and one use of the allowance unless it is used up.</summary>
    /// <returns>How the network stood before; with a wait, nothing was counted.</returns>
    public async Task<NetworkStanding> TakeAsync(Caller caller, Allowance? allowance)
    {
        if (caller.IsLoose)
        {
            return NetworkStanding.OfLoose;
        }

        var standing = NetworkStanding.OfLoose;
        await ChangeAsync(caller, present =>
        {
            standing = Stand(present, caller, allowance);
            return standing.Wait is { } wait
                ? Errors.TooManyRequests(wait)
                : present.Count(caller.Network, allowance, requests: 1, failures: 0, clock.GetUtcNow(), HalfLife);
        });
        if (standing.Wait is not null)
        {
            logger.LimitReached(allowance!.Name);
        }

        return standing;
    }

    /// <summary>Counts a failure, for the captcha's level (SI-3).</summary>
    public async Task CountFailureAsync(Caller caller)
    {
        if (!caller.IsLoose)
        {
            await ChangeAsync(caller, present => present.Count(caller.Network, allowance: null, requests: 0, failures: 1, clock.GetUtcNow(), HalfLife));
        }
    }

    /// <summary>Deletes the rows of days that are over.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) =>
        rows.DeleteAsync(HourKeys.Ended(Kind, clock.GetUtcNow()), except: null, cancellationToken);

    internal static double WidthOf(Caller caller) => caller.Kind == NetworkKind.Ordinary ? 1 : Allowances.WideTimes;

    private async Task ChangeAsync(Caller caller, Func<BlockCounts, Result<BlockCounts>> decide)
    {
        var (key, remembered) = Remember(caller);
        var earlier = remembered is null ? await FindAsync(caller, CancellationToken.None) : null;
        await rows.ChangeAsync(key, present => decide(present ?? earlier ?? BlockCounts.None));
    }

    private (RowKey Key, BlockCounts? Remembered) Remember(Caller caller)
    {
        var key = KeyOf(caller, DayOf(clock.GetUtcNow()));
        return (key, rows.Remembered(key)?.Value);
    }

    /// <summary>Today's counts, or those of yesterday that may still count.</summary>
    private async Task<BlockCounts?> FindAsync(Caller caller, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (today, before) = (DayOf(now), DayOf(now - Longest));
        return (await rows.FindAsync(KeyOf(caller, today), cancellationToken))?.Value
            ?? (before < today ? (await rows.FindAsync(KeyOf(caller, before), cancellationToken))?.Value : null);
    }

    private static long DayOf(DateTimeOffset instant) => (instant.UtcTicks - DayBegins.Ticks) / Day.Ticks;

    private RowKey KeyOf(Caller caller, long day)
    {
        var row = string.Create(CultureInfo.InvariantCulture, $"{day}-{hasher.Hash("network", caller.Network.Block)}");
        return new RowKey(HourKeys.Partition(Kind, new DateTimeOffset(((day + 1) * Day.Ticks) + DayBegins.Ticks, TimeSpan.Zero) + Longest, row), row);
    }

    private NetworkStanding Stand(BlockCounts? counts, Caller caller, Allowance? allowance)
    {
        var (present, width, now) = (counts ?? BlockCounts.None, WidthOf(caller), clock.GetUtcNow());
        var activity = present.Activity(caller.Network, width, now, HalfLife);
        if (allowance is null)
        {
            return new NetworkStanding(activity, Wait: null, CaptchaLevel: 0);
        }

        var limit = options.Value.Widened(allowance, allowance.InAll[0]);
        return new NetworkStanding(
            activity,
            present.Wait(caller.Network, allowance, limit, width, now),
            Allowance.LevelAfter(present.Used(caller.Network, allowance, width, now), allowance.CaptchaFrom, limit.Count));
    }
}
