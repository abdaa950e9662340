namespace Kencom.Core.Captcha;

/// <summary>How often signing in to an account failed since it last succeeded (SI-10).</summary>
public sealed record AccountFailures(int InARow, DateTimeOffset LastAt)
{
    public static AccountFailures None { get; } = new(0, DateTimeOffset.MinValue);
}
