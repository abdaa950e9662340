using System.ComponentModel.DataAnnotations;
using Kencom.Core.Security;

namespace Kencom.Core.Registrations;

/// <summary>Section <c>Registration</c>.</summary>
public sealed class RegistrationOptions
{
    public const string Section = "Registration";

    /// <summary>How long an activation link sent for a browser's registration works (REG-11).</summary>
    public TimeSpan WebLinkValidFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long an activation link sent for an app's registration works (REG-11).</summary>
    public TimeSpan AppLinkValidFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long an activated registration can be continued (REG-17).</summary>
    public TimeSpan ContinuableFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The least time between two activation mails (REG-12).</summary>
    public TimeSpan ResendAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How many activation mails can be asked for again (REG-12).</summary>
    public int MaxResends { get; set; } = 5;

    /// <summary>The version of the membership terms that is in force (REG-8).</summary>
    [Required]
    public string MembershipTerms { get; set; } = "2026-04-01";

    /// <summary>The version of the privacy notice that is in force (REG-8).</summary>
    [Required]
    public string PrivacyNotice { get; set; } = "2026-04-01";

    public TimeSpan LinkValidFor(Channel channel) => channel == Channel.App ? AppLinkValidFor : WebLinkValidFor;
}
