using System.Collections.Immutable;
using System.Net;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Insurers;

/// <summary>What kind of network an address lies in: one that an insurer registered (SI-4), one that the settings call shared (ABU-2), or any other.</summary>
/// <remarks>The insurers' are read again every half minute at most.</remarks>
public sealed class CallerNetworks(InsurerStore insurers, IOptions<AllowanceOptions> options, IOptions<LoopbackOptions> loopback, TimeProvider clock)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(30);

    private readonly Lazy<ImmutableArray<IPNetwork>> shared = new(() => [.. Networks.Parse(options.Value.SharedNetworks)]);
    private volatile Snapshot snapshot = new([], DateTimeOffset.MinValue);

    /// <summary>The caller with what is known of its network, the insurers' as they were last read: for what comes before any call.</summary>
    public Caller Place(Caller caller) => caller with
    {
        Kind = KindOf(Networks.Plain(caller.Address)),
        IsLoose = loopback.Value.Loopback == LoopbackLimits.Loose && IPAddress.IsLoopback(caller.Address),
    };

    /// <summary>The caller, placed by the insurers' networks as they are now.</summary>
    public async Task<Caller> PlaceAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (clock.GetUtcNow() - snapshot.ReadAt >= FreshFor)
        {
            snapshot = new Snapshot(await ReadAsync(cancellationToken), clock.GetUtcNow());
        }

        return Place(caller);
    }

    private NetworkKind KindOf(IPAddress address) =>
        snapshot.Networks.Any(network => network.Contains(address)) ? NetworkKind.Insurers
        : shared.Value.Any(network => network.Contains(address)) ? NetworkKind.Shared
        : NetworkKind.Ordinary;

    private async Task<ImmutableArray<IPNetwork>> ReadAsync(CancellationToken cancellationToken)
    {
        var networks = ImmutableArray.CreateBuilder<IPNetwork>();
        await foreach (var insurer in insurers.ListAsync(cancellationToken))
        {
            networks.AddRange(Networks.Parse(insurer.ExemptNetworks));
        }

        return networks.ToImmutable();
    }

    private sealed record Snapshot(ImmutableArray<IPNetwork> Networks, DateTimeOffset ReadAt);
}
