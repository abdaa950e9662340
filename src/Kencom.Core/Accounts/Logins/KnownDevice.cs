using System.Collections.Immutable;
using Kencom.Core.Security;

namespace Kencom.Core.Accounts;

/// <summary>A device from which somebody has signed in to an account, or a network from which somebody has (SI-10).</summary>
/// <param name="Id">A keyed hash, of another key for each member: two accounts that one device knows are not seen to be.</param>
public sealed record KnownDevice(string Id, bool IsNetwork, DateTimeOffset LastSignInAt)
{
    /// <summary>The most devices of an account, and the most networks. The one that was used longest ago makes way.</summary>
    public const int Most = 20;

    private static readonly TimeSpan DeviceKnownFor = TimeSpan.FromDays(365);
    private static readonly TimeSpan NetworkKnownFor = TimeSpan.FromDays(90);

    public bool IsKnownAt(DateTimeOffset now) => now < LastSignInAt + (IsNetwork ? NetworkKnownFor : DeviceKnownFor);

    /// <summary>The devices with those that were just used.</summary>
    internal static ImmutableArray<KnownDevice> With(ImmutableArray<KnownDevice> known, IEnumerable<KnownDevice> used, DateTimeOffset now)
    {
        var all = known.Concat(used).GroupBy(device => device.Id, StringComparer.Ordinal).Select(same => same.Last()).Where(device => device.IsKnownAt(now)).ToLookup(device => device.IsNetwork);
        return [.. Newest(all[false]), .. Newest(all[true])];

        static IEnumerable<KnownDevice> Newest(IEnumerable<KnownDevice> devices) => devices.OrderByDescending(device => device.LastSignInAt).Take(Most);
    }
}

/// <summary>
/// The secret by which a device shows that it has signed in before: a browser's in a cookie, the app's in a header. It opens nothing; it only keeps what strangers do
/// apart from what the device does (SI-10).
/// </summary>
public static class DeviceSecrets
{
    private const int Length = 43;

    /// <summary>The one that the caller brings, or a new one.</summary>
    public static string Of(Caller caller) => caller.DeviceSecret is { } brought && IsSpelled(brought) ? brought : SecretToken.Random(Length);

    /// <summary>How a member's login names the device and the network of a caller who has just proved the password.</summary>
    internal static IEnumerable<KnownDevice> Known(KeyedHasher hasher, string memberId, string secret, Caller caller, DateTimeOffset now) =>
    [
        new KnownDevice(hasher.Hash("device", memberId, secret), IsNetwork: false, now),
        new KnownDevice(hasher.Hash("device-network", memberId, caller.Network.Subscriber), IsNetwork: true, now),
    ];

    /// <summary>The device or else the network that the caller is known by, under whatever hash key; null for a stranger.</summary>
    internal static KnownDevice? Find(KeyedHasher hasher, Login login, Caller caller, DateTimeOffset now)
    {
        var ids = caller.DeviceSecret is { } secret && IsSpelled(secret) ? hasher.HashesOfAllVersions("device", login.MemberId, secret).ToArray() : [];
        var networks = hasher.HashesOfAllVersions("device-network", login.MemberId, caller.Network.Subscriber).ToArray();
        return login.Devices.FirstOrDefault(device => !device.IsNetwork && ids.Contains(device.Id) && device.IsKnownAt(now))
            ?? login.Devices.FirstOrDefault(device => device.IsNetwork && networks.Contains(device.Id) && device.IsKnownAt(now));
    }

    private static bool IsSpelled(string secret) => secret.Length == Length && SecretToken.IsSpelled(secret);
}

/// <summary>Whether an account knows a device, for whoever has an allowance of its own for it (ABU-1).</summary>
/// <remarks>Storage calls: 1. To be asked only for who shows a device's secret: nobody else learns from the time it takes.</remarks>
public sealed class KnownDevices(LoginStore logins, KeyedHasher hasher, TimeProvider clock)
{
    public async Task<bool> KnowAsync(string email, Caller caller, CancellationToken cancellationToken) =>
        await logins.FindAsync(email, cancellationToken) is { } login
        && DeviceSecrets.Find(hasher, login.Value, caller, clock.GetUtcNow()) is { IsNetwork: false };
}
