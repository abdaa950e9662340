using Kencom.Core.Mail;

namespace Kencom.Core.Accounts;

/// <summary>Composes the mail with the link to a new password (SI-6).</summary>
public sealed class ComposePasswordResetMail(AccountLinks links, MailedLinks mailed) : IMailComposer
{
    private const string LinkId = "link";

    public MailKind Kind => MailKind.PasswordReset;

    /// <summary>A link that leads nowhere has a mail too, about nobody.</summary>
    public static MailOrder OrderFor(MailedLink link) => new(
        Guid.NewGuid(),
        MailKind.PasswordReset,
        link.SubjectId ?? MailOrder.Nobody,
        new Dictionary<string, string>(StringComparer.Ordinal) { [LinkId] = link.Id });

    /// <summary>To the address as the member registered it, whatever case it was asked for in.</summary>
    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        await links.FindByIdAsync(LinkPurpose.PasswordReset, order.Values![LinkId], cancellationToken) is { Login: { } login, Link: var link }
            ? new MailContent(login.Value.Email, new PasswordResetMail(mailed.SpelledOut(link)))
            : null;
}
