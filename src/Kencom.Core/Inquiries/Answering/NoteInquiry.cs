using Kencom.Core.Security;

namespace Kencom.Core.Inquiries;

/// <summary>Adds a note for colleagues, to a closed inquiry too; the person never sees it (INQ-2).</summary>
public sealed class NoteInquiry(AuditLog audit, InquiryStore inquiries, TimeProvider clock)
{
    public async Task<Result<InquiryNote>> HandleAsync(StaffAct act, string number, string? text, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var masked = InquiryTexts.Read(text, "text", "メモ", InquiryTexts.LongestMessage, errors);
        if (errors.Any)
        {
            return Errors.ValidationFailed(errors);
        }

        if (!InquiryNumber.IsNumber(number))
        {
            return Errors.NotFound;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(act.Entry("note-inquiry", number));
        var note = new InquiryNote(act.Who, masked, clock.GetUtcNow());
        var noted = await inquiries.ChangeAsync(number, inquiry => new InquiryChange(inquiry with { Version = inquiry.Version + 1 }) { Note = note });
        return noted.IsSuccess ? note : noted.Error;
    }
}
