using Kencom.Core.Mail;
using Kencom.Core.Security;

namespace Kencom.Core.Members;

/// <summary>The mail with the login id (SI-7); about nobody when the card matched no member.</summary>
public sealed class ComposeLoginIdReminderMail(MemberStore members, SubjectAllowances allowances) : IMailComposer
{
    public MailKind Kind => MailKind.LoginIdReminder;

    public static MailOrder OrderFor(string? memberId) => new(Guid.NewGuid(), MailKind.LoginIdReminder, memberId ?? MailOrder.Nobody);

    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        await members.FindAsync(order.SubjectId, cancellationToken) is { Email: { } email }
            ? new MailContent(email, new LoginIdReminderMail(email))
            : null;

    /// <summary>Anybody can have this mail sent to the address, so it is counted; beyond the allowance it is left out, and the answer does not tell (ABU-1).</summary>
    public async Task<MailContent?> HandOverAsync(MailOrder order, MailContent content, CancellationToken cancellationToken) =>
        await allowances.TryTakeAsync(Allowances.Mails, EmailAddress.Fold(content.Recipient)) ? content : null;
}
