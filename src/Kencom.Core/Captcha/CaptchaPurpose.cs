namespace Kencom.Core.Captcha;

/// <summary>What a captcha is solved for. A solution made for one purpose counts for no other; one made for none in particular counts for any.</summary>
public sealed record CaptchaPurpose
{
    private CaptchaPurpose(string name) => Name = name;

    /// <summary>What a plain <c>GET /api/captcha-challenges</c> gives.</summary>
    public static CaptchaPurpose Any { get; } = new("any") { IsAskedAlways = true };

    public static CaptchaPurpose SignIn { get; } = new("sign-in") { IsAskedAlways = true };

    public static CaptchaPurpose PasswordReset { get; } = new("password-reset") { IsAskedAlways = true };

    public static CaptchaPurpose LoginIdReminder { get; } = new("login-id-reminder") { IsAskedAlways = true };

    /// <summary>Starts, resends and activations (REG-16).</summary>
    public static CaptchaPurpose Registration { get; } = new("registration");

    public static CaptchaPurpose Eligibility { get; } = new("eligibility");

    public static CaptchaPurpose Inquiry { get; } = new("inquiry");

    public string Name { get; }

    /// <summary>Whether a browser always meets one (SI-2); for the others it comes before a refusal (REG-16).</summary>
    public bool IsAskedAlways { get; private init; }

    /// <returns>Null for an unknown name; <see cref="Any"/> for none.</returns>
    public static CaptchaPurpose? Find(string? name) =>
        name is null ? Any : new[] { SignIn, PasswordReset, LoginIdReminder, Registration, Eligibility, Inquiry }.FirstOrDefault(purpose => purpose.Name == name);

    internal bool IsServedBy(string? name) => name == Name || name == Any.Name;
}
