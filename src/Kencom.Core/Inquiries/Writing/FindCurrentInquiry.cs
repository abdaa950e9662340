namespace Kencom.Core.Inquiries;

/// <summary>The inquiry that a mail's link opens: its thread, and nothing of what was typed beside it (INQ-2).</summary>
/// <remarks>Storage calls: 3.</remarks>
public sealed class FindCurrentInquiry(InquiryLinks links, InquiryStore inquiries)
{
    public async Task<Result<InquiryThread>> HandleAsync(string? token, CancellationToken cancellationToken)
    {
        var opened = await links.OpenThreadAsync(token, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        return await inquiries.ReadAsync(opened.Value.Number, cancellationToken) is { } thread ? thread : Errors.InquiryLinkInvalid;
    }
}
