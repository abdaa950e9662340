using Kencom.Core.Security;

namespace Kencom.Core.Accounts;

/// <summary>Section <c>SignIn:PasswordReset</c> (SI-6).</summary>
public sealed class PasswordResetOptions
{
    public const string Section = "SignIn:PasswordReset";

    public TimeSpan LinkValidFor { get; set; } = TimeSpan.FromHours(1);

    public int PerHourByNetwork { get; set; } = 30;

    /// <summary>For one mail address, whatever its case, a member's or not.</summary>
    public int PerHourByEmail { get; set; } = 5;

    internal LimitRule ByNetwork => new("reset-network", PerHourByNetwork, TimeSpan.FromHours(1));

    internal LimitRule ByEmail => new("reset-email", PerHourByEmail, TimeSpan.FromHours(1));
}
