using Kencom.Core.Checkups.ViewingCodes;
using Kencom.Core.Inquiries;
using Kencom.Core.Security;

namespace Kencom.Core.Staff;

/// <summary>
/// Has a new viewing code made for the member named in a confirmed application, once (CK-6). That it is being made is written first: a request that was interrupted can be
/// repeated, and makes the same code.
/// </summary>
public sealed class ReissueCode(AuditLog audit, InquiryStore inquiries, ReissueViewingCode reissue, TimeProvider clock)
{
    /// <summary>After which a reissue that was begun and not finished was interrupted.</summary>
    private static readonly TimeSpan TakesAtMost = TimeSpan.FromMinutes(2);

    /// <returns>The print file that the code is in; a conflict where the inquiry is no confirmed application of this member, or has its code already.</returns>
    public async Task<Result<string>> HandleAsync(StaffAct act, string? memberId, string? inquiryNumber, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        errors.Require(memberId is not null && MembersForStaff.IsId(memberId), "memberId", "会員のIDを指定してください。");
        errors.Require(inquiryNumber is not null && InquiryNumber.IsNumber(inquiryNumber), "inquiryNumber", "受付番号を指定してください。");
        if (errors.Any)
        {
            return Errors.ValidationFailed(errors);
        }

        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(act.Entry("reissue-viewing-code", memberId!));
        var now = clock.GetUtcNow();
        var begun = await inquiries.ChangeAsync(
            inquiryNumber!,
            inquiry => IsFor(inquiry, memberId!) && !(now - inquiry.Reissue?.At < TakesAtMost)
                ? new InquiryChange(inquiry with { Reissue = new Reissue(now, PrintFileId: null) })
                : Errors.Conflict);
        if (!begun.IsSuccess)
        {
            return begun.Error;
        }

        var made = await reissue.HandleAsync(new ReissueViewingCodeCommand(memberId!, inquiryNumber!), CancellationToken.None);
        if (!made.IsSuccess)
        {
            return made.Error;
        }

        var done = await inquiries.ChangeAsync(
            inquiryNumber!,
            inquiry => IsFor(inquiry, memberId!)
                ? new InquiryChange(inquiry with { Reissue = new Reissue(now, made.Value), Version = inquiry.Version + 1 })
                : Errors.Conflict);
        return done.IsSuccess ? made.Value : done.Error;
    }

    private static bool IsFor(Inquiry inquiry, string memberId) => inquiry.Application == ApplicationState.Confirmed && inquiry.MemberId == memberId;
}
