using Microsoft.Extensions.Options;

namespace Kencom.Core.SignIn;

/// <summary>What the front end needs to show reCAPTCHA.</summary>
public sealed record RecaptchaChallenge(string Provider, string SiteKey, string Action);

/// <summary>Decides what captcha a caller needs, and takes what they solved (SI-2 to SI-4).</summary>
public sealed class Captcha(
    Altcha altcha,
    Recaptcha recaptcha,
    SpentCaptchas spent,
    ExemptNetworks exemptNetworks,
    IOptions<CaptchaOptions> options,
    TimeProvider clock)
{
    /// <summary>The level that the caller needs; 0 = none.</summary>
    public async Task<int> RequiredLevelAsync(
        Caller caller, NetworkActivity network, AccountFailures account, CancellationToken cancellationToken)
    {
        var faded = CaptchaLadder.Faded(account.InARow, clock.GetUtcNow() - account.LastAt, options.Value.AccountHalfLife);
        var level = CaptchaLadder.LevelOf([.. options.Value.Levels], network, faded);
        var isExempt = network.Failures < options.Value.ExemptUntilFailures
            && await exemptNetworks.IncludeAsync(caller.Address, cancellationToken);
        return CaptchaLadder.Required(level, caller.IsApp, isExempt);
    }

    /// <summary>How long a network address that failed very often is not answered; null when it is.</summary>
    public TimeSpan? Refusal(NetworkActivity network) =>
        network.Failures < options.Value.RefuseFromNetworkFailures
            ? null
            : CaptchaLadder.UntilFadedBelow(network.Failures, options.Value.RefuseFromNetworkFailures, options.Value.NetworkHalfLife);

    /// <summary>Takes a solution, which is thereby used.</summary>
    /// <returns>The level it proves (0 when there is none), or what to ask instead.</returns>
    public async Task<Result<int>> TakeAsync(string? solution, CaptchaPurpose purpose, int required, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(solution))
        {
            return required == 0 ? 0 : Ask(purpose, required);
        }

        var isBuiltIn = options.Value.Provider == CaptchaProvider.BuiltIn;
        if (altcha.Check(solution, purpose) is { } solved && (isBuiltIn || solved.IsFallback))
        {
            return solved.Level >= required && await spent.TrySpendAsync(solved, cancellationToken) ? solved.Level : Ask(purpose, required, solved.IsFallback);
        }

        if (isBuiltIn)
        {
            return Ask(purpose, required);
        }

        var verdict = await recaptcha.VerifyAsync(solution, purpose, cancellationToken);
        var level = verdict.Score is { } score ? options.Value.Levels.Count(step => score >= step.MinimumScore) : 0;
        return level >= required ? level : Ask(purpose, required, isFallback: !verdict.IsReachable);
    }

    /// <summary>The error that asks for a captcha, with the challenge to solve.</summary>
    public Error Ask(CaptchaPurpose purpose, int level, bool isFallback = false) =>
        options.Value.Provider == CaptchaProvider.BuiltIn || isFallback
            ? Errors.CaptchaRequired(altcha.Issue(purpose, Math.Max(level, 1), isFallback))
            : Errors.CaptchaRequired(new RecaptchaChallenge("recaptcha", options.Value.Recaptcha.SiteKey, purpose.Name.Replace('-', '_')));
}
