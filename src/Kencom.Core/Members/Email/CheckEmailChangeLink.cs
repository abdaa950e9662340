using Kencom.Core.Accounts;
using Kencom.Core.Mail;

namespace Kencom.Core.Members;

/// <summary>Tells the page that a link to a new address opened how the link stands (SI-8). Changes nothing.</summary>
public sealed class CheckEmailChangeLink(AccountLinks links, LoginStore logins)
{
    public async Task<Result<MailedLinkState>> HandleAsync(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
        {
            return Errors.ValidationFailed("token", "リンクのトークンを指定してください。");
        }

        if (await links.FindAsync(LinkPurpose.EmailChange, token, cancellationToken) is not { } link)
        {
            return Errors.LinkInvalid;
        }

        return await ConfirmEmailChange.IsInterruptedAsync(link, logins, cancellationToken) ? MailedLinkState.Valid : link.State;
    }
}
