using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Accounts;

/// <summary>
/// Deletes sessions that have ended by themselves (API-5). Each member's are looked at once in a period, as long as there are any: the periods of a member
/// are fixed, so however often a look is asked for, it is one entry.
/// </summary>
public sealed class SessionExpiry(Due due, LoginStore logins, SessionStore sessions, IOptions<SessionOptions> options, TimeProvider clock)
{
    private const string Kind = "sessions";

    /// <summary>Sees to it that a session that starts now is looked at when it may have ended. One call, once a period, if the login then remembers what is returned.</summary>
    /// <returns>Until when the member's ended sessions are looked for.</returns>
    internal async Task<DateTimeOffset> ArmAsync(Login login)
    {
        var at = NextLook(login.MemberId);
        if (!(login.SessionsLookedAt >= at))
        {
            await due.AddAsync(new DueEntry(Kind, login.MemberId, at));
        }

        return at;
    }

    /// <inheritdoc cref="ArmAsync(Login)"/>
    internal async Task ArmAsync(Row<Login> login)
    {
        var at = await ArmAsync(login.Value);
        if (!(login.Value.SessionsLookedAt >= at))
        {
            await logins.ChangeAsync(login, present => present with { SessionsLookedAt = at });
        }
    }

    public Task SweepAsync(CancellationToken cancellationToken) => due.LookAsync(
        Kind,
        async (memberId, token) => await sessions.DeleteEndedAsync(memberId, token) ? NextLook(memberId) : null,
        cancellationToken);

    /// <summary>The first boundary of the member's periods at which a session started now has ended, unless it was used since.</summary>
    private DateTimeOffset NextLook(string memberId)
    {
        var length = options.Value.StaySignedInFor > options.Value.EndsAfter ? options.Value.StaySignedInFor : options.Value.EndsAfter;
        var offset = length.Ticks / 64 * (memberId.Sum(static character => character) % 64);
        var ended = clock.GetUtcNow().UtcTicks + length.Ticks;
        return new DateTimeOffset((((ended - offset) / length.Ticks) + 1) * length.Ticks + offset, TimeSpan.Zero);
    }
}
