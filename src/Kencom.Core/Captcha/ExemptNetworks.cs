using System.Collections.Immutable;
using System.Net;
using Kencom.Core.Insurers;
using Kencom.Core.Security;

namespace Kencom.Core.Captcha;

/// <summary>The networks that insurers registered, read again every half minute at most: requests from them skip the captcha (SI-4).</summary>
public sealed class ExemptNetworks(InsurerStore insurers, TimeProvider clock)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(30);

    private volatile Snapshot snapshot = new([], DateTimeOffset.MinValue);

    public async Task<bool> IncludeAsync(IPAddress address, CancellationToken cancellationToken)
    {
        var current = snapshot;
        if (clock.GetUtcNow() - current.ReadAt >= FreshFor)
        {
            snapshot = current = new Snapshot(await ReadAsync(cancellationToken), clock.GetUtcNow());
        }

        var plain = Networks.Plain(address);
        return current.Networks.Any(network => network.Contains(plain));
    }

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
