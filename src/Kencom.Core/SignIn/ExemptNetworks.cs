using System.Collections.Immutable;
using System.Net;
using Kencom.Core.Insurers;
using Kencom.Core.Security;

namespace Kencom.Core.SignIn;

/// <summary>The networks that insurers registered, read again every half minute at most: who sends from there is not asked for a captcha (SI-4).</summary>
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

        return Networks.Contain(current.Networks, address);
    }

    private async Task<ImmutableArray<string>> ReadAsync(CancellationToken cancellationToken)
    {
        var networks = ImmutableArray.CreateBuilder<string>();
        await foreach (var insurer in insurers.ListAsync(cancellationToken))
        {
            networks.AddRange(insurer.ExemptNetworks);
        }

        return networks.ToImmutable();
    }

    private sealed record Snapshot(ImmutableArray<string> Networks, DateTimeOffset ReadAt);
}
