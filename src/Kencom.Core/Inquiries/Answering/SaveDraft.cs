using Kencom.Core.Security;

namespace Kencom.Core.Inquiries;

/// <summary>
/// Keeps what somebody of the staff is writing (INQ-2), each their own, so that nobody's text is lost. It needs no reason, since who has opened the inquiry gave one
/// (STF-2); who has not opened it is asked for one.
/// </summary>
/// <remarks>Storage calls: 2.</remarks>
public sealed class SaveDraft(InquiryStore inquiries, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(StaffMember who, string number, string? text, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var draft = InquiryTexts.ReadOptional(text, "text", "下書き", InquiryTexts.LongestAnswer, errors);
        if (errors.Any)
        {
            return Errors.ValidationFailed(errors);
        }

        if (await inquiries.FindAsync(number, cancellationToken) is not { } inquiry)
        {
            return Errors.NotFound;
        }

        if (!inquiry.Openings.Any(opening => opening.Who.Id == who.Id))
        {
            return Errors.AuditReasonMissing;
        }

        await inquiries.SaveDraftAsync(number, new InquiryNote(who, draft ?? "", clock.GetUtcNow()));
        return default(Done);
    }
}
