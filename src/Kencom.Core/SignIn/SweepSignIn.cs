using Kencom.Core.Security;

namespace Kencom.Core.SignIn;

/// <summary>Deletes what no longer counts: ended sessions, used links and captchas, old failures of unknown addresses.</summary>
public sealed class SweepSignIn(SessionStore sessions, GuessGuard guard, MailedLinks links)
{
    public async Task HandleAsync(CancellationToken cancellationToken)
    {
        await sessions.SweepAsync(cancellationToken);
        await guard.SweepAsync(cancellationToken);
        await links.SweepAsync(cancellationToken);
    }
}
