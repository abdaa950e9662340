using Kencom.Core.Mail;

namespace Kencom.Core.Members;

/// <summary>The mail with the login id (SI-7); about nobody when the card matched no member.</summary>
public sealed class ComposeLoginIdReminderMail(MemberStore members) : IMailComposer
{
    public MailKind Kind => MailKind.LoginIdReminder;

    public static MailOrder OrderFor(string? memberId) => new(Guid.NewGuid(), MailKind.LoginIdReminder, memberId ?? MailOrder.Nobody);

    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        await members.FindAsync(order.SubjectId, cancellationToken) is { Email: { } email }
            ? new MailContent(email, new LoginIdReminderMail(email))
            : null;
}
