using Kencom.Core.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Captcha;

/// <summary>What the front end needs to show reCAPTCHA.</summary>
public sealed record RecaptchaChallenge(string Provider, string SiteKey, string Action);

/// <summary>Decides what captcha a caller needs, and takes what they solved (SI-2 to SI-4).</summary>
public sealed partial class CaptchaGate(
    Altcha altcha,
    Recaptcha recaptcha,
    SpentCaptchas spent,
    IOptions<CaptchaOptions> options,
    TimeProvider clock,
    ILogger<CaptchaGate> logger)
{
    /// <summary>Characters: ALTCHA's payload has some hundreds, reCAPTCHA's token two thousand.</summary>
    private const int LongestSolution = 10_000;

    /// <summary>The level that the caller needs; 0 = none.</summary>
    /// <param name="atLeast">What an allowance asks for.</param>
    /// <param name="account">Failures on the account that count for the asking device.</param>
    public int Required(Caller caller, CaptchaPurpose purpose, NetworkActivity network, int atLeast, AccountFailures account)
    {
        var faded = CaptchaLadder.Faded(account.InARow, clock.GetUtcNow() - account.LastAt, options.Value.AccountHalfLife);
        var ladder = CaptchaLadder.LevelOf([.. options.Value.Levels], network, faded);
        var level = Math.Max(atLeast, purpose.IsAskedAlways || ladder > 1 ? ladder : 0);

        // From an insurer's network none is asked, until an address there has failed too often (SI-4).
        var isExempt = caller.Kind == NetworkKind.Insurers && network.FailuresOfAddress < options.Value.ExemptUntilFailures;
        return CaptchaLadder.Required(Math.Min(level, options.Value.Levels.Count), caller.IsApp, isExempt);
    }

    /// <summary>How long a network address that failed very often is not answered; null when it is.</summary>
    public TimeSpan? Refusal(NetworkActivity network)
    {
        if (network.IsLoose || network.Failures < options.Value.RefuseFromNetworkFailures)
        {
            return null;
        }

        logger.LimitReached("network-failures");
        return CaptchaLadder.UntilFadedBelow(network.Failures, options.Value.RefuseFromNetworkFailures, NetworkAllowances.HalfLife);
    }

    /// <summary>Takes a solution, which is thereby used.</summary>
    /// <returns>The level it proves (0 when there is none), or what to ask instead.</returns>
    public async Task<Result<int>> TakeAsync(string? solution, CaptchaPurpose purpose, int required, CancellationToken cancellationToken)
    {
        if (solution is not { Length: > 0 and <= LongestSolution })
        {
            return required == 0 ? 0 : Ask(purpose, required);
        }

        var isBuiltIn = options.Value.Provider == CaptchaProvider.BuiltIn;
        if (altcha.Check(solution, purpose) is { } solved && (isBuiltIn || solved.IsFallback))
        {
            return solved.Level >= required && await spent.TrySpendAsync(solved) ? solved.Level : Refuse(purpose, required, solved.IsFallback);
        }

        if (isBuiltIn)
        {
            return Refuse(purpose, required);
        }

        var verdict = await recaptcha.VerifyAsync(solution, purpose, cancellationToken);
        var level = verdict.Score is { } score ? options.Value.Levels.Count(step => score >= step.MinimumScore) : 0;
        return level >= required ? level : Refuse(purpose, required, isFallback: !verdict.IsReachable);
    }

    /// <summary>The error that asks for a captcha, with the challenge to solve.</summary>
    public Error Ask(CaptchaPurpose purpose, int level, bool isFallback = false) =>
        options.Value.Provider == CaptchaProvider.BuiltIn || isFallback
            ? Errors.CaptchaRequired(altcha.Issue(purpose, Math.Clamp(level, 1, options.Value.Levels.Count), isFallback))
            : Errors.CaptchaRequired(new RecaptchaChallenge("recaptcha", options.Value.Recaptcha.SiteKey, purpose.Name.Replace('-', '_')));

    /// <summary>Asks again: what was handed over is wrong, used, too old, or too easy by now.</summary>
    private Error Refuse(CaptchaPurpose purpose, int level, bool isFallback = false)
    {
        Log.Refused(logger, purpose.Name, level);
        return Ask(purpose, level, isFallback);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A captcha for {Purpose} was refused; level {Level} is needed.", EventName = "captcha-refused")]
        public static partial void Refused(ILogger logger, string purpose, int level);
    }
}
