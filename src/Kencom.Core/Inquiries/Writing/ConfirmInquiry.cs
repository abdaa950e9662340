namespace Kencom.Core.Inquiries;

/// <summary>Completes the application for a new viewing code by its mail's link, once (CK-6).</summary>
/// <remarks>Storage calls: the inquiry 2, its change 1, the due entry 1.</remarks>
public sealed class ConfirmInquiry(InquiryLinks links, InquiryStore inquiries, EndInquiries end, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
        {
            return Errors.ValidationFailed("token", "リンクのトークンを指定してください。");
        }

        var opened = await links.OpenConfirmationAsync(token, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await end.LookSoonAsync(opened.Value.Number);
        var now = clock.GetUtcNow();
        var confirmed = await inquiries.ChangeAsync(
            opened.Value.Number,
            inquiry => inquiry.Application == ApplicationState.Unconfirmed ? new InquiryChange(inquiry.Reopened(now) with { ProvenAt = now }) : Errors.LinkExpired);
        return confirmed.IsSuccess ? default(Done) : confirmed.Error;
    }
}
