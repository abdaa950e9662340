using System.Net;
using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Captcha;

/// <summary>Counts as of an instant; they fade from then on.</summary>
internal sealed record FadingCounts(double Requests, double Failures, DateTimeOffset At);

/// <summary>Counts requests and failures by network address over all instances: one row an address, its key a keyed hash.</summary>
public sealed class NetworkActivityStore(
    TableServiceClient tables, KeyedHasher hasher, NetworkLimits limits, IOptions<CaptchaOptions> options, TimeProvider clock)
{
    private const string Kind = "network";

    /// <summary>After this many half-lives a thousand have become one.</summary>
    private const int ForgetAfterHalfLives = 10;

    private readonly Rows<FadingCounts> rows = new(tables, TableNames.Counters, CaptchaJson.Default.FadingCounts, remembers: true);

    /// <summary>Counts a request.</summary>
    /// <returns>The activity with it.</returns>
    public Task<NetworkActivity> CountRequestAsync(IPAddress address, CancellationToken cancellationToken) =>
        CountAsync(address, requests: 1, failures: 0, cancellationToken);

    public Task CountFailureAsync(IPAddress address) => CountAsync(address, requests: 0, failures: 1, CancellationToken.None);

    /// <summary>Deletes the rows in which nothing worth counting is left.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) =>
        rows.DeleteAsync(HourKeys.Ended(Kind, clock.GetUtcNow()), except: null, cancellationToken);

    private async Task<NetworkActivity> CountAsync(IPAddress address, int requests, int failures, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var row = hasher.Hash("network", NetworkLimits.Subscriber(address));
        var window = ForgetAfterHalfLives * options.Value.NetworkHalfLife;
        var period = CounterPeriod.At(now, window);
        var earlier = now - period.Start < window
            ? (await rows.FindAsync(KeyOf(row, period.Before, window), cancellationToken))?.Value
            : null;
        cancellationToken.ThrowIfCancellationRequested();
        var counted = await rows.ChangeAsync(KeyOf(row, period, window), present => With(present ?? earlier, requests, failures));
        return new NetworkActivity(counted.Value.Value.Requests, counted.Value.Value.Failures, limits.IsLoose(address));
    }

    private static RowKey KeyOf(string row, CounterPeriod period, TimeSpan window) => new(HourKeys.Partition(Kind, period.End + window, row), row);

    private FadingCounts With(FadingCounts? present, int requests, int failures)
    {
        var now = clock.GetUtcNow();
        var halfLife = options.Value.NetworkHalfLife;
        var age = present is null ? TimeSpan.Zero : now - present.At;
        return new FadingCounts(
            requests + CaptchaLadder.Faded(present?.Requests ?? 0, age, halfLife),
            failures + CaptchaLadder.Faded(present?.Failures ?? 0, age, halfLife),
            now);
    }
}
