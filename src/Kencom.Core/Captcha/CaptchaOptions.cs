using Kencom.Core.Security;

namespace Kencom.Core.Captcha;

public enum CaptchaProvider
{
    /// <summary>Proof of work in ALTCHA's protocol: no third party.</summary>
    BuiltIn,

    /// <summary>Google's reCAPTCHA; when it cannot be reached, the built-in one takes over.</summary>
    Recaptcha,
}

/// <summary>One level of the ladder (SI-3): when it is reached, and how hard it is. Any one of the thresholds suffices.</summary>
public sealed class CaptchaLevel
{
    /// <summary>Failures in a row on the account, faded by <see cref="CaptchaOptions.AccountHalfLife"/>.</summary>
    public double AccountFailures { get; set; }

    /// <summary>Requests from the network address, faded by <see cref="CaptchaOptions.NetworkHalfLife"/>.</summary>
    public double NetworkRequests { get; set; }

    /// <summary>Failures from the network address, faded alike.</summary>
    public double NetworkFailures { get; set; }

    /// <summary>The built-in puzzle takes between half and all of this many hashes.</summary>
    public int MaxNumber { get; set; }

    /// <summary>The least score of reCAPTCHA v3, 0 to 1.</summary>
    public double MinimumScore { get; set; }
}

/// <summary>The ladder of captchas (SI-2 to SI-4; section <c>SignIn:Captcha</c>).</summary>
public sealed class CaptchaOptions
{
    public const string Section = "SignIn:Captcha";

    /// <summary>The app meets captchas from this level on; a browser always does (SI-2).</summary>
    public const int FirstAppLevel = 2;

    public CaptchaProvider Provider { get; set; }

    /// <summary>Level 1 first. Not set: <see cref="DefaultLevels"/>.</summary>
    public IList<CaptchaLevel> Levels { get; } = [];

    /// <summary>Each level takes four times the work of the one before.</summary>
    public static IReadOnlyList<CaptchaLevel> DefaultLevels { get; } =
    [
        new() { MaxNumber = 20_000, MinimumScore = 0.3 },
        new() { AccountFailures = 2.5, NetworkRequests = 30, NetworkFailures = 10, MaxNumber = 80_000, MinimumScore = 0.5 },
        new() { AccountFailures = 5, NetworkRequests = 100, NetworkFailures = 30, MaxNumber = 320_000, MinimumScore = 0.7 },
        new() { AccountFailures = 9, NetworkRequests = 300, NetworkFailures = 90, MaxNumber = 1_280_000, MinimumScore = 0.9 },
    ];

    /// <summary>From this many failures of a network address, faded alike, it is not answered for a while: the end of the ladder.</summary>
    public double RefuseFromNetworkFailures { get; set; } = 200;

    /// <summary>Failures on an account weigh half as much after this time.</summary>
    public TimeSpan AccountHalfLife { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>From an insurer's network no captcha is asked until an address there has failed as often as this (SI-4).</summary>
    public double ExemptUntilFailures { get; set; } = 5;

    /// <summary>How long a challenge can be answered.</summary>
    public TimeSpan ValidFor { get; set; } = TimeSpan.FromMinutes(10);

    public RecaptchaOptions Recaptcha { get; set; } = new();
}

/// <summary>Google's reCAPTCHA, v2 or v3 (section <c>SignIn:Captcha:Recaptcha</c>).</summary>
public sealed class RecaptchaOptions
{
    /// <summary>Public; told to the front end with a challenge.</summary>
    public string SiteKey { get; set; } = "";

    public string Secret { get; set; } = "";

    public Uri VerifyUri { get; set; } = new("https://www.google.com/recaptcha/api/siteverify");

    /// <summary>After this the built-in captcha takes over.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}
