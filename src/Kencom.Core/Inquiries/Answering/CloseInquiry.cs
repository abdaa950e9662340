using Kencom.Core.Security;

namespace Kencom.Core.Inquiries;

/// <summary>Closes an inquiry without an answer; why is kept as a note (INQ-2). A closed one stays as it is.</summary>
public sealed class CloseInquiry(AuditLog audit, InquiryStore inquiries, EndInquiries end, TimeProvider clock)
{
    /// <param name="version">The inquiry's version as it was read; null closes whatever happened since.</param>
    public async Task<Result<Done>> HandleAsync(StaffAct act, string number, string? reason, int? version, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var why = InquiryTexts.Read(reason, "reason", "理由", InquiryTexts.LongestMessage, errors);
        if (errors.Any)
        {
            return Errors.ValidationFailed(errors);
        }

        if (!InquiryNumber.IsNumber(number))
        {
            return Errors.NotFound;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(act.Entry("close-inquiry", number));
        await end.LookSoonAsync(number);
        var note = new InquiryNote(act.Who, why, clock.GetUtcNow());
        var closed = await inquiries.ChangeAsync(
            number,
            inquiry => inquiry.State == InquiryState.Closed ? new InquiryChange(inquiry)
                : version is not null && version != inquiry.Version ? Errors.ChangedMeanwhile
                : new InquiryChange(inquiry.Closed(note.At)) { Note = note });
        return closed.IsSuccess ? default(Done) : closed.Error;
    }
}
