using Kencom.Core.Mail;

namespace Kencom.Core.Inquiries;

/// <summary>The mail of an answer (INQ-2). Its text lies sealed with the inquiry alone, and is looked up when the mail has its turn.</summary>
public sealed class ComposeInquiryAnswer(InquiryStore inquiries, InquiryLinks links) : IMailComposer
{
    public MailKind Kind => MailKind.InquiryAnswer;

    public async Task<MailContent?> ComposeAsync(MailOrder order, CancellationToken cancellationToken) =>
        await inquiries.ReadAsync(order.SubjectId, cancellationToken) is { } thread
        && thread.Messages.FirstOrDefault(message => message.Id == order.Values![InquiryMails.MessageId]) is { } answer
            ? new MailContent(thread.Person.Email, new InquiryAnswerMail(thread.Inquiry.Number, answer.Text, links.ThreadToken(thread.Inquiry)))
            : null;
}
