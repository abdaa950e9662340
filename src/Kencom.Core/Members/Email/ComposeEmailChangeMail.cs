using Kencom.Core.Accounts;
using Kencom.Core.Mail;

namespace Kencom.Core.Members;

/// <summary>The mail to a new address, with the link that proves it (SI-8).</summary>
public sealed class ComposeEmailChangeMail(AccountLinks links, MailedLinks mailed, LoginStore logins) : IMailComposer
{
    private const string LinkId = "link";

    public MailKind Kind => MailKind.EmailChange;

    public static MailOrder OrderFor(MailedLink link) => new(
        Guid.NewGuid(), MailKind.EmailChange, link.SubjectId!, new Dictionary<string, string>(StringComparer.Ordinal) { [LinkId] = link.Id });

    /// <summary>A mail whose link has ended while it waited is not sent, nor one to an address that is another member's.</summary>
    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken)
    {
        if (await links.FindByIdAsync(LinkPurpose.EmailChange, order.Values![LinkId], cancellationToken) is not { State: MailedLinkState.Valid, Link: var link })
        {
            return null;
        }

        var address = EmailChange.FromPayload(link.Payload!).To;
        var holder = await logins.FindAsync(address, cancellationToken);
        return holder is null || holder.Value.MemberId == link.SubjectId
            ? new MailContent(address, new EmailChangeMail(mailed.SpelledOut(link)))
            : null;
    }
}
