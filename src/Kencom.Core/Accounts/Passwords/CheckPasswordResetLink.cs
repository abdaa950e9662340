using Kencom.Core.Mail;

namespace Kencom.Core.Accounts;

/// <summary>Tells the page that a reset link opened how the link stands, so that nobody thinks up a password for a dead one. Changes nothing.</summary>
public sealed class CheckPasswordResetLink(AccountLinks links)
{
    public async Task<Result<MailedLinkState>> HandleAsync(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
        {
            return Errors.ValidationFailed("token", "リンクのトークンを指定してください。");
        }

        return await links.FindAsync(LinkPurpose.PasswordReset, token, cancellationToken) is { } link ? link.State : Errors.LinkInvalid;
    }
}
