using System.Collections.Immutable;
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

    /// <summary>Longer than any request runs: a change that is unfinished by then was interrupted.</summary>
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

    /// <summary>A change with the old password: the account's devices stay known.</summary>
    /// <returns>An error when password or address was changed, or the login removed, since it was read.</returns>
    public Task<Result<Done>> ChangeAsync(Row<Login> login, string newPassword, string keptSessionId, CancellationToken cancellationToken) =>
        SetAsync(login, newPassword, new PasswordChange(keptSessionId, clock.GetUtcNow()), login.Value.Devices, cancellationToken);

    /// <summary>Who has proved the mailbox starts anew: no session, no failure and no other device is left (SI-10).</summary>
    /// <inheritdoc cref="ChangeAsync"/>
    public Task<Result<Done>> StartAnewAsync(Row<Login> login, string newPassword, ImmutableArray<KnownDevice> devices, CancellationToken cancellationToken) =>
        SetAsync(login, newPassword, new PasswordChange(KeptSessionId: null, clock.GetUtcNow(), StartsAnew: true), devices, cancellationToken);

    private async Task<Result<Done>> SetAsync(
        Row<Login> login, string newPassword, PasswordChange change, ImmutableArray<KnownDevice> devices, CancellationToken cancellationToken)
    {
        var hash = await passwords.HashAsync(newPassword, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        await due.AddAsync(new DueEntry(Kind, login.Key.Partition, change.At + TakesAtMost));

        // A sign-in may have hashed the same password anew, which does not matter; another version is another's change.
        var changed = await logins.ChangeAsync(login, present => present.Version == login.Value.Version
            ? present with { PasswordHash = hash, Version = present.Version + 1, Devices = devices, Unfinished = change }
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

        if (change.StartsAnew)
        {
            await guard.StartAnewAsync(row.Key.Partition);
        }

        await sessions.EndAllAsync(login.MemberId, change.KeptSessionId);
        await mails.QueueAsync(AccountMails.OrderPasswordChanged(hasher, login.MemberId, login.Version, change.At));
        await logins.ChangeAsync(row, present => present.Unfinished == change ? present with { Unfinished = null } : Errors.NotAnyMore);
    }
}
