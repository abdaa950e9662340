using System.Collections.Immutable;
using Kencom.Core.Security;

namespace Kencom.Core.Inquiries;

/// <summary>What an inquiry is about (INQ-1). The names are stored: a wire format.</summary>
public enum InquiryKind
{
    Registration = 1,
    SignIn = 2,

    /// <summary>A lost code: such an inquiry is an application for a new one (CK-6).</summary>
    ViewingCode = 3,
    Checkups = 4,
    Insurance = 5,
    App = 6,
    PersonalData = 7,
    Other = 8,
}

/// <summary>How an inquiry stands (INQ-2). The names are stored: a wire format.</summary>
public enum InquiryState
{
    /// <summary>An application whose link nobody has followed yet (CK-6).</summary>
    Unconfirmed = 1,

    /// <summary>It is support's turn.</summary>
    Open = 2,

    /// <summary>It is the person's turn.</summary>
    Answered = 3,
    Closed = 4,
}

/// <summary>How an application for a new viewing code stands (CK-6).</summary>
public enum ApplicationState
{
    Unconfirmed,
    Confirmed,
    Reissued,
}

/// <summary>Who of the staff had an inquiry open, and when last: two who work on one see each other (INQ-2).</summary>
public sealed record InquiryOpening(StaffMember Who, DateTimeOffset At);

/// <summary>A reissue of a viewing code that is under way for an application (CK-6).</summary>
/// <param name="PrintFileId">Null until it is in a print file.</param>
public sealed record Reissue(DateTimeOffset At, string? PrintFileId);

/// <summary>
/// An inquiry without anything that a person wrote: what lists, states and links go by. The person's values and the texts are sealed rows of their own
/// (<see cref="InquiryStore"/>).
/// </summary>
public sealed record Inquiry
{
    /// <summary>Ten capital letters and digits that cannot be mistaken for each other; <see cref="InquiryNumber"/>.</summary>
    public required string Number { get; init; }

    public required InquiryKind Kind { get; init; }

    public required InquiryState State { get; init; }

    /// <summary>The member of staff who has taken it.</summary>
    public StaffMember? Assignee { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When last something happened that lists go by: a message, an answer, a new state.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Since when the person waits for an answer; null when they do not.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Raised with each mail that carries a link: a newer link ends the former (INQ-2).</summary>
    public int LinkVersion { get; init; } = 1;

    /// <summary>The hash key that its links are derived by.</summary>
    public required int HashVersion { get; init; }

    /// <summary>The member whose address, name and birth date were typed, whoever typed them. Shown to nobody before it is proven.</summary>
    public string? ApplicantId { get; init; }

    /// <summary>When it was proven that the applicant wrote: at once when signed in, else by the mail's link (CK-6).</summary>
    public DateTimeOffset? ProvenAt { get; init; }

    public Reissue? Reissue { get; init; }

    /// <summary>Messages whose mails may not have been ordered yet: the process may have died in between. "received" stands for the first one.</summary>
    public ImmutableArray<string> Unmailed { get; init; } = [];

    public ImmutableArray<InquiryOpening> Openings { get; init; } = [];

    /// <summary>Raised by whatever another person of staff should see before answering.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Set when its member left while it was open (INQ-2).</summary>
    public bool GoesWhenClosed { get; init; }

    /// <summary>The member whose inquiry it is, proven.</summary>
    public string? MemberId => ProvenAt is null ? null : ApplicantId;

    public ApplicationState? Application =>
        Kind != InquiryKind.ViewingCode || ApplicantId is null ? null
        : ProvenAt is null ? ApplicationState.Unconfirmed
        : Reissue?.PrintFileId is null ? ApplicationState.Confirmed
        : ApplicationState.Reissued;

    internal Inquiry Changed(DateTimeOffset now) => this with { ChangedAt = now, Version = Version + 1 };

    /// <summary>The person has written, or has proven who they are: it is support's turn.</summary>
    internal Inquiry Reopened(DateTimeOffset now) => Changed(now) with { State = InquiryState.Open, WaitingSince = WaitingSince ?? now, ClosedAt = null };

    internal Inquiry Closed(DateTimeOffset now) =>
        State == InquiryState.Closed ? this : Changed(now) with { State = InquiryState.Closed, WaitingSince = null, ClosedAt = now };
}

/// <summary>What a list shows of an inquiry: no personal data (STF-2).</summary>
public sealed record InquirySummary(
    string Number, InquiryKind Kind, InquiryState State, StaffMember? Assignee, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt)
{
    internal static InquirySummary Of(Inquiry inquiry) =>
        new(inquiry.Number, inquiry.Kind, inquiry.State, inquiry.Assignee, inquiry.CreatedAt, inquiry.ChangedAt);
}
