using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Security;

public enum LoopbackLimits
{
    Strict,

    /// <summary>Requests from the machine itself are not limited by address: for development, where all come from there.</summary>
    Loose,
}

/// <summary>Section <c>Limits</c>.</summary>
public sealed class NetworkLimitOptions
{
    public const string Section = "Limits";

    public LoopbackLimits Loopback { get; set; } = LoopbackLimits.Strict;
}

/// <summary>Limits by network address (REG-16, EL-12, SI-3). An IPv6 subscriber holds at least a /64 and counts as one.</summary>
public sealed class NetworkLimits(SlidingLimits limits, IOptions<NetworkLimitOptions> options)
{
    private const int SubscriberPrefixBytes = 8;

    /// <inheritdoc cref="SlidingLimits.TakeAsync"/>
    public Task<TimeSpan?> TakeAsync(LimitRule rule, IPAddress address, CancellationToken cancellationToken) =>
        IsLoose(address) ? Task.FromResult<TimeSpan?>(null) : limits.TakeAsync(rule, Subscriber(address), cancellationToken);

    /// <inheritdoc cref="SlidingLimits.PeekAsync"/>
    public Task<TimeSpan?> PeekAsync(LimitRule rule, IPAddress address, CancellationToken cancellationToken) =>
        IsLoose(address) ? Task.FromResult<TimeSpan?>(null) : limits.PeekAsync(rule, Subscriber(address), cancellationToken);

    /// <summary>The part of an address that stands for one subscriber.</summary>
    public static string Subscriber(IPAddress address)
    {
        var plain = Networks.Plain(address);
        return plain.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(plain.GetAddressBytes().AsSpan(0, SubscriberPrefixBytes))
            : plain.ToString();
    }

    /// <summary>Whether an address is spared: the machine itself, where it is set so.</summary>
    public bool IsLoose(IPAddress address) => options.Value.Loopback == LoopbackLimits.Loose && IPAddress.IsLoopback(address);
}
