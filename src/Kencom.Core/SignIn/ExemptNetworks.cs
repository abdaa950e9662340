using System.Collections.Immutable;
using System.Net;

namespace Kencom.Core.SignIn;

/// <summary>Gives the networks that insurers registered (SI-4), in CIDR notation. The insurers' slice knows them.</summary>
public delegate Task<IReadOnlyCollection<string>> ListExemptNetworks(CancellationToken cancellationToken);

/// <summary>The insurers' networks, read again every minute at most: who sends from there is not asked for a captcha.</summary>
public sealed class ExemptNetworks(ListExemptNetworks list, TimeProvider clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private volatile Snapshot snapshot = new([], DateTimeOffset.MinValue);

    public async Task<bool> IncludeAsync(IPAddress address, CancellationToken cancellationToken)
    {
        var current = snapshot;
        if (clock.GetUtcNow() - current.ReadAt >= KeptFor)
        {
            snapshot = current = new Snapshot([.. await list(cancellationToken)], clock.GetUtcNow());
        }

        return Networks.Contain(current.Networks, address);
    }

    private sealed record Snapshot(ImmutableArray<string> Networks, DateTimeOffset ReadAt);
}
