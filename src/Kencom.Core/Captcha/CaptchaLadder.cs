using Kencom.Core.Security;

namespace Kencom.Core.Captcha;

/// <summary>Which captcha is asked for (SI-2 to SI-4): rules without storage or clock.</summary>
public static class CaptchaLadder
{
    /// <summary>What is left of a count after a time: it halves with every half-life.</summary>
    public static double Faded(double count, TimeSpan age, TimeSpan halfLife) =>
        age <= TimeSpan.Zero ? count : count * Math.Pow(2, -(age / halfLife));

    /// <summary>How long until a count has faded below a threshold.</summary>
    public static TimeSpan UntilFadedBelow(double count, double threshold, TimeSpan halfLife) =>
        count < threshold ? TimeSpan.Zero : (halfLife * Math.Log2(count / threshold)) + TimeSpan.FromSeconds(1);

    /// <summary>The highest level of which one threshold is reached; the first has none to reach.</summary>
    /// <param name="accountFailures">Faded, as the network's counts are.</param>
    public static int LevelOf(IReadOnlyList<CaptchaLevel> levels, NetworkActivity network, double accountFailures)
    {
        for (var level = levels.Count; level > 1; level--)
        {
            var thresholds = levels[level - 1];
            var networkReaches = network.Requests >= thresholds.NetworkRequests || network.Failures >= thresholds.NetworkFailures;
            if (accountFailures >= thresholds.AccountFailures || (networkReaches && !network.IsLoose))
            {
                return level;
            }
        }

        return 1;
    }

    /// <summary>The level that the caller has to prove; 0 = no captcha.</summary>
    /// <param name="level">Where the ladder stands.</param>
    /// <param name="isApp">Whether the caller proved to be the app.</param>
    /// <param name="isExempt">Whether the caller is in an insurer's network that has not failed too often.</param>
    public static int Required(int level, bool isApp, bool isExempt) =>
        isExempt || (isApp && level < CaptchaOptions.FirstAppLevel) ? 0 : level;
}
