using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Accounts;

/// <summary>Finds the session that a token opens, and notes its use.</summary>
public sealed class CheckSession(SessionStore store, IOptions<SessionOptions> options, TimeProvider clock)
{
    /// <returns>Null when there is no such session, or it has ended (SI-5).</returns>
    public async Task<Session?> HandleAsync(string? token, CancellationToken cancellationToken)
    {
        if (!SessionKeys.TryParse(token, out var memberId, out var secret))
        {
            return null;
        }

        var session = await store.FindAsync(memberId, secret, cancellationToken);
        var now = clock.GetUtcNow();
        if (session is null || store.HasEnded(session.Value))
        {
            return null;
        }

        return NeedsNote(session.Value, now) ? await NoteUseAsync(session, now) : session.Value;
    }

    private bool NeedsNote(Session session, DateTimeOffset now) => now - session.LastUsedAt >= options.Value.UseNotedEvery;

    private async Task<Session?> NoteUseAsync(Row<Session> session, DateTimeOffset now)
    {
        var used = await store.Rows.ChangeAsync(session, present => present switch
        {
            null => Errors.NotSignedIn,
            _ when NeedsNote(present, now) => present with { LastUsedAt = now, ExpiresAt = options.Value.EndOf(present.StaySignedIn, present.StartedAt, now) },
            _ => present,
        });
        return used.IsSuccess ? used.Value.Value with { IsRenewed = true } : null;
    }
}
