using System.Net;
using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.SignIn;

/// <summary>Counts requests and failures by network address over all instances: one row an address, its key a keyed hash.</summary>
public sealed class NetworkActivityStore(
    TableServiceClient tables, KeyedHasher hasher, NetworkLimits limits, IOptions<CaptchaOptions> options, TimeProvider clock)
{
    /// <summary>After this many half-lives a thousand have become one.</summary>
    private const int ForgetAfterHalfLives = 10;

    private readonly OldRememberedRows<NetworkActivityEntity> rows = new(tables.GetTableClient(TableNames.Counters));

    /// <summary>Counts a request.</summary>
    /// <returns>The activity with it.</returns>
    public Task<NetworkActivity> CountRequestAsync(IPAddress address, CancellationToken cancellationToken) =>
        CountAsync(address, requests: 1, failures: 0, cancellationToken);

    public Task CountFailureAsync(IPAddress address, CancellationToken cancellationToken) =>
        CountAsync(address, requests: 0, failures: 1, cancellationToken);

    private async Task<NetworkActivity> CountAsync(IPAddress address, int requests, int failures, CancellationToken cancellationToken)
    {
        var key = $"network-{hasher.Hash("network", NetworkLimits.Subscriber(address))}";
        var row = await rows.ChangeAsync(key, key, present => With(present, requests, failures), cancellationToken);
        return new NetworkActivity(row!.Requests, row.Failures, limits.IsLoose(address));
    }

    private NetworkActivityEntity With(NetworkActivityEntity? present, int requests, int failures)
    {
        var now = clock.GetUtcNow();
        var halfLife = options.Value.NetworkHalfLife;
        var age = present is null ? TimeSpan.Zero : now - present.At;
        return new NetworkActivityEntity
        {
            Requests = requests + CaptchaLadder.Faded(present?.Requests ?? 0, age, halfLife),
            Failures = failures + CaptchaLadder.Faded(present?.Failures ?? 0, age, halfLife),
            At = now,
            ForgetAt = now + (ForgetAfterHalfLives * halfLife),
        };
    }
}
