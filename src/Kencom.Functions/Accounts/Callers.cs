using Kencom.Core.Insurers;
using Kencom.Core.Security;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Kencom.Functions.Accounts;

/// <summary>Finds out who asks: from which network, as the app or a browser (SI-2), on which device (SI-10).</summary>
public sealed class Callers(AppKeys appKeys, CallerNetworks networks)
{
    public const string AppKeyHeader = "X-Kencom-App-Key";
    public const string DeviceHeader = "X-Kencom-Device";

    /// <summary>The caller as far as it is known without a storage call.</summary>
    public Caller Of(HttpRequest request) => networks.Place(
        new Caller(request.ClientAddress(), appKeys.Include(request.Headers[AppKeyHeader]), request.SessionClient())
        {
            DeviceSecret = request.Headers[DeviceHeader].ToString() is { Length: > 0 } shown ? shown : request.Cookie(Credentials.DeviceCookie),
        });

    /// <summary>The caller with what has to be looked up.</summary>
    public Task<Caller> PlaceAsync(Caller caller, CancellationToken cancellationToken) => networks.PlaceAsync(caller, cancellationToken);
}
