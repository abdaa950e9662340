using Kencom.Core.Mail;
using Kencom.Core.Storage;

namespace Kencom.Core.Accounts;

/// <summary>A mailed link that concerns an account, as it stands now.</summary>
/// <param name="Login">What it speaks for; null unless it is valid.</param>
public sealed record AccountLink(MailedLink Link, MailedLinkState State, Row<Login>? Login)
{
    /// <summary>Keeps payload and address out of logs.</summary>
    public override string ToString() => State.ToString();
}

/// <summary>
/// The one check of mailed links that concern an account, whatever they are for (SI-6, SI-8): a link rests on the account as it was when it was asked for, and ends with
/// any change of its password or address. Of links to a new address, the latest one counts.
/// </summary>
/// <remarks>Storage calls: 1, for a link that may still work 2.</remarks>
public sealed class AccountLinks(MailedLinks links, LoginStore logins)
{
    /// <summary>What a link rests on that is asked for now.</summary>
    public static LinkBasis BasisOf(Row<Login> login) => new(login.Key.Partition, login.Value.Version);

    /// <returns>Null when the token never was a link, or is long gone.</returns>
    public async Task<AccountLink?> FindAsync(LinkPurpose purpose, string token, CancellationToken cancellationToken) =>
        await links.FindByTokenAsync(purpose, token, cancellationToken) is { } link ? await JudgeAsync(link, cancellationToken) : null;

    /// <summary>The link by its id, for who sends its mail.</summary>
    public async Task<AccountLink?> FindByIdAsync(LinkPurpose purpose, string linkId, CancellationToken cancellationToken) =>
        await links.FindByIdAsync(purpose, linkId, cancellationToken) is { SubjectId: not null } link ? await JudgeAsync(link, cancellationToken) : null;

    private async Task<AccountLink> JudgeAsync(MailedLink link, CancellationToken cancellationToken)
    {
        if (links.StateOf(link) is { } over)
        {
            return new AccountLink(link, over, Login: null);
        }

        var login = link.RestsOn is { } basis ? await logins.FindByKeyAsync(basis.AccountKey, cancellationToken) : null;
        return login is not null && Stands(link, login.Value)
            ? new AccountLink(link, MailedLinkState.Valid, login)
            : new AccountLink(link, MailedLinkState.Replaced, Login: null);
    }

    private static bool Stands(MailedLink link, Login login) =>
        login.MemberId == link.SubjectId
        && login.Version == link.RestsOn!.Version
        && (link.Purpose != LinkPurpose.EmailChange || login.EmailChangeLinkId == link.Id);
}
