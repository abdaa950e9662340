using Kencom.Core.Security;

namespace Kencom.Core.Staff;

/// <param name="Cursor">Where the next page begins; null when there is none.</param>
public sealed record AuditPage(IReadOnlyList<AuditRecord> Entries, string? Cursor);

/// <summary>Reads what staff did, by day, person of staff and subject (STF-2), newest first; of today, where nothing is asked for.</summary>
/// <remarks>Storage calls: 1 a page.</remarks>
public sealed class ReadAuditLog(AuditLog audit)
{
    private const int PageSize = 100;

    public async Task<Result<AuditPage>> HandleAsync(AuditQuery query, string? cursor, CancellationToken cancellationToken)
    {
        if (cursor is not null && !AuditLog.IsPlace(cursor))
        {
            return Errors.ValidationFailed("cursor", "続きの位置が正しくありません。");
        }

        var page = await audit.ListAsync(query, cursor, cancellationToken).Take(PageSize + 1).ToListAsync(cancellationToken);
        return page.Count > PageSize ? new AuditPage(page[..PageSize], AuditLog.PlaceOf(page[PageSize - 1])) : new AuditPage(page, Cursor: null);
    }
}
