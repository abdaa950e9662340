using Kencom.Core.Security;

namespace Kencom.Core.Inquiries;

/// <summary>Takes an inquiry, from a colleague too, or lays it down (INQ-2).</summary>
public sealed class AssignInquiry(AuditLog audit, InquiryStore inquiries)
{
    /// <param name="toMe">Whether who asks takes it; else nobody has it.</param>
    public async Task<Result<Done>> HandleAsync(StaffAct act, string number, bool toMe, CancellationToken cancellationToken)
    {
        if (!InquiryNumber.IsNumber(number))
        {
            return Errors.NotFound;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(act.Entry(toMe ? "take-inquiry" : "lay-down-inquiry", number));
        var assignee = toMe ? act.Who : null;
        var changed = await inquiries.ChangeAsync(
            number,
            inquiry => inquiry.State == InquiryState.Closed ? Errors.InquiryClosed
                : inquiry.Assignee == assignee ? new InquiryChange(inquiry)
                : new InquiryChange(inquiry with { Assignee = assignee, Version = inquiry.Version + 1 }));
        return changed.IsSuccess ? default(Done) : changed.Error;
    }
}
