using Kencom.Core.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Captcha;

/// <summary>What the front end needs to show reCAPTCHA.</summary>
public sealed record RecaptchaChallenge(string Provider, string SiteKey, string Action);

/// <summary>Decides what captcha a caller needs, and takes what they solved (SI-2 to SI-4).</summary>
public sealed partial class CaptchaGate(
    NetworkActivityStore networks,
    Altcha altcha,
    Recaptcha recaptcha,
    SpentCaptchas spent,
    ExemptNetworks exemptNetworks,
    IOptions<CaptchaOptions> options,
    TimeProvider clock,
    ILogger<CaptchaGate> logger)
{
    /// <summary>Characters: ALTCHA's payload has some hundreds, reCAPTCHA's token two thousand.</summary>
    private const int LongestSolution = 10_000;

    /// <summary>Whether the caller is in an insurer's network, and has not failed too often from there (SI-4).</summary>
    public async Task<bool> IsExemptAsync(Caller caller, NetworkActivity network, CancellationToken cancellationToken) =>
        network.Failures < options.Value.ExemptUntilFailures && await exemptNetworks.IncludeAsync(caller.Address, cancellationToken);

    /// <summary>The level that the caller needs; 0 = none.</summary>
    public int Required(Caller caller, NetworkActivity network, AccountFailures account, bool isExempt)
    {
        var faded = CaptchaLadder.Faded(account.InARow, clock.GetUtcNow() - account.LastAt, options.Value.AccountHalfLife);
        return CaptchaLadder.Required(CaptchaLadder.LevelOf([.. options.Value.Levels], network, faded), caller.IsApp, isExempt);
    }

    /// <summary>How long a network address that failed very often is not answered; null when it is.</summary>
    public TimeSpan? Refusal(NetworkActivity network)
    {
        if (network.IsLoose || network.Failures < options.Value.RefuseFromNetworkFailures)
        {
            return null;
        }

        logger.LimitReached("network-failures");
        return CaptchaLadder.UntilFadedBelow(network.Failures, options.Value.RefuseFromNetworkFailures, options.Value.NetworkHalfLife);
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

    /// <summary>Counts a request other than a sign-in, and asks for the captcha that it needs.</summary>
    /// <returns>Null when the caller may go on.</returns>
    public async Task<Error?> PassAsync(Caller caller, string? solution, CaptchaPurpose purpose, CancellationToken cancellationToken)
    {
        var network = await networks.CountRequestAsync(caller.Address, cancellationToken);
        if (Refusal(network) is { } refusal)
        {
            return Errors.TooManyRequests(refusal);
        }

        var isExempt = await IsExemptAsync(caller, network, cancellationToken);
        var taken = await TakeAsync(solution, purpose, Required(caller, network, AccountFailures.None, isExempt), cancellationToken);
        return taken.Error;
    }

    /// <summary>The error that asks for a captcha, with the challenge to solve.</summary>
    public Error Ask(CaptchaPurpose purpose, int level, bool isFallback = false) =>
        options.Value.Provider == CaptchaProvider.BuiltIn || isFallback
            ? Errors.CaptchaRequired(altcha.Issue(purpose, Math.Max(level, 1), isFallback))
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
