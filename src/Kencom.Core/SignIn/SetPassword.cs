using Kencom.Core.Members;
using Kencom.Core.Security;

namespace Kencom.Core.SignIn;

/// <summary>Writes a new password, which ends the sessions that the old one opened (SI-5). Who may do so was decided before.</summary>
public sealed class SetPassword(LoginStore logins, PasswordRules rules, PasswordHasher passwords, GuessGuard guard, EndAllSessions endSessions)
{
    /// <summary>What is wrong with a new password, if anything (REG-3, REG-4).</summary>
    public Error? Refuse(string? newPassword, string email, Channel channel)
    {
        if (string.IsNullOrEmpty(newPassword))
        {
            return Errors.ValidationFailed("newPassword", "新しいパスワードを入力してください。");
        }

        var conditions = rules.Check(newPassword, email, channel);
        return conditions.AllHold()
            ? null
            : Errors.ValidationFailed("newPassword", "パスワードの条件を満たしていません。").With("passwordConditions", conditions);
    }

    /// <returns>False when the password was changed, or the login removed, since it was read.</returns>
    public async Task<bool> HandleAsync(Login login, string newPassword, string? keptSessionId, CancellationToken cancellationToken)
    {
        var version = login.PasswordVersion + 1;
        var hash = await passwords.HashAsync(newPassword, cancellationToken);
        while (!await logins.TryReplaceAsync(login with { PasswordHash = hash, PasswordVersion = version }, cancellationToken))
        {
            // A sign-in may have hashed the same password anew; anything else is another's change.
            var now = await logins.FindAsync(login.Email, cancellationToken);
            if (now is null || now.MemberId != login.MemberId || now.PasswordVersion != login.PasswordVersion)
            {
                return false;
            }

            login = now;
        }

        // First the mark: from then on no sign-in that read the old password gets a session. Then those that got one before.
        await guard.ResetAsync(login.MemberId, version, cancellationToken);
        await endSessions.HandleAsync(login.MemberId, keptSessionId, cancellationToken);
        return true;
    }
}
