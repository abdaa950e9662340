using Kencom.Core.Mail;
using Kencom.Core.Members;

namespace Kencom.Core.Registrations;

/// <summary>The first mail to a new member (FIN-5).</summary>
public sealed class ComposeWelcomeMail(MemberStore members) : IMailComposer
{
    public MailKind Kind => MailKind.Welcome;

    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        (await members.FindAsync(order.SubjectId, cancellationToken))?.Email is { } email ? new MailContent(email, new WelcomeMail()) : null;
}
