using System.Text.Json.Serialization;
using Kencom.Core.Security;

namespace Kencom.Core.Accounts;

/// <summary>Who holds the session's token: a browser as a cookie, or the app as a bearer token (SI-5). The names are stored: a wire format.</summary>
public enum SessionKind
{
    Browser = 1,
    App = 2,
}

/// <summary>A member's session, found by its token.</summary>
/// <param name="Id">Names the session among the member's own; it does not open it.</param>
/// <param name="ExpiresAt">When it ends if it is not used before (SI-5).</param>
public sealed record Session(
    string MemberId, string Id, SessionKind Kind, bool StaySignedIn, DateTimeOffset StartedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>The device that started it, as far as its request told; null for one that was started without a request.</summary>
    public SessionClient? Client { get; init; }

    /// <summary>Whether this very use moved the end of the session.</summary>
    [JsonIgnore]
    public bool IsRenewed { get; init; }
}

/// <summary>A new session as it is handed to its holder, once: only a hash of the token is kept.</summary>
/// <param name="KeptFor">How long a browser keeps it; null: until it is closed.</param>
public sealed record SessionStarted(string Token, DateTimeOffset ExpiresAt, TimeSpan? KeptFor)
{
    /// <summary>Keeps the token out of logs.</summary>
    public override string ToString() => nameof(SessionStarted);
}
