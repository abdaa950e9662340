using System.Text.Json.Serialization;
using Kencom.Core.Inquiries;
using Kencom.Core.Security;
using Kencom.Functions.Staff;

namespace Kencom.Functions.Inquiries;

/// <summary>Who wrote a message.</summary>
internal enum InquiryWriter
{
    Person,
    Staff,
}

internal static class InquiryWriters
{
    public static InquiryWriter Of(InquiryMessage message) => message.By is null ? InquiryWriter.Person : InquiryWriter.Staff;
}

/// <summary>An inquiry as lists show it.</summary>
internal sealed record InquirySummaryAnswer(
    string Number,
    InquiryKind Kind,
    InquiryState State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Assignee,
    bool Mine,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt)
{
    public static InquirySummaryAnswer From(InquirySummary inquiry, StaffMember asking) => new(
        inquiry.Number, inquiry.Kind, inquiry.State, inquiry.Assignee?.Name, inquiry.Assignee?.Id == asking.Id, inquiry.CreatedAt, inquiry.ChangedAt);
}

internal sealed record StaffMessageAnswer(
    InquiryWriter From, string Text, DateTimeOffset At, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? By)
{
    public static StaffMessageAnswer Of(InquiryMessage message) => new(InquiryWriters.Of(message), message.Text, message.At, message.By?.Name);
}

internal sealed record NoteAnswer(string Text, DateTimeOffset At, string By)
{
    public static NoteAnswer Of(InquiryNote note) => new(note.Text, note.At, note.By.Name);
}

internal sealed record OpeningAnswer(string By, DateTimeOffset At);

internal sealed record DeviceAnswer(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? AppVersion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Phone,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? OsVersion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Browser);

/// <summary>An inquiry as support works on it (INQ-2).</summary>
internal sealed record InquiryAnswer(
    string Number,
    InquiryKind Kind,
    InquiryState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt,
    string KanaName,
    string Email,
    string InsurerName,
    DateOnly BirthDate,
    DeviceAnswer Device,
    IEnumerable<StaffMessageAnswer> Messages,
    IEnumerable<NoteAnswer> Notes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Assignee,
    bool Mine,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Draft,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? DraftAt,
    IEnumerable<NoteAnswer> OtherDrafts,
    IEnumerable<OpeningAnswer> OpenedBy,
    IEnumerable<StaffMailAnswer> Mails,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? MemberId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ApplicationState? Application)
{
    /// <summary>How long a colleague who opened an inquiry is shown as one who has it open.</summary>
    private static readonly TimeSpan OpenFor = TimeSpan.FromMinutes(30);

    public static InquiryAnswer From(ShownInquiry shown, StaffMember asking, DateTimeOffset now)
    {
        var thread = shown.Thread;
        var (inquiry, person) = (thread.Inquiry, thread.Person);
        var own = thread.Drafts.FirstOrDefault(draft => draft.By.Id == asking.Id);
        return new InquiryAnswer(
            inquiry.Number,
            inquiry.Kind,
            inquiry.State,
            inquiry.CreatedAt,
            inquiry.ChangedAt,
            person.KanaName,
            person.Email,
            person.InsurerName,
            person.BirthDate,
            new DeviceAnswer(person.AppVersion, person.Phone, person.OsVersion, person.Browser),
            thread.Messages.Select(StaffMessageAnswer.Of),
            thread.Notes.Select(NoteAnswer.Of),
            inquiry.Assignee?.Name,
            inquiry.Assignee?.Id == asking.Id,
            own?.Text,
            own?.At,
            thread.Drafts.Where(draft => draft.By.Id != asking.Id).Select(NoteAnswer.Of),
            inquiry.Openings.Where(opening => opening.Who.Id != asking.Id && now - opening.At < OpenFor).Select(opening => new OpeningAnswer(opening.Who.Name, opening.At)),
            shown.Mails.Select(StaffMailAnswer.Of),
            inquiry.MemberId,
            inquiry.Application);
    }
}
