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

    /// <summary>Starts an hour from one network address (REG-16).</summary>
    public int StartsPerHourByNetwork { get; set; } = 30;

    /// <summary>Starts an hour for one mail address, whatever its case (REG-16).</summary>
    public int StartsPerHourByEmail { get; set; } = 5;

    /// <summary>Resends and activations an hour from one network address (REG-16).</summary>
    public int ActivationsPerHourByNetwork { get; set; } = 60;

    /// <summary>Looks at activation links an hour from one network address: pages look before they activate, and mail scanners open pages (REG-16).</summary>
    public int LinkChecksPerHourByNetwork { get; set; } = 120;

    /// <summary>Activations an hour for one mail address, whatever its case (REG-16).</summary>
    public int ActivationsPerHourByEmail { get; set; } = 20;

    /// <summary>
    /// Checks of a password a minute from one network address: a form asks at each pause of typing, and an office's people may share an address (REG-4).
    /// </summary>
    public int PasswordChecksPerMinuteByNetwork { get; set; } = 120;

    public TimeSpan LinkValidFor(Channel channel) => channel == Channel.App ? AppLinkValidFor : WebLinkValidFor;

    internal LimitRule StartByNetwork => new("start-network", StartsPerHourByNetwork, TimeSpan.FromHours(1));

    internal LimitRule CheckPasswordByNetwork => new("check-password-network", PasswordChecksPerMinuteByNetwork, TimeSpan.FromMinutes(1));

    internal LimitRule ActivateByNetwork => new("activate-network", ActivationsPerHourByNetwork, TimeSpan.FromHours(1));

    internal LimitRule CheckLinkByNetwork => new("check-link-network", LinkChecksPerHourByNetwork, TimeSpan.FromHours(1));

    internal LimitRule ActivateByEmail => new("activate-email", ActivationsPerHourByEmail, TimeSpan.FromHours(1));
}
