using System.Globalization;
using Kencom.Core.Storage;

namespace Kencom.Core.Inquiries;

/// <summary>Which inquiries a list shows (INQ-2).</summary>
public enum InquiryView
{
    /// <summary>Those that are not closed.</summary>
    Open,

    /// <summary>Those that one has taken and that are not closed.</summary>
    Mine,
    All,
}

/// <summary>
/// The keys of the table Inquiries: a wire format. All rows lie in one partition, so that an inquiry, its texts and its places in the lists change together or not
/// at all. That partition bears 2,000 writes a second; support's work never comes near.
/// </summary>
internal static class InquiryKeys
{
    public const string Partition = "inquiries";

    public static RowKey Head(string number) => new(Partition, $"head-{number}");

    public static RowKey Person(string number) => new(Partition, $"{ContentPrefix(number)}person");

    public static RowKey Message(string number, InquiryMessage message) => new(Partition, $"{MessagePrefix(number)}{Ticks(message.At)}-{message.Id}");

    public static RowKey Note(string number, InquiryNote note, string id) => new(Partition, $"{NotePrefix(number)}{Ticks(note.At)}-{id}");

    public static RowKey Draft(string number, string staffId) => new(Partition, $"{DraftPrefix(number)}{staffId}");

    public static RowRange Content(string number) => RowRange.Prefix(Partition, ContentPrefix(number));

    public static string MessagePrefix(string number) => $"{ContentPrefix(number)}message-";

    public static string NotePrefix(string number) => $"{ContentPrefix(number)}note-";

    public static string DraftPrefix(string number) => $"{ContentPrefix(number)}draft-";

    /// <summary>The places in the lists that an inquiry has.</summary>
    public static IEnumerable<RowKey> Places(Inquiry? inquiry)
    {
        if (inquiry is null)
        {
            yield break;
        }

        yield return Place(List(InquiryView.All, null), inquiry);
        if (inquiry.ApplicantId is { } memberId)
        {
            yield return new RowKey(Partition, $"{MemberPrefix(memberId)}{inquiry.Number}");
        }

        if (inquiry.State == InquiryState.Closed)
        {
            yield break;
        }

        yield return Place(List(InquiryView.Open, null), inquiry);
        if (inquiry.Assignee is { } assignee)
        {
            yield return Place(List(InquiryView.Mine, assignee.Id), inquiry);
        }

        if (inquiry.WaitingSince is { } since)
        {
            yield return new RowKey(Partition, $"{WaitingPrefix}{Ticks(since)}-{inquiry.Number}");
        }
    }

    /// <summary>A page of a list, newest activity first.</summary>
    /// <param name="after">The place of the last row of the page before.</param>
    public static RowRange Page(InquiryView view, string staffId, string? after)
    {
        var list = List(view, staffId);
        return RowRange.Rows(Partition, after is null ? list : $"{list}{after}~", RowRange.After(list));
    }

    /// <summary>Where a row stands in its list: what a cursor says.</summary>
    public static string PlaceIn(InquirySummary inquiry) => $"{Backwards(inquiry.ChangedAt)}-{inquiry.Number}";

    public static bool IsPlace(string text) =>
        text.Length == 20 + InquiryNumber.Length && text.AsSpan(0, 19).IndexOfAnyExceptInRange('0', '9') < 0 && text[19] == '-' && InquiryNumber.IsNumber(text[20..]);

    /// <summary>Those that wait for an answer since before an instant.</summary>
    public static RowRange WaitingSinceBefore(DateTimeOffset instant) => RowRange.Rows(Partition, WaitingPrefix, $"{WaitingPrefix}{Ticks(instant)}");

    public static RowRange OfMember(string memberId) => RowRange.Prefix(Partition, MemberPrefix(memberId));

    private const string WaitingPrefix = "waiting-";

    private static string ContentPrefix(string number) => $"content-{number}-";

    private static string MemberPrefix(string memberId) => $"member-{memberId}-";

    private static RowKey Place(string list, Inquiry inquiry) => new(Partition, list + PlaceIn(InquirySummary.Of(inquiry)));

    private static string List(InquiryView view, string? staffId) => view switch
    {
        InquiryView.All => "all-",
        InquiryView.Open => "open-",
        _ => $"mine-{staffId}-",
    };

    private static string Ticks(DateTimeOffset at) => at.UtcTicks.ToString("d19", CultureInfo.InvariantCulture);

    /// <summary>Later instants sort first.</summary>
    private static string Backwards(DateTimeOffset at) => (DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks).ToString("d19", CultureInfo.InvariantCulture);
}
