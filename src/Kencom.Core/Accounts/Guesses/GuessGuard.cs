using Kencom.Core.Captcha;
using Kencom.Core.Mail;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Accounts;

/// <summary>A try of a password that was counted before the password is looked at.</summary>
internal sealed class PasswordTry
{
    public PasswordTry(Account account, Guesser guesser, AccountFailures before, bool tellsOwner, Row<Guesses> row) =>
        (Account, Guesser, Before, TellsOwner, Row) = (account, guesser, before, tellsOwner, row);

    public Account Account { get; }

    /// <summary>Whether the owner is to be told, should it fail.</summary>
    public bool TellsOwner { get; }

    /// <summary>In a row, this one included, as far as they count for the asking device.</summary>
    public int Failures => Counted.InARow;

    public Guesser Guesser { get; }

    public AccountFailures Before { get; }

    public Row<Guesses> Row { get; }

    public AccountFailures Counted => Row.Value.Failures[Guesser.Id];

    /// <summary>Whom it is about in logs and mails: the member, or the unknown address by its hash.</summary>
    public string Subject => Account.Login?.Value.MemberId ?? Account.Key;
}

/// <summary>
/// Slows guessing (SI-10): every try of a password is counted as a failure first, in the address's row, and only then is the password hashed. So parallel tries count
/// one by one, and a wait holds for all of them. Devices and networks that have signed in before are counted apart from strangers, who therefore cannot keep the owner out.
/// </summary>
/// <remarks>An unknown address has its row as a member's has, read and written by the same calls: nothing is decided on what is remembered, which would tell who was here.</remarks>
public sealed class GuessGuard(
    LoginStore logins, KeyedHasher hasher, MailOutbox mails, Due due, IOptions<GuessingOptions> options, TimeProvider clock, ILogger<GuessGuard> logger)
{
    private const string Kind = "guesses";
    private const string Strangers = "strangers";
    private const string SignedIn = "signed-in";

    /// <summary>How a try would be answered now; nothing is counted.</summary>
    internal GuessStanding Look(Account account, Caller caller, bool isSignedIn)
    {
        var standing = (account.Guesses?.Value ?? new Guesses()).Stand(GuesserOf(account, caller, isSignedIn), options.Value, clock.GetUtcNow());
        LogRefusal(account, standing);
        return standing;
    }

    /// <summary>Counts a try: one storage call.</summary>
    /// <param name="admits">Whether the captcha that was proven is still enough, for these failures and at least this level: an error refuses the try, which then does not count.</param>
    /// <returns>The try, or why there is none: the wait is not over, a reset is needed, or what <paramref name="admits"/> says.</returns>
    internal async Task<Result<PasswordTry>> TakeAsync(Account account, Caller caller, bool isSignedIn, Func<AccountFailures, int, Error?> admits)
    {
        var guesser = GuesserOf(account, caller, isSignedIn);
        var (before, tellsOwner) = (AccountFailures.None, false);
        Result<Guesses> Decide(Guesses? present)
        {
            var standing = (present ?? new Guesses()).Stand(guesser, options.Value, clock.GetUtcNow());
            if ((standing.Refused ?? admits(standing.Failures, standing.CaptchaAtLeast)) is { } refused)
            {
                LogRefusal(account, standing);
                return refused;
            }

            (before, tellsOwner) = (standing.Failures, standing.Next!.OwnerToldAt != present?.OwnerToldAt);
            return standing.Next;
        }

        var counted = await (account.Guesses is { } read ? logins.Guesses.ChangeAsync(read, Decide) : logins.Guesses.AddOrChangeAsync(LoginKeys.Guesses(account.Key), Decide));
        return counted.IsSuccess ? new PasswordTry(account, guesser, before, tellsOwner, counted.Value) : counted.Error;
    }

    /// <summary>
    /// To be called after a failure. The first one of a day has the address looked at when its failures have grown too old to count: nobody else would ever delete
    /// the row. The owner is told of many: for an unknown address that mail finds nobody to go to, but the time is the same.
    /// </summary>
    internal async Task FailedAsync(PasswordTry failed)
    {
        var now = clock.GetUtcNow();
        if (failed.Before.InARow == 0 || failed.Before.LastAt.UtcDateTime.Date != now.UtcDateTime.Date)
        {
            await due.AddAsync(new DueEntry(Kind, failed.Account.Key, now + Guesses.CountFor));
        }

        if (failed.TellsOwner)
        {
            await mails.QueueAsync(AccountMails.OrderSignInWarning(hasher, failed, now));
        }
    }

    /// <summary>Takes a try back: the password was right. Nothing stays of an account that nobody else has failed at.</summary>
    internal async Task SucceededAsync(PasswordTry succeeded)
    {
        if (!await logins.Guesses.DeleteAsync(succeeded.Row, present => present.Succeeded(succeeded).IsEmpty))
        {
            await logins.Guesses.ChangeAsync(succeeded.Row, present => present is null ? Errors.NotAnyMore : present.Succeeded(succeeded));
        }
    }

    /// <summary>The same for a batch with the login, which thereby is known to be as it was read.</summary>
    internal RowWrite Succeeding(PasswordTry succeeded, Row<Guesses> present) =>
        present.Value.Succeeded(succeeded) is { IsEmpty: false } left ? logins.Guesses.Replacing(present, left) : logins.Guesses.Deleting(present);

    /// <summary>Forgets all failures: who set another password has proved the mailbox.</summary>
    internal Task StartAnewAsync(string key) => logins.Guesses.DeleteAsync(LoginKeys.Guesses(key));

    /// <summary>Whether the right password would not be taken from an unknown device now: a wait is not over, or a reset is needed.</summary>
    public async Task<bool> IsLockedAsync(string email, CancellationToken cancellationToken) =>
        (await logins.FindAccountAsync(email, cancellationToken)).Guesses is { } guesses
        && guesses.Value.Stand(new Guesser(GuesserKind.Stranger, Strangers, Network: ""), options.Value, clock.GetUtcNow()) is { Refused: not null } or { CaptchaAtLeast: > 0 };

    /// <summary>Forgets a member's failures, whatever they are: support has spoken with the owner (STF-3).</summary>
    public async Task ClearAsync(string email) => await StartAnewAsync((await logins.FindAccountAsync(email, CancellationToken.None)).Key);

    /// <summary>Deletes the rows whose failures have grown too old to count, members' and unknown addresses' alike.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => due.LookAsync(Kind, LookAsync, cancellationToken);

    private async Task<DateTimeOffset?> LookAsync(string key, CancellationToken cancellationToken)
    {
        var row = await logins.Guesses.FindAsync(LoginKeys.Guesses(key), cancellationToken);
        return await logins.Guesses.DeleteAsync(row, present => present.IsOver(clock.GetUtcNow())) ? null : row!.Value.LastAt + Guesses.CountFor;
    }

    private Guesser GuesserOf(Account account, Caller caller, bool isSignedIn)
    {
        var known = account.Login is { } login ? DeviceSecrets.Find(hasher, login.Value, caller, clock.GetUtcNow()) : null;
        var network = Convert.ToHexStringLower(hasher.Derive("guesser-network", caller.Network.Block).AsSpan(0, 6));
        return known is not null ? new Guesser(GuesserKind.Known, known.Id, network)
            : isSignedIn ? new Guesser(GuesserKind.SignedIn, SignedIn, network)
            : new Guesser(GuesserKind.Stranger, Strangers, network);
    }

    private void LogRefusal(Account account, GuessStanding standing)
    {
        if (standing.Refused is { } refused)
        {
            logger.LimitReached(refused == Errors.SignInNeedsReset ? "guesses-in-a-row" : "guesses", account.Login?.Value.MemberId);
        }
    }
}
