using Kencom.Core.Security;

namespace Kencom.Core.Inquiries;

/// <summary>Adds a further message of the person; a closed inquiry is open again then (INQ-2).</summary>
/// <remarks>Storage calls: the inquiry 2, the limit 1, the due entry 1, the change 1.</remarks>
public sealed class WriteBack(InquiryLinks links, InquiryStore inquiries, SubjectAllowances allowances, EndInquiries end, TimeProvider clock)
{
    public async Task<Result<InquiryMessage>> HandleAsync(string? token, string? text, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var message = InquiryTexts.Read(text, "text", "内容", InquiryTexts.LongestMessage, errors);
        if (errors.Any)
        {
            return Errors.ValidationFailed(errors);
        }

        var opened = await links.OpenThreadAsync(token, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        return await allowances.TakeAsync(Allowances.InquiryMessages, opened.Value.Number) is { } wait
            ? Errors.TooManyRequests(wait)
            : await AddAsync(opened.Value, message);
    }

    private async Task<Result<InquiryMessage>> AddAsync(Inquiry opened, string text)
    {
        var message = new InquiryMessage(Guid.NewGuid().ToString("N"), By: null, text, clock.GetUtcNow());
        await end.LookSoonAsync(opened.Number);
        var changed = await inquiries.ChangeAsync(
            opened.Number,
            inquiry => inquiry.LinkVersion == opened.LinkVersion ? new InquiryChange(inquiry.Reopened(message.At)) { Message = message } : Errors.LinkExpired);
        return changed.IsSuccess ? message : changed.Error;
    }
}
