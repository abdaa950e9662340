using Kencom.Core.Accounts;
using Kencom.Core.Mail;

namespace Kencom.Core.Members;

/// <summary>The mail to a new address, with the link that proves it (SI-8).</summary>
public sealed class ComposeEmailChangeMail(MailedLinks links, LoginStore logins) : IMailComposer
{
    private const string LinkId = "link";

    public MailKind Kind => MailKind.EmailChange;

    public static MailOrder OrderFor(MailedLink link) => new(
        Guid.NewGuid(), MailKind.EmailChange, link.SubjectId!, new Dictionary<string, string>(StringComparer.Ordinal) { [LinkId] = link.Id });

    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken)
    {
        if (await links.FindByIdAsync(LinkPurpose.EmailChange, order.Values![LinkId], cancellationToken) is not { Payload: { } payload } link)
        {
            return null;
        }

        var address = EmailChange.FromPayload(payload).To;
        var holder = await logins.FindAsync(address, cancellationToken);
        return holder is null || holder.Value.MemberId == link.SubjectId
            ? new MailContent(address, new EmailChangeMail(links.SpelledOut(link)))
            : null;
    }
}
