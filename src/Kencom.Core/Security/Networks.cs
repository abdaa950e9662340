using System.Net;

namespace Kencom.Core.Security;

/// <summary>Networks in CIDR notation (SI-4).</summary>
public static class Networks
{
    /// <summary>An IPv4 address that arrives in IPv6's clothes is an IPv4 address.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Whether an address is in one of the networks, in CIDR notation; what is no network holds nobody.</summary>
    public static bool Contain(IEnumerable<string> networks, IPAddress address)
    {
        var plain = Plain(address);
        foreach (var text in networks)
        {
            if (TryParse(text, out var network) && network.Contains(plain))
            {
                return true;
            }
        }

        return false;
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
