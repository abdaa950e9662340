namespace Kencom.Core.Registrations;

/// <summary>Section <c>Eligibility</c>: how many misses a registration endures (EL-12), and how long a roster is waited for (EL-14).</summary>
public sealed class EligibilityOptions
{
    public const string Section = "Eligibility";

    /// <summary>Failed checks of one registration; the last of them is still answered as a miss.</summary>
    public int MaxFailedChecks { get; set; } = 10;

    /// <summary>How long a check waits for the roster (EL-14).</summary>
    public TimeSpan WaitFor { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long the link of a found check works: the person did not expect the mail that day.</summary>
    public TimeSpan FoundLinkValidFor { get; set; } = TimeSpan.FromDays(7);
}
