using Kencom.Core.Mail;
using Kencom.Core.Security;

namespace Kencom.Core.Inquiries;

/// <param name="Close">Whether nothing more is expected.</param>
/// <param name="Version">The inquiry's version as it was read; null answers whatever happened since.</param>
public sealed record AnswerInquiryCommand(StaffAct Act, string Number, string? Text, bool Close, int? Version);

/// <summary>Answers by mail, from the queue (INQ-2). The answer and the new state are one write; what was drafted ends after it.</summary>
/// <remarks>Storage calls: the audit log 3, the due entry 1, the inquiry 2, the draft 1, the mail 3.</remarks>
public sealed class AnswerInquiry(AuditLog audit, InquiryStore inquiries, EndInquiries end, MailOutbox mails, KeyedHasher hasher, TimeProvider clock)
{
    public async Task<Result<InquiryMessage>> HandleAsync(AnswerInquiryCommand command, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var text = InquiryTexts.Read(command.Text, "text", "回答", InquiryTexts.LongestAnswer, errors);
        if (errors.Any)
        {
            return Errors.ValidationFailed(errors);
        }

        if (!InquiryNumber.IsNumber(command.Number))
        {
            return Errors.NotFound;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(command.Act.Entry("answer-inquiry", command.Number));
        await end.LookSoonAsync(command.Number);
        var message = new InquiryMessage(Guid.NewGuid().ToString("N"), command.Act.Who, text, clock.GetUtcNow());
        var answered = await inquiries.ChangeAsync(command.Number, inquiry => Answer(inquiry, message, command));
        if (!answered.IsSuccess)
        {
            return answered.Error;
        }

        await mails.QueueAsync(InquiryMails.Answer(hasher, answered.Value, message.Id));
        return message;
    }

    private static Result<InquiryChange> Answer(Inquiry inquiry, InquiryMessage message, AnswerInquiryCommand command)
    {
        if (inquiry.State == InquiryState.Closed)
        {
            return Errors.InquiryClosed;
        }

        if (command.Version is { } version && version != inquiry.Version)
        {
            return Errors.ChangedMeanwhile;
        }

        var answered = inquiry.Changed(message.At) with
        {
            State = InquiryState.Answered,
            WaitingSince = null,
            LinkVersion = inquiry.LinkVersion + 1,
            Unmailed = inquiry.Unmailed.Add(message.Id),
        };
        return new InquiryChange(command.Close ? answered.Closed(message.At) : answered) { Message = message, EndsDraftOf = command.Act.Who.Id };
    }
}
