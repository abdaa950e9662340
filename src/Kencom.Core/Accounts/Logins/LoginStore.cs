using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Accounts;

/// <summary>What is known under an address: the login, if it is a member's, and the guesses, if there were any. Both lie in one partition.</summary>
/// <param name="Key">Of the partition.</param>
internal sealed record Account(string Key, Row<Login>? Login, Row<Guesses>? Guesses)
{
    /// <summary>Keeps address and hash out of logs.</summary>
    public override string ToString() => nameof(Account);
}

/// <summary>The logins: one row an address, which is what makes an address unique (FIN-2).</summary>
public sealed class LoginStore(TableServiceClient tables, KeyedHasher hasher)
{
    internal Rows<Login> Rows { get; } = new(tables, TableNames.Logins, AccountJson.Default.Login);

    internal Rows<Guesses> Guesses { get; } = new(tables, TableNames.Logins, AccountJson.Default.Guesses);

    /// <summary>One read for each hash key in use, all at once (API-6).</summary>
    /// <returns>Whoever holds the address in any case of its letters: whether the case agrees is for the caller to ask (SI-1).</returns>
    public Task<Row<Login>?> FindAsync(string email, CancellationToken cancellationToken) =>
        Rows.FindAnyAsync(LoginKeys.RowOfAllVersions(hasher, email).Select(RowKey.Of), cancellationToken);

    /// <summary>Login and guesses of an address: one read for each hash key in use, all at once, whether there are any or not.</summary>
    internal async Task<Account> FindAccountAsync(string email, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(LoginKeys.RowOfAllVersions(hasher, email).Select(async key =>
        {
            var (login, guesses) = await Rows.FindWithAsync(RowKey.Of(key), Guesses, LoginKeys.Guesses(key).Row, cancellationToken);
            return new Account(key, login, guesses);
        }));
        return Array.Find(found, account => account.Login is not null) ?? Array.Find(found, account => account.Guesses is not null) ?? found[0];
    }

    /// <summary>A login by the key of its row.</summary>
    public Task<Row<Login>?> FindByKeyAsync(string key, CancellationToken cancellationToken) => Rows.FindAsync(RowKey.Of(key), cancellationToken);

    /// <returns>The login that holds the address then: with the same member id it is this one.</returns>
    public async Task<Added<Login>> AddAsync(Login login)
    {
        var earlier = LoginKeys.RowOfAllVersions(hasher, login.Email).Skip(1).Select(RowKey.Of);
        return await Rows.FindAnyAsync(earlier, CancellationToken.None) is { } holder
            ? new Added<Login>(holder, IsNew: false)
            : await Rows.AddAsync(RowKey.Of(LoginKeys.Row(hasher, login.Email)), login);
    }

    /// <summary>Changes a login that was read before, if it is still the same member's; its address may change in case only.</summary>
    public Task<Result<Row<Login>>> ChangeAsync(Row<Login> read, Func<Login, Result<Login>> decide) =>
        Rows.ChangeAsync(read, present => present?.MemberId == read.Value.MemberId ? decide(present) : Errors.NotAnyMore);

    /// <summary>Removes a login as long as the condition holds for it.</summary>
    /// <returns>False when it holds no more; a login that is gone counts as removed.</returns>
    public Task<bool> RemoveAsync(Row<Login> read, Predicate<Login> when) => Rows.DeleteAsync(read, when);

    /// <summary>Frees the address, if it is this member's.</summary>
    public Task RemoveAsync(string email, string memberId) =>
        Task.WhenAll(LoginKeys.RowOfAllVersions(hasher, email).Select(key => Rows.DeleteAsync(RowKey.Of(key), login => login.MemberId == memberId)));
}
