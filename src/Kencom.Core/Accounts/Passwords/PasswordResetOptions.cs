namespace Kencom.Core.Accounts;

/// <summary>Section <c>SignIn:PasswordReset</c> (SI-6).</summary>
public sealed class PasswordResetOptions
{
    public const string Section = "SignIn:PasswordReset";

    public TimeSpan LinkValidFor { get; set; } = TimeSpan.FromHours(1);
}
