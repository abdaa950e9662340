using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kencom.Core.Security;

/// <summary>A part of the network that a request comes from, and how many times the allowance of one address it has (ABU-3).</summary>
/// <param name="Id">Names it within its block.</param>
internal readonly record struct NetworkPart(string Id, int Width);

/// <summary>
/// Where a request comes from, at each size that something is counted for (ABU-3): an IPv4 address and its /24; an IPv6 /64, which one subscriber holds at least
/// and which therefore counts as one address, its /56 and its /48.
/// </summary>
public sealed record ClientNetwork
{
    private const int SiteWidth = 4;
    private const int BlockWidth = 16;

    private ClientNetwork(string block, params NetworkPart[] parts) => (Block, Parts) = (block, parts);

    /// <summary>The /24 or /48, for example <c>203.0.113.0/24</c>. What EL-12 and ABU-1 call a network.</summary>
    public string Block { get; }

    /// <summary>The single address, or the /64.</summary>
    public string Subscriber => $"{Block} {Parts[0].Id}";

    /// <summary>The smallest first; the last is the block.</summary>
    internal IReadOnlyList<NetworkPart> Parts { get; }

    public static ClientNetwork Of(IPAddress address)
    {
        var plain = Networks.Plain(address);
        var bytes = plain.GetAddressBytes();
        return plain.AddressFamily == AddressFamily.InterNetworkV6
            ? new ClientNetwork(
                $"{Convert.ToHexStringLower(bytes.AsSpan(0, 6))}/48",
                new NetworkPart(Convert.ToHexStringLower(bytes.AsSpan(6, 2)), 1),
                new NetworkPart(Convert.ToHexStringLower(bytes.AsSpan(6, 1)), SiteWidth),
                new NetworkPart("", BlockWidth))
            : new ClientNetwork(
                string.Create(CultureInfo.InvariantCulture, $"{bytes[0]}.{bytes[1]}.{bytes[2]}.0/24"),
                new NetworkPart(bytes[3].ToString(CultureInfo.InvariantCulture), 1),
                new NetworkPart("", BlockWidth));
    }

    /// <summary>Keeps the address out of logs.</summary>
    public override string ToString() => nameof(ClientNetwork);
}
