namespace Kencom.Core;

/// <summary>What the service counts about itself (API-4, INF-4). No tag ever holds a person's value.</summary>
public static class KencomMetrics
{
    public const string MeterName = "Kencom";

    /// <summary>Checks that found nobody, by insurer: an unusual rate is somebody probing (EL-12).</summary>
    public const string EligibilityMisses = "kencom.eligibility.misses";

    /// <summary>Requests about a person or card that only the reserve still answered, by allowance: strangers probe (EL-12).</summary>
    public const string ReservesUsed = "kencom.allowances.reserves_used";

    /// <summary>Mails refused for good or given up, by kind (MAIL-1, INF-4).</summary>
    public const string MailsFailed = "kencom.mail.failed";

    /// <summary>How many seconds each mail has waited that is looked at, sent or not: the greatest of a time is the oldest that waits (INF-4).</summary>
    public const string OldestWaitingMail = "kencom.mail.oldest_waiting";

    /// <summary>Inquiries that have waited for an answer for longer than support promises (INQ-1).</summary>
    public const string InquiriesUnanswered = "kencom.inquiries.unanswered";

    /// <summary>Searches by staff that found no member, by the id of the person of staff: many of one person are somebody trying out (STF-3).</summary>
    public const string StaffSearchMisses = "kencom.staff.search_misses";
}
