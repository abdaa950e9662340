using Kencom.Core.Insurers;
using Kencom.Core.Mail;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Checkups.PrintFiles;

/// <summary>Mails the link to a print file to the registered contact of its insurer or group, never to who asks for it (FILE-4).</summary>
public sealed class MailPrintFileLink(PrintFileStore files, PrintFileContacts contacts, MailedLinks links, MailOutbox mails, AuditLog audit, IOptions<CheckupOptions> options)
{
    /// <returns>When the link ends.</returns>
    public async Task<Result<DateTimeOffset>> HandleAsync(StaffMember who, string id, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(id, cancellationToken) is not { } file)
        {
            return Errors.NotFound;
        }

        if (await contacts.FindAsync(file.Owner, cancellationToken) is null)
        {
            return Errors.ContactMissing;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(new AuditEntry(who, "mail-print-file-link", id, Reason: null));
        var link = await links.IssueAsync(LinkPurpose.PrintFile, id, payload: null, options.Value.PrintLinkValidFor);
        var changed = await files.ChangeAsync(id, present => present with { LinkId = link.Id, OpeningsOfLink = 0 });
        if (!changed.IsSuccess)
        {
            return changed.Error;
        }

        await mails.QueueAsync(ComposePrintFileMail.OrderFor(link));
        return link.ExpiresAt;
    }
}

/// <summary>The mail with it.</summary>
public sealed class ComposePrintFileMail(MailedLinks links, PrintFileStore files, PrintFileContacts contacts) : IMailComposer
{
    private const string LinkId = "link";

    public MailKind Kind => MailKind.PrintFile;

    public static MailOrder OrderFor(MailedLink link) => new(
        Guid.NewGuid(), MailKind.PrintFile, link.SubjectId!, new Dictionary<string, string>(StringComparer.Ordinal) { [LinkId] = link.Id });

    /// <returns>Null when the file is gone, or a newer link has been mailed.</returns>
    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        await links.FindByIdAsync(LinkPurpose.PrintFile, order.Values![LinkId], cancellationToken) is { } link
        && await files.FindAsync(order.SubjectId, cancellationToken) is { } file && file.LinkId == link.Id
        && await contacts.FindAsync(file.Owner, cancellationToken) is { } address
            ? new MailContent(address, new PrintFileMail(links.SpelledOut(link), file.Rows))
            : null;
}

/// <summary>Whom an insurer or group has registered to receive links.</summary>
public sealed class PrintFileContacts(InsurerStore insurers)
{
    public async Task<string?> FindAsync(string owner, CancellationToken cancellationToken) =>
        owner.Any(char.IsAsciiLetter)
            ? (await insurers.FindGroupAsync(owner, cancellationToken))?.ContactEmail
            : (await insurers.ReadAsync(owner, cancellationToken))?.ContactEmail;
}
