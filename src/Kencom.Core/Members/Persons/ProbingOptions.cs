using Kencom.Core.Security;

namespace Kencom.Core.Members;

/// <summary>Section <c>Eligibility</c>: how much probing by card values is endured, wherever they are asked for (EL-12).</summary>
public sealed class ProbingOptions
{
    public const string Section = "Eligibility";

    public int FailuresPerHourByNetwork { get; set; } = 30;

    /// <summary>Failures a day for one name and birth date, with whatever cards.</summary>
    public int FailuresPerDayByPerson { get; set; } = 10;

    /// <summary>Failures a day for one card, with whatever names.</summary>
    public int FailuresPerDayByCard { get; set; } = 10;

    internal LimitRule ByNetwork => new("check-network", FailuresPerHourByNetwork, TimeSpan.FromHours(1));

    internal LimitRule ByPerson => new("check-person", FailuresPerDayByPerson, TimeSpan.FromDays(1));

    internal LimitRule ByCard => new("check-card", FailuresPerDayByCard, TimeSpan.FromDays(1));
}
