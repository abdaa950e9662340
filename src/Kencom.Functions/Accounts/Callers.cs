using Kencom.Core.Security;
using Kencom.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Kencom.Functions.Accounts;

/// <summary>Tells the app from browsers (SI-2).</summary>
public sealed class Callers(AppKeys appKeys)
{
    public const string AppKeyHeader = "X-Kencom-App-Key";

    public Caller Of(HttpRequest request) => new(request.ClientAddress(), appKeys.Include(request.Headers[AppKeyHeader]), request.SessionClient());
}
