namespace Kencom.Core.Inquiries;

/// <summary>Section <c>Inquiries</c> (INQ-1, INQ-2).</summary>
public sealed class InquiryOptions
{
    public const string Section = "Inquiries";

    /// <summary>How long the link works that completes an application (CK-6); after that it closes.</summary>
    public TimeSpan ConfirmableFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long an answered inquiry waits for the person.</summary>
    public TimeSpan ClosesAfterSilence { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long after its closing an inquiry can be written to.</summary>
    public TimeSpan ReopenableFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a closed inquiry is kept.</summary>
    public TimeSpan KeptFor { get; set; } = TimeSpan.FromDays(365);

    /// <summary>After how many working days without an answer operators are alerted.</summary>
    public int AnsweredWithinWorkingDays { get; set; } = 2;
}
