namespace Kencom.Core.Captcha;

/// <summary>What a captcha is solved for. A solution made for one purpose counts for no other; one made for none in particular counts for any.</summary>
public sealed record CaptchaPurpose
{
    private CaptchaPurpose(string name) => Name = name;

    /// <summary>What a plain <c>GET /api/captcha-challenges</c> gives.</summary>
    public static CaptchaPurpose Any { get; } = new("any");

    public static CaptchaPurpose SignIn { get; } = new("sign-in");

    public static CaptchaPurpose PasswordReset { get; } = new("password-reset");

    public static CaptchaPurpose LoginIdReminder { get; } = new("login-id-reminder");

    public static CaptchaPurpose Inquiry { get; } = new("inquiry");

    public string Name { get; }

    /// <returns>Null for an unknown name; <see cref="Any"/> for none.</returns>
    public static CaptchaPurpose? Find(string? name) =>
        name is null ? Any : new[] { SignIn, PasswordReset, LoginIdReminder, Inquiry }.FirstOrDefault(purpose => purpose.Name == name);

    internal bool IsServedBy(string? name) => name == Name || name == Any.Name;
}
