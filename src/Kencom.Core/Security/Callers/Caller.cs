using System.Net;

namespace Kencom.Core.Security;

/// <summary>How many people may stand behind a network.</summary>
public enum NetworkKind
{
    Ordinary,

    /// <summary>Known by the settings to be shared by many, such as a carrier's (ABU-2).</summary>
    Shared,

    /// <summary>Registered by an insurer (SI-4).</summary>
    Insurers,
}

/// <summary>Who asks, as far as captchas, allowances and known devices are concerned: made once a request, and handed down.</summary>
/// <param name="Address">The client's, as the last trusted proxy saw it (SI-9).</param>
/// <param name="IsApp">Whether the request carried a valid app key (SI-2).</param>
/// <param name="Client">What it says of itself, for the list of sessions only.</param>
public sealed record Caller(IPAddress Address, bool IsApp, SessionClient? Client = null)
{
    /// <summary>Nobody in particular, of no network that is counted: for what the service does by itself.</summary>
    internal static Caller Unknown { get; } = new(IPAddress.None, IsApp: false) { IsLoose = true };

    public ClientNetwork Network { get; } = ClientNetwork.Of(Address);

    public NetworkKind Kind { get; init; }

    /// <summary>The machine itself, where it is set so: its network is not limited, and nothing is asked of it for being busy.</summary>
    public bool IsLoose { get; init; }

    /// <summary>What a device shows that has signed in before (SI-10). Which accounts know it, only they say.</summary>
    public string? DeviceSecret { get; init; }

    /// <summary>Keeps address and secret out of logs.</summary>
    public override string ToString() => nameof(Caller);
}
