using System.Text.Json.Serialization;
using Kencom.Core.Security;

namespace Kencom.Core.Inquiries;

/// <summary>Who wrote, as typed into the form (INQ-1).</summary>
public sealed record InquiryPerson(
    string KanaName, string Email, string InsurerName, DateOnly BirthDate, string? AppVersion, string? Phone, string? OsVersion, string? Browser)
{
    public override string ToString() => nameof(InquiryPerson);
}

/// <summary>A message of the thread.</summary>
/// <param name="By">Who of the staff answered; null for the person.</param>
public sealed record InquiryMessage(string Id, StaffMember? By, string Text, DateTimeOffset At)
{
    public override string ToString() => nameof(InquiryMessage);
}

/// <summary>What only staff see: a note for colleagues, or what somebody is writing.</summary>
public sealed record InquiryNote(StaffMember By, string Text, DateTimeOffset At)
{
    public override string ToString() => nameof(InquiryNote);
}

/// <summary>An inquiry with all that was written.</summary>
/// <param name="Messages">The oldest first, as are notes.</param>
/// <param name="Drafts">One for each person of staff who is writing: nobody's text is lost (INQ-2).</param>
public sealed record InquiryThread(
    Inquiry Inquiry, InquiryPerson Person, IReadOnlyList<InquiryMessage> Messages, IReadOnlyList<InquiryNote> Notes, IReadOnlyList<InquiryNote> Drafts)
{
    public override string ToString() => nameof(InquiryThread);
}

/// <summary>Something written, as it lies in its row: what a person typed is sealed, who of the staff wrote and when is not.</summary>
/// <param name="Id">A message's.</param>
/// <param name="Sealed">The bare text in UTF-8; of the person's values, JSON.</param>
internal sealed record InquiryContent(string? Id, StaffMember? By, DateTimeOffset At, string Sealed);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(Inquiry))]
[JsonSerializable(typeof(InquirySummary))]
[JsonSerializable(typeof(InquiryContent))]
[JsonSerializable(typeof(InquiryPerson))]
internal sealed partial class InquiryJson : JsonSerializerContext;
