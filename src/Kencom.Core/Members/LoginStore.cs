using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Members;

/// <summary>The logins: one row an address, which is what makes an address unique (FIN-2).</summary>
public sealed class LoginStore(TableServiceClient tables, KeyedHasher hasher)
{
    private readonly TableClient table = tables.GetTableClient(TableNames.Logins);

    /// <summary>One read; after a change of the hash key also rows made under an earlier one are found, at one more read each.</summary>
    /// <returns>Whoever holds the address in any case of its letters: whether the case agrees is for the caller to ask (SI-1).</returns>
    public async Task<Login?> FindAsync(string email, CancellationToken cancellationToken)
    {
        foreach (var key in MemberKeys.LoginOfAllVersions(hasher, email))
        {
            if (await table.FindAsync<LoginEntity>(key, cancellationToken) is { } entity)
            {
                return entity.ToLogin();
            }
        }

        return null;
    }

    /// <returns>Null when the login was added, else the login that holds the address: with the same member id it is ours already.</returns>
    public async Task<Login?> AddAsync(Login login, CancellationToken cancellationToken)
    {
        foreach (var earlier in MemberKeys.LoginOfAllVersions(hasher, login.Email).Skip(1))
        {
            if (await table.FindAsync<LoginEntity>(earlier, cancellationToken) is { } holder)
            {
                return holder.ToLogin();
            }
        }

        var existing = await table.AddOrFindAsync(LoginEntity.From(login, MemberKeys.Login(hasher, login.Email)), cancellationToken);
        return existing?.ToLogin();
    }

    /// <summary>Writes a login that was read before; its address may differ from the stored one in case only.</summary>
    /// <returns>False when it was changed or removed since.</returns>
    public Task<bool> TryReplaceAsync(Login login, CancellationToken cancellationToken) =>
        table.TryReplaceAsync(LoginEntity.From(login, login.StoredKey ?? throw new ArgumentException("The login was not read from the store.", nameof(login))), cancellationToken);

    /// <returns>False when it was changed since it was read; a login that is gone counts as removed.</returns>
    public Task<bool> TryRemoveAsync(Login login, CancellationToken cancellationToken) =>
        table.TryDeleteAsync(LoginEntity.From(login, login.StoredKey ?? throw new ArgumentException("The login was not read from the store.", nameof(login))), cancellationToken);

    /// <summary>Frees the address, if it is this member's.</summary>
    public async Task RemoveAsync(string email, string memberId, CancellationToken cancellationToken)
    {
        foreach (var key in MemberKeys.LoginOfAllVersions(hasher, email))
        {
            LoginEntity? entity;
            do
            {
                entity = await table.FindAsync<LoginEntity>(key, cancellationToken);
            }
            while (entity?.MemberId == memberId && !await table.TryDeleteAsync(entity, cancellationToken));
        }
    }
}
