using Kencom.Core.Mail;

namespace Kencom.Core.Accounts;

/// <summary>Tells the page that a reset link opened how the link stands, so that nobody thinks up a password for a dead one. Changes nothing.</summary>
/// <remarks>Storage calls: 1, for a link that may still work 2.</remarks>
public sealed class CheckPasswordResetLink(MailedLinks links, PasswordResetLogins resetLogins)
{
    public async Task<Result<MailedLinkState>> HandleAsync(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
        {
            return Errors.ValidationFailed("token", "リンクのトークンを指定してください。");
        }

        if (await links.FindByTokenAsync(LinkPurpose.PasswordReset, token, cancellationToken) is not { } link)
        {
            return Errors.LinkInvalid;
        }

        return links.StateOf(link)
            ?? (await resetLogins.FindAsync(link, cancellationToken) is null ? MailedLinkState.Replaced : MailedLinkState.Valid);
    }
}
