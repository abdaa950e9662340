using System.Collections.Immutable;

namespace Kencom.Core.Security;

/// <summary>A count that fades: it halves with every half-life.</summary>
internal sealed record FadingCount(double Count, DateTimeOffset At)
{
    public static FadingCount None { get; } = new(0, DateTimeOffset.MinValue);

    public double Now(DateTimeOffset now, TimeSpan halfLife) => now <= At ? Count : Count * Math.Pow(2, -((now - At) / halfLife));

    public FadingCount Add(int events, DateTimeOffset now, TimeSpan halfLife) => new(Now(now, halfLife) + events, now);
}

/// <summary>What one part of a block has done lately.</summary>
/// <param name="Id">As in <see cref="NetworkPart"/>.</param>
/// <param name="Counts">By the allowance's name.</param>
internal sealed record PartCounts(string Id, ImmutableSortedDictionary<string, SlidingCount> Counts, FadingCount Requests, FadingCount Failures)
{
    public static PartCounts Of(string id) => new(id, ImmutableSortedDictionary<string, SlidingCount>.Empty, FadingCount.None, FadingCount.None);
}

/// <summary>How busy a network is lately (SI-3): the busiest of its sizes, each in proportion to its width.</summary>
/// <param name="IsLoose">The machine itself, where its limits are loose: nothing is asked of it for being busy.</param>
/// <param name="FailuresOfAddress">Of the single address or /64, whatever its width.</param>
public sealed record NetworkActivity(double Requests, double Failures, bool IsLoose = false, double FailuresOfAddress = 0);

/// <summary>
/// One row a /24 or /48: it holds the counts of the addresses, /64s and /56s in it, so that a request takes one call however finely it is counted (ABU-3, ABU-4).
/// Rules without storage or clock.
/// </summary>
internal sealed record BlockCounts(ImmutableArray<PartCounts> Parts)
{
    /// <summary>More parts than this are counted by their block alone: the row stays small whatever is done to it.</summary>
    public const int MostParts = 24;

    private const double Nothing = 0.5;

    public static BlockCounts None { get; } = new([]);

    public NetworkActivity Activity(ClientNetwork network, double width, DateTimeOffset now, TimeSpan halfLife)
    {
        var (requests, failures) = (0.0, 0.0);
        foreach (var part in network.Parts)
        {
            var counts = Find(part.Id);
            requests = Math.Max(requests, (counts?.Requests.Now(now, halfLife) ?? 0) / (part.Width * width));
            failures = Math.Max(failures, (counts?.Failures.Now(now, halfLife) ?? 0) / (part.Width * width));
        }

        return new NetworkActivity(requests, failures) { FailuresOfAddress = Find(network.Parts[0].Id)?.Failures.Now(now, halfLife) ?? 0 };
    }

    /// <summary>How much of an allowance is used, of the size that has used most of its own.</summary>
    public double Used(ClientNetwork network, Allowance allowance, double width, DateTimeOffset now) =>
        network.Parts.Max(part => (Find(part.Id)?.Counts.GetValueOrDefault(allowance.Name)?.At(now, allowance.InAll[0].Window) ?? 0) / (part.Width * width));

    /// <summary>How long until one more is within the allowance at every size; null when it is now.</summary>
    public TimeSpan? Wait(ClientNetwork network, Allowance allowance, Limit limit, double width, DateTimeOffset now)
    {
        TimeSpan? longest = null;
        foreach (var part in network.Parts)
        {
            var wait = Find(part.Id)?.Counts.GetValueOrDefault(allowance.Name)?.Wait(now, limit.Times(part.Width * width));
            longest = longest is null || wait > longest ? wait ?? longest : longest;
        }

        return longest;
    }

    /// <summary>Counts at every size, and forgets what counts no more.</summary>
    public BlockCounts Count(ClientNetwork network, Allowance? allowance, int requests, int failures, DateTimeOffset now, TimeSpan halfLife)
    {
        var parts = Parts.Select(part => Pruned(part, now)).Where(part => IsAlive(part, now, halfLife)).ToDictionary(part => part.Id, StringComparer.Ordinal);
        foreach (var part in network.Parts.Reverse())
        {
            if (!parts.TryGetValue(part.Id, out var counts))
            {
                if (part.Id.Length > 0 && parts.Count >= 2 * MostParts)
                {
                    continue;
                }

                counts = PartCounts.Of(part.Id);
            }

            parts[part.Id] = counts with
            {
                Requests = counts.Requests.Add(requests, now, halfLife),
                Failures = counts.Failures.Add(failures, now, halfLife),
                Counts = allowance is null
                    ? counts.Counts
                    : counts.Counts.SetItem(allowance.Name, counts.Counts.GetValueOrDefault(allowance.Name, SlidingCount.None).Add(now, allowance.InAll[0].Window)),
            };
        }

        return new BlockCounts([.. parts.Values.OrderBy(part => part.Id, StringComparer.Ordinal)]);
    }

    private PartCounts? Find(string id) => Parts.FirstOrDefault(part => part.Id == id);

    private static PartCounts Pruned(PartCounts part, DateTimeOffset now) =>
        part with { Counts = part.Counts.RemoveRange(part.Counts.Where(count => IsOver(count.Key, count.Value, now)).Select(count => count.Key)) };

    private static bool IsOver(string name, SlidingCount count, DateTimeOffset now) =>
        Allowances.All.FirstOrDefault(allowance => allowance.Name == name) is not { } allowance || count.At(now, allowance.InAll[0].Window) == 0;

    private static bool IsAlive(PartCounts part, DateTimeOffset now, TimeSpan halfLife) =>
        !part.Counts.IsEmpty || part.Requests.Now(now, halfLife) >= Nothing || part.Failures.Now(now, halfLife) >= Nothing;
}
