using Azure.Data.Tables;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Security;

/// <summary>What a network may do now.</summary>
/// <param name="Wait">How long until the allowance has room; null when it has.</param>
/// <param name="CaptchaUses">How much of the allowance the busiest size has used: what its captcha goes by.</param>
public sealed record NetworkStanding(NetworkActivity Activity, TimeSpan? Wait, double CaptchaUses)
{
    public static NetworkStanding OfLoose { get; } = new(new NetworkActivity(0, 0, IsLoose: true), Wait: null, CaptchaUses: 0);
}

/// <summary>The allowances by network (ABU-3), counted over all instances: one row a /24 or /48, changed under its ETag.</summary>
/// <remarks>A look costs nothing where the row is remembered, and a read where it would refuse; a count costs a write.</remarks>
public sealed class NetworkAllowances(
    TableServiceClient tables, KeyedHasher hasher, IOptions<AllowanceOptions> options, TimeProvider clock, ILogger<NetworkAllowances> logger)
{
    /// <summary>Requests and failures weigh half as much after this time (SI-3).</summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(10);

    private readonly CounterRows<BlockCounts> rows = new(tables, "network", SecurityJson.Default.BlockCounts, clock, remembers: true);

    /// <summary>How the caller's network stands, without counting.</summary>
    /// <param name="allowance">Null where only the activity matters.</param>
    /// <param name="refuseFromFailures">From this activity on, the network is not answered at all.</param>
    public async Task<NetworkStanding> LookAsync(Caller caller, Allowance? allowance, CancellationToken cancellationToken)
    {
        if (caller.IsLoose)
        {
            return NetworkStanding.OfLoose;
        }

        var counter = await FindAsync(caller, cancellationToken);
        var standing = Stand(counter.Value, caller, allowance);
        return standing.Wait is null ? standing : Stand((await rows.ReadAgainAsync(counter, cancellationToken)).Value, caller, allowance);
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
        var counter = await FindAsync(caller, CancellationToken.None);
        await rows.ChangeAsync(counter, present =>
        {
            standing = Stand(present, caller, allowance);
            return standing.Wait is { } wait
                ? Errors.TooManyRequests(wait)
                : (present ?? BlockCounts.None).Count(caller.Network, allowance, requests: 1, failures: 0, clock.GetUtcNow(), HalfLife);
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
            var counter = await FindAsync(caller, CancellationToken.None);
            await rows.ChangeAsync(
                counter, present => (present ?? BlockCounts.None).Count(caller.Network, allowance: null, requests: 0, failures: 1, clock.GetUtcNow(), HalfLife));
        }
    }

    /// <summary>Deletes the rows of days that are over.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => rows.SweepAsync(cancellationToken);

    internal static double WidthOf(Caller caller) => caller.Kind == NetworkKind.Ordinary ? 1 : Allowances.WideTimes;

    private Task<Counter<BlockCounts>> FindAsync(Caller caller, CancellationToken cancellationToken) =>
        rows.FindAsync(hasher.Hash("network", caller.Network.Block), cancellationToken);

    private NetworkStanding Stand(BlockCounts? counts, Caller caller, Allowance? allowance)
    {
        var (present, width, now) = (counts ?? BlockCounts.None, WidthOf(caller), clock.GetUtcNow());
        var activity = present.Activity(caller.Network, width, now, HalfLife);
        return allowance is null
            ? new NetworkStanding(activity, Wait: null, CaptchaUses: 0)
            : new NetworkStanding(
                activity,
                present.Wait(caller.Network, allowance, options.Value.Widened(allowance, allowance.InAll[0]), width, now),
                present.Used(caller.Network, allowance, width, now));
    }
}
