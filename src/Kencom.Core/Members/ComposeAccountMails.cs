using Kencom.Core.Accounts;
using Kencom.Core.Mail;
using Kencom.Core.Security;

namespace Kencom.Core.Members;

/// <summary>Composes the mail that tells an owner of many failures in a row (SI-10); for an unknown address there is nobody to tell.</summary>
public sealed class ComposeSignInWarningMail(MemberStore members, SubjectAllowances allowances) : IMailComposer
{
    public MailKind Kind => MailKind.SignInWarning;

    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        await members.FindAsync(order.SubjectId, cancellationToken) is { Email: { } email }
            ? new MailContent(email, AccountMails.ReadSignInWarning(order))
            : null;

    /// <summary>Anybody can have this mail sent to the address, so it is counted (ABU-1).</summary>
    public async Task<MailContent?> HandOverAsync(MailOrder order, MailContent content, CancellationToken cancellationToken) =>
        await allowances.TryTakeAsync(Allowances.Mails, EmailAddress.Fold(content.Recipient)) ? content : null;
}

/// <summary>Composes the mail that tells a member of a changed password (SI-8).</summary>
public sealed class ComposePasswordChangedMail(MemberStore members) : IMailComposer
{
    public MailKind Kind => MailKind.PasswordChanged;

    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        await members.FindAsync(order.SubjectId, cancellationToken) is { Email: { } email, LeavingSince: null }
            ? new MailContent(email, AccountMails.ReadPasswordChanged(order))
            : null;
}
