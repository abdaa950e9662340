using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Security;

/// <summary>
/// The coarse limit by the second (ABU-2): in this instance's memory, so that a flood costs nothing but its own answers. Each key has a bucket that fills anew within
/// the limit's window.
/// </summary>
public sealed class Bursts(IOptions<AllowanceOptions> options, TimeProvider clock)
{
    /// <summary>When so many keys were seen, all begin anew: memory does not grow with the number of networks.</summary>
    private const int MostKeys = 50_000;

    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    /// <summary>Anything at all.</summary>
    /// <returns>How long to wait; null when it may go on.</returns>
    public TimeSpan? Take(Caller caller) => Take(caller, $"any {caller.Network.Subscriber}", Allowances.BurstOfAddress);

    /// <summary>What costs a password's hash or estimate: by /24 or /48, since a subscriber of IPv6 has any number of /64s.</summary>
    public TimeSpan? TakeHash(Caller caller) => Take(caller, $"hash {caller.Network.Block}", Allowances.BurstOfHashes);

    private TimeSpan? Take(Caller caller, string key, Limit limit)
    {
        if (caller.IsLoose)
        {
            return null;
        }

        if (buckets.Count >= MostKeys)
        {
            buckets.Clear();
        }

        return buckets.GetOrAdd(key, static _ => new Bucket()).Take(limit.Times(NetworkAllowances.WidthOf(caller) * options.Value.TimesOf(nameof(Bursts))), clock.GetUtcNow());
    }

    private sealed class Bucket
    {
        private readonly Lock gate = new();
        private double used;
        private DateTimeOffset at;

        public TimeSpan? Take(Limit limit, DateTimeOffset now)
        {
            lock (gate)
            {
                used = Math.Max(0, used - ((now - at) / limit.Window * limit.Count));
                at = now;
                if (used + 1 > limit.Count)
                {
                    return (used + 1 - limit.Count) / limit.Count * limit.Window;
                }

                used++;
                return null;
            }
        }
    }
}
