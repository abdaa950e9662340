using Kencom.Core.Mail;

namespace Kencom.Core.Inquiries;

/// <summary>
/// The mail with the inquiry's number (INQ-1), for an application that is to be confirmed with the link that does (CK-6). It repeats nothing that was typed: the
/// address may be somebody else's.
/// </summary>
public sealed class ComposeInquiryReceived(InquiryStore inquiries, InquiryLinks links) : IMailComposer
{
    public MailKind Kind => MailKind.InquiryReceived;

    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken)
    {
        if (await inquiries.FindAsync(order.SubjectId, cancellationToken) is not { } inquiry
            || await inquiries.FindPersonAsync(order.SubjectId, cancellationToken) is not { } person)
        {
            return null;
        }

        var thread = links.ThreadToken(inquiry);
        return new MailContent(
            person.Email,
            inquiry.Application == ApplicationState.Unconfirmed
                ? new ViewingCodeRequestMail(inquiry.Number, ConfirmationOf(inquiry), thread)
                : new InquiryReceivedMail(inquiry.Number, inquiry.CreatedAt, AnswerHours.NextDay(inquiry.CreatedAt), thread));
    }

    private MailLink ConfirmationOf(Inquiry inquiry)
    {
        var until = links.ConfirmableUntil(inquiry);
        return new MailLink(links.ConfirmationToken(inquiry), until - inquiry.CreatedAt, until);
    }
}
