using System.Net;

namespace Kencom.Core.Security;

/// <summary>Who asks, as far as the captchas and limits are concerned.</summary>
/// <param name="Address">The client's, as the last trusted proxy saw it (SI-9).</param>
/// <param name="IsApp">Whether the request carried a valid app key (SI-2).</param>
/// <param name="Client">What it says of itself, for the list of sessions only.</param>
public sealed record Caller(IPAddress Address, bool IsApp, SessionClient? Client = null);
