using System.Net;
using Azure;
using Azure.Data.Tables;
using Kencom.Core.Members;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.SignIn;

/// <summary>A try of a password that was counted before the password is looked at.</summary>
/// <param name="TellsOwner">Whether the owner is to be told, should it fail.</param>
public sealed record PasswordTry(string Account, bool TellsOwner)
{
    /// <summary>In a row, this one included.</summary>
    public int Failures => Entity!.Failures;

    internal GuessGuardEntity? Entity { get; init; }
}

/// <summary>
/// Slows guessing (SI-10): every try of a password is counted as a failure first, under the ETag of the account's row, and only then is the password
/// hashed. So parallel tries count one by one, and a wait holds for all of them. A success deletes the row.
/// </summary>
public sealed class GuessGuard(
    TableServiceClient tables, KeyedHasher hasher, IOptions<GuessingOptions> options, TimeProvider clock, ILogger<GuessGuard> logger)
{
    /// <summary>Sorts behind the keys of sessions, which begin with a digit.</summary>
    internal const string RowPrefix = "guard-";

    /// <summary>How long an unknown address's failures are kept after the last one.</summary>
    private static readonly TimeSpan UnknownKeptFor = TimeSpan.FromDays(30);

    private readonly TableClient table = tables.GetTableClient(TableNames.Sessions);
    private readonly OldRememberedRows<GuessGuardEntity> rows = new(tables.GetTableClient(TableNames.Sessions));

    /// <summary>The account that tries with an address count for: the member, or the unknown address by its hash.</summary>
    public string AccountOf(string email, Login? login) => login?.MemberId ?? MemberKeys.Login(hasher, email);

    /// <summary>Counts a try: one storage call.</summary>
    /// <param name="login">As just read; null for an unknown address.</param>
    /// <param name="admits">Further conditions on the failures so far: an error refuses the try, which then does not count.</param>
    /// <returns>The try, or why there is none: the wait is not over, a reset is needed, or what <paramref name="admits"/> says.
    /// <see cref="Errors.Conflict"/> means that the login was read before its password was changed.</returns>
    public async Task<Result<PasswordTry>> TakeAsync(string account, Login? login, Func<AccountFailures, Error?> admits, CancellationToken cancellationToken)
    {
        Error? refusal = null;
        var tellsOwner = false;
        var entity = await rows.ChangeAsync(
            account,
            RowOf(account),
            present =>
            {
                refusal = Refusal(present, login, admits);
                var taken = refusal is null ? Taken(present, isUnknown: login is null) : null;
                tellsOwner = taken is not null && taken.OwnerToldAt != present?.OwnerToldAt;
                return taken;
            },
            cancellationToken);
        return entity is null ? refusal! : new PasswordTry(account, tellsOwner) { Entity = entity };
    }

    /// <summary>Forgets the failures: the password was right.</summary>
    public async Task ReleaseAsync(PasswordTry passwordTry, CancellationToken cancellationToken)
    {
        rows.Forget(passwordTry.Account, RowOf(passwordTry.Account));
        await table.TryDeleteAsync(passwordTry.Entity!, cancellationToken); // Changed meanwhile: somebody else is trying, and that stays counted.
    }

    /// <summary>Forgets the failures, adds a session and ends the one that it takes the place of: one storage call for all.</summary>
    /// <returns>False when the failures were changed since the try; nothing is done then.</returns>
    internal async Task<bool> TryReleaseAsync(PasswordTry passwordTry, Session session, string? formerSessionId, CancellationToken cancellationToken)
    {
        rows.Forget(passwordTry.Account, RowOf(passwordTry.Account));
        List<TableTransactionAction> actions =
        [
            new(TableTransactionActionType.Add, SessionEntity.From(session)),
            new(TableTransactionActionType.Delete, passwordTry.Entity, passwordTry.Entity!.ETag),
        ];
        if (formerSessionId is not null)
        {
            // Not deleted: one that is gone already would make all of it fail. The sweep deletes it.
            actions.Add(new(TableTransactionActionType.UpsertReplace, SessionEntity.From(session with { Id = formerSessionId, ExpiresAt = session.StartedAt })));
        }

        try
        {
            await table.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException conflict) when (
            (HttpStatusCode)conflict.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed)
        {
            // Unless it is our own success, whose answer was lost.
            return await table.FindAsync<SessionEntity>(session.MemberId, session.Id, cancellationToken) is not null;
        }
    }

    /// <summary>Starts anew after a change of the password: failures are forgotten, and who read the login before is turned away.</summary>
    public Task ResetAsync(string memberId, int passwordVersion, CancellationToken cancellationToken) =>
        rows.ChangeAsync(
            memberId,
            RowOf(memberId),
            present => new GuessGuardEntity { PasswordVersion = passwordVersion, OwnerToldAt = present?.OwnerToldAt },
            cancellationToken);

    /// <summary>Deletes a member's row (SI-8).</summary>
    public Task RemoveAsync(string memberId, CancellationToken cancellationToken)
    {
        rows.Forget(memberId, RowOf(memberId));
        return table.DeleteEntityAsync(memberId, RowOf(memberId), ETag.All, cancellationToken);
    }

    /// <summary>Deletes the rows of unknown addresses that nobody has tried for long.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await foreach (var entity in table.QueryAsync<GuessGuardEntity>(entity => entity.ForgetAt < now, cancellationToken: cancellationToken))
        {
            rows.Forget(entity.PartitionKey, entity.RowKey);
            await table.TryDeleteAsync(entity, cancellationToken);
        }
    }

    private static string RowOf(string account) => RowPrefix + account;

    private Error? Refusal(GuessGuardEntity? present, Login? login, Func<AccountFailures, Error?> admits)
    {
        if (present is null)
        {
            return admits(AccountFailures.None);
        }

        if (login is not null && login.PasswordVersion < present.PasswordVersion)
        {
            return Errors.Conflict;
        }

        if (present.Failures >= options.Value.ResetNeededFrom)
        {
            logger.LimitReached("guesses-in-a-row", login?.MemberId);
            return Errors.PasswordResetNeeded;
        }

        var wait = present.LastTryAt + options.Value.WaitAfter(present.Failures) - clock.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            logger.LimitReached("guesses", login?.MemberId);
            return Errors.TooManyRequests(wait);
        }

        return admits(new AccountFailures(present.Failures, present.LastTryAt));
    }

    private GuessGuardEntity Taken(GuessGuardEntity? present, bool isUnknown)
    {
        var now = clock.GetUtcNow();
        var failures = (present?.Failures ?? 0) + 1;
        var tell = failures >= options.Value.OwnerToldFrom && !(now - present?.OwnerToldAt < TimeSpan.FromDays(1));
        return new GuessGuardEntity
        {
            Failures = failures,
            LastTryAt = now,
            OwnerToldAt = tell ? now : present?.OwnerToldAt,
            PasswordVersion = present?.PasswordVersion ?? 0,
            ForgetAt = isUnknown ? now + UnknownKeptFor : null,
        };
    }
}
