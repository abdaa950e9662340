using System.Net;

namespace Kencom.Core.Security;

/// <summary>Networks in CIDR notation (SI-4).</summary>
public static class Networks
{
    /// <summary>Unwraps an IPv4-mapped IPv6 address.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Reads networks in CIDR notation; what is no network holds nobody.</summary>
    public static IEnumerable<IPNetwork> Parse(IEnumerable<string> networks)
    {
        foreach (var text in networks)
        {
            if (TryParse(text, out var network))
            {
                yield return network;
            }
        }
    }

    /// <summary>Reads CIDR notation; a mapped IPv4 network becomes an IPv4 one.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (!IPNetwork.TryParse(text, out network))
        {
            return false;
        }

        if (network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= 96)
        {
            network = new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - 96);
        }

        return true;
    }
}
