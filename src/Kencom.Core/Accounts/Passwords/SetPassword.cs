using Kencom.Core.Mail;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Accounts;

/// <summary>
/// Writes a new password, which ends the sessions that the old one opened (SI-5), and has the member told by mail. Who may do so was decided before. What
/// follows from the new password is noted with it, and finished by the sweep if this process dies over it (FIN-3).
/// </summary>
public sealed class SetPassword(
    LoginStore logins, PasswordRules rules, PasswordHasher passwords, GuessGuard guard, SessionStore sessions, MailOutbox mails, KeyedHasher hasher, Due due, TimeProvider clock)
{
    private const string Kind = "password";

    /// <summary>Longer than a request lasts: what is unfinished then was interrupted.</summary>
    private static readonly TimeSpan TakesAtMost = TimeSpan.FromMinutes(5);

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

    /// <returns>An error when the password was changed, or the login removed, since it was read.</returns>
    public async Task<Result<Done>> HandleAsync(Row<Login> login, string newPassword, string? keptSessionId, CancellationToken cancellationToken)
    {
        var version = login.Value.PasswordVersion + 1;
        var hash = await passwords.HashAsync(newPassword, cancellationToken);
        var now = clock.GetUtcNow();
        cancellationToken.ThrowIfCancellationRequested();
        await due.AddAsync(new DueEntry(Kind, login.Key.Partition, now + TakesAtMost));

        // A sign-in may have hashed the same password anew, which does not matter; another version is another's change.
        var changed = await logins.ChangeAsync(login, present => present.PasswordVersion == login.Value.PasswordVersion
            ? present with { PasswordHash = hash, PasswordVersion = version, Unfinished = new PasswordChange(keptSessionId, now) }
            : Errors.NotAnyMore);
        if (!changed.IsSuccess)
        {
            return changed.Error;
        }

        await FinishAsync(changed.Value);
        return default(Done);
    }

    /// <summary>Finishes the changes that were interrupted.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => due.LookAsync(
        Kind,
        async (key, token) =>
        {
            if (await logins.FindByKeyAsync(key, token) is { Value.Unfinished: not null } login)
            {
                await FinishAsync(login);
            }

            return null;
        },
        cancellationToken);

    private async Task FinishAsync(Row<Login> row)
    {
        var (login, change) = (row.Value, row.Value.Unfinished!);

        // First the mark: from then on no sign-in that read the old password gets a session. Then those that got one before.
        await guard.ResetAsync(login.MemberId, login.PasswordVersion);
        await sessions.EndAllAsync(login.MemberId, change.KeptSessionId);
        await mails.QueueAsync(AccountMails.OrderPasswordChanged(hasher, login.MemberId, login.PasswordVersion, change.At));
        await logins.ChangeAsync(row, present => present.Unfinished == change ? present with { Unfinished = null } : Errors.NotAnyMore);
    }
}
