namespace Kencom.Core.Inquiries;

/// <param name="Cursor">Where the next page begins; null when there is none.</param>
public sealed record InquiryPage(IReadOnlyList<InquirySummary> Inquiries, string? Cursor);

/// <summary>Lists inquiries, newest activity first, in pages (INQ-2).</summary>
/// <remarks>Storage calls: 1.</remarks>
public sealed class ListInquiries(InquiryStore inquiries)
{
    public const int PageSize = 50;

    public async Task<Result<InquiryPage>> HandleAsync(InquiryView view, string staffId, string? cursor, CancellationToken cancellationToken)
    {
        if (cursor is not null && !InquiryKeys.IsPlace(cursor))
        {
            return Errors.ValidationFailed("cursor", "続きの位置が正しくありません。");
        }

        var page = await inquiries.ListAsync(view, staffId, cursor, PageSize + 1, cancellationToken);
        return page.Count > PageSize
            ? new InquiryPage([.. page.Take(PageSize)], InquiryKeys.PlaceIn(page[PageSize - 1]))
            : new InquiryPage(page, Cursor: null);
    }
}
