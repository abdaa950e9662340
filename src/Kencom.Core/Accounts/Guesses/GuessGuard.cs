using Azure.Data.Tables;
using Kencom.Core.Captcha;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Accounts;

/// <summary>Failures in a row of one account.</summary>
/// <param name="Failures">Tries since the last success, the one under way included.</param>
/// <param name="OwnerToldAt">When the owner was last told.</param>
/// <param name="PasswordVersion">The version of the password as of its last change: an older one was read before the change and counts no more.</param>
/// <param name="ChangedAt">When that change was.</param>
internal sealed record Guesses(int Failures, DateTimeOffset LastTryAt, DateTimeOffset? OwnerToldAt = null, int PasswordVersion = 0, DateTimeOffset? ChangedAt = null);

/// <summary>A try of a password that was counted before the password is looked at.</summary>
public sealed class PasswordTry
{
    internal PasswordTry(string account, bool tellsOwner, Row<Guesses> row) => (Account, TellsOwner, Row) = (account, tellsOwner, row);

    public string Account { get; }

    /// <summary>Whether the owner is to be told, should it fail.</summary>
    public bool TellsOwner { get; }

    /// <summary>In a row, this one included.</summary>
    public int Failures => Row.Value.Failures;

    internal Row<Guesses> Row { get; }

    /// <summary>Whether the password was changed since this login was read: what is right for it is wrong now.</summary>
    internal bool IsStale(Login login) => login.PasswordVersion < Row.Value.PasswordVersion;
}

/// <summary>
/// Slows guessing (SI-10): every try of a password is counted as a failure first, in the account's row, and only then is the password hashed. So parallel
/// tries count one by one, and a wait holds for all of them. A success forgets them.
/// </summary>
/// <remarks>
/// A member's row lies among the member's sessions, so that one call adds a session and forgets the failures; an unknown address has one in a partition of
/// its own.
/// </remarks>
public sealed class GuessGuard(
    TableServiceClient tables, KeyedHasher hasher, Due due, SessionStore sessions, IOptions<GuessingOptions> options, TimeProvider clock, ILogger<GuessGuard> logger)
{
    /// <summary>Sorts behind the keys of sessions, which begin with a digit.</summary>
    internal const string RowPrefix = "guard-";

    private const string Kind = "guesses";

    /// <summary>Older failures do not count (SI-10).</summary>
    private static readonly TimeSpan CountFor = TimeSpan.FromDays(30);

    /// <summary>How long a changed password is remembered here: longer than any sign-in lives that has read the one before (API-1).</summary>
    private static readonly TimeSpan ChangeKeptFor = TimeSpan.FromMinutes(15);

    private readonly Rows<Guesses> rows = new(tables, TableNames.Sessions, AccountJson.Default.Guesses, remembers: true);

    /// <summary>The account that tries with an address count for: the member, or the unknown address by its hash.</summary>
    public string AccountOf(string email, Login? login) => login?.MemberId ?? LoginKeys.Row(hasher, email);

    /// <summary>Counts a try: one storage call.</summary>
    /// <param name="admits">Further conditions on the failures so far: an error refuses the try, which then does not count.</param>
    /// <returns>The try, or why there is none: the wait is not over, a reset is needed, or what <paramref name="admits"/> says.</returns>
    public async Task<Result<PasswordTry>> TakeAsync(string account, string? memberId, Func<AccountFailures, Error?> admits)
    {
        var tellsOwner = false;
        var counted = await rows.ChangeAsync(KeyOf(account), present =>
        {
            var counting = Counting(present);
            if (Refusal(counting, memberId, admits) is { } refusal)
            {
                return refusal;
            }

            var next = Taken(counting);
            tellsOwner = next.OwnerToldAt != present?.OwnerToldAt;
            return next;
        });
        return counted.IsSuccess ? new PasswordTry(account, tellsOwner, counted.Value) : counted.Error;
    }

    /// <summary>
    /// To be called after a failure. The first one in a row has the account looked at when its failures have grown too old to count: nobody else would
    /// ever delete the row of an unknown address.
    /// </summary>
    public Task FailedAsync(PasswordTry failed) =>
        failed.Failures == 1 ? due.AddAsync(new DueEntry(Kind, failed.Account, clock.GetUtcNow() + CountFor)) : Task.CompletedTask;

    /// <summary>Forgets the failures: the password was right. Not when somebody else is trying meanwhile: that stays counted.</summary>
    public async Task ReleaseAsync(PasswordTry passwordTry) =>
        await RowBatch.TryWriteAsync(Releasing(passwordTry));

    /// <summary>Forgets the failures, adds a session and ends those that it takes the place of: one storage call for all.</summary>
    /// <returns>False when the failures were changed since the try; nothing is done then.</returns>
    internal Task<bool> TryReleaseAsync(PasswordTry passwordTry, Session session, IEnumerable<string> formerSessionIds) =>
        RowBatch.TryWriteAsync(
        [
            sessions.Rows.Adding(SessionStore.KeyOf(session), session),
            Releasing(passwordTry),

            // Not deleted: one that is gone already would make all of it fail. The sweep deletes it.
            .. formerSessionIds.Select(id => session with { Id = id, ExpiresAt = session.StartedAt }).Select(ended => sessions.Rows.Putting(SessionStore.KeyOf(ended), ended)),
        ]);

    /// <summary>Starts anew after a change of the password: failures are forgotten, and who read the login before is turned away.</summary>
    public Task ResetAsync(string memberId, int passwordVersion) =>
        rows.ChangeAsync(
            KeyOf(memberId),
            present => present?.PasswordVersion >= passwordVersion
                ? present
                : new Guesses(0, clock.GetUtcNow(), present?.OwnerToldAt, passwordVersion, ChangedAt: clock.GetUtcNow()));

    /// <summary>Whether the right password would not be taken now: a wait is not over, or a reset is needed.</summary>
    public async Task<bool> IsLockedAsync(string memberId, CancellationToken cancellationToken) =>
        Counting((await rows.FindAsync(KeyOf(memberId), cancellationToken))?.Value) is { } present
        && (present.Failures >= options.Value.ResetNeededFrom || present.LastTryAt + options.Value.WaitAfter(present.Failures) > clock.GetUtcNow());

    /// <summary>Forgets a member's failures, whatever they are: support has spoken with the owner (STF-3).</summary>
    public Task ClearAsync(string memberId) =>
        rows.ChangeAsync(KeyOf(memberId), present => present is null ? Errors.NotAnyMore : present with { Failures = 0 });

    /// <summary>Deletes a member's row (SI-8).</summary>
    public Task RemoveAsync(string memberId) => rows.DeleteAsync(KeyOf(memberId));

    /// <summary>Deletes the rows whose failures have grown too old to count.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => due.LookAsync(Kind, LookAsync, cancellationToken);

    private async Task<DateTimeOffset?> LookAsync(string account, CancellationToken cancellationToken)
    {
        var row = await rows.FindAsync(KeyOf(account), cancellationToken);
        return await rows.DeleteAsync(row, present => Counting(present) is null) ? null : row!.Value.LastTryAt + CountFor;
    }

    private static RowKey KeyOf(string account) => new(account, RowPrefix + account);

    private RowWrite Releasing(PasswordTry passwordTry) =>
        clock.GetUtcNow() < passwordTry.Row.Value.ChangedAt + ChangeKeptFor
            ? rows.Replacing(passwordTry.Row, passwordTry.Row.Value with { Failures = 0 })
            : rows.Deleting(passwordTry.Row);

    private Guesses? Counting(Guesses? present) => present is null || present.LastTryAt + CountFor <= clock.GetUtcNow() ? null : present;

    private Error? Refusal(Guesses? present, string? memberId, Func<AccountFailures, Error?> admits)
    {
        if (present is null)
        {
            return admits(AccountFailures.None);
        }

        if (present.Failures >= options.Value.ResetNeededFrom)
        {
            logger.LimitReached("guesses-in-a-row", memberId);
            return Errors.PasswordResetNeeded;
        }

        var wait = present.LastTryAt + options.Value.WaitAfter(present.Failures) - clock.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            logger.LimitReached("guesses", memberId);
            return Errors.TooManyRequests(wait);
        }

        return admits(new AccountFailures(present.Failures, present.LastTryAt));
    }

    private Guesses Taken(Guesses? present)
    {
        var now = clock.GetUtcNow();
        var failures = (present?.Failures ?? 0) + 1;
        var tell = failures >= options.Value.OwnerToldFrom && !(now - present?.OwnerToldAt < TimeSpan.FromDays(1));
        return (present ?? new Guesses(0, now)) with { Failures = failures, LastTryAt = now, OwnerToldAt = tell ? now : present?.OwnerToldAt };
    }
}
