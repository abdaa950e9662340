using Kencom.Core.Security;

namespace Kencom.Core.Eligibility;

/// <summary>Section <c>Eligibility</c>: how much probing is endured (EL-12), and how long a roster is waited for (EL-14).</summary>
public sealed class EligibilityOptions
{
    public const string Section = "Eligibility";

    /// <summary>Failed checks of one registration; the last of them is still answered as a miss.</summary>
    public int MaxFailedChecks { get; set; } = 10;

    public int FailuresPerHourByNetwork { get; set; } = 30;

    /// <summary>Failures a day for one name and birth date, with whatever cards.</summary>
    public int FailuresPerDayByPerson { get; set; } = 10;

    /// <summary>Failures a day for one card, with whatever names.</summary>
    public int FailuresPerDayByCard { get; set; } = 10;

    /// <summary>How long a check waits for the roster (EL-14).</summary>
    public TimeSpan WaitFor { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long the link of a found check works: the person did not expect the mail that day.</summary>
    public TimeSpan FoundLinkValidFor { get; set; } = TimeSpan.FromDays(7);

    internal LimitRule ByNetwork => new("check-network", FailuresPerHourByNetwork, TimeSpan.FromHours(1));

    internal LimitRule ByPerson => new("check-person", FailuresPerDayByPerson, TimeSpan.FromDays(1));

    internal LimitRule ByCard => new("check-card", FailuresPerDayByCard, TimeSpan.FromDays(1));
}
