using System.Collections.Immutable;

namespace Kencom.Core.Security;

/// <summary>Who or what an allowance is counted for.</summary>
public enum CountedFor
{
    /// <summary>The network of the caller, at each of its sizes (<see cref="ClientNetwork"/>).</summary>
    Network,

    /// <summary>A mail address, a member's or not, whatever its case.</summary>
    Address,

    /// <summary>A name and birth date, whatever the card.</summary>
    Person,

    /// <summary>A card, whatever the name.</summary>
    Card,

    /// <summary>A signed-in member.</summary>
    Member,

    Inquiry,

    /// <summary>A person of staff.</summary>
    Staff,
}

/// <summary>
/// How much of something is endured, and what comes first: a captcha, a wait, a refusal. All of them stand in <see cref="Allowances"/>.
/// </summary>
/// <param name="Name">Part of the stored keys, and what settings and logs call it.</param>
/// <param name="What">What is counted, for the table in the documents.</param>
public sealed record Allowance(string Name, CountedFor For, string What)
{
    /// <summary>All together. For a network: of one address; its /56 has four times, its /48 or /24 sixteen times as much (ABU-3).</summary>
    public required ImmutableArray<Limit> InAll { get; init; }

    /// <summary>Of one network (a /24 or a /48) for one subject.</summary>
    public Limit? OfOneNetwork { get; init; }

    /// <summary>From which one on, of one network, a captcha is asked for that gets harder; null: none for this allowance's sake.</summary>
    public int? CaptchaFrom { get; init; }

    /// <summary>
    /// When the above is used up: this many a day, one for each network that took none that day, behind the hardest captcha. So strangers from fewer networks cannot
    /// keep anybody out (ABU-1).
    /// </summary>
    public int ReserveADay { get; init; }

    /// <summary>What a known device has beside all this, and nobody else can use.</summary>
    public Limit? OfKnownDevice { get; init; }

    /// <summary>Whether support is told when the reserve is drawn on.</summary>
    public bool Alerts { get; init; }

    /// <summary>The hardest captcha there is (SI-3).</summary>
    public const int HardestCaptcha = 4;

    /// <summary>Where the captcha stands after so many uses: from the first level to the hardest before the limit; 0 = none.</summary>
    internal static int LevelAfter(double uses, int? captchaFrom, int limit) =>
        captchaFrom is { } from && uses + 1 >= from ? Math.Clamp(1 + (int)((uses + 1 - from) * HardestCaptcha / (limit - from + 1)), 1, HardestCaptcha) : 0;
}
