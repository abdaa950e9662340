using System.Globalization;
using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Storage;

namespace Kencom.Core.Accounts;

/// <summary>The mail with the link to a new password (SI-6).</summary>
public sealed class PasswordResetLink(MailedLinks links, MemberStore members) : IMailComposer
{
    private const string LinkId = "link";

    public MailKind Kind => MailKind.PasswordReset;

    /// <summary>What a link holds on to: it ends with the password that it was asked for, and with the address, so that nobody opens it who still reads the former one.</summary>
    internal static string PayloadFor(Row<Login> login) =>
        string.Create(CultureInfo.InvariantCulture, $"{login.Value.PasswordVersion} {login.Key.Partition}");

    /// <summary>A link that leads nowhere has a mail too, about nobody.</summary>
    public static MailOrder OrderFor(MailedLink link) => new(
        Guid.NewGuid(),
        MailKind.PasswordReset,
        link.SubjectId ?? MailOrder.Nobody,
        new Dictionary<string, string>(StringComparer.Ordinal) { [LinkId] = link.Id });

    /// <summary>To the address as the member registered it, whatever case it was asked for in.</summary>
    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        await links.FindByIdAsync(LinkPurpose.PasswordReset, order.Values![LinkId], cancellationToken) is { SubjectId: { } memberId, UsedAt: null } link
        && await members.FindAsync(memberId, cancellationToken) is { Email: { } email }
            ? new MailContent(email, new PasswordResetMail(links.SpelledOut(link)))
            : null;
}
