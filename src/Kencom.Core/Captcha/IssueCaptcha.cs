using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Captcha;

/// <summary>Gives a challenge to who fetches one, of the level that the network stands at (SI-3). Nothing is stored for it, or counted.</summary>
/// <remarks>A harder one for the account's sake comes with the refusal, as its challenge. Storage calls: those of a look at the network.</remarks>
public sealed class IssueCaptcha(NetworkAllowances networks, CaptchaGate captcha, Altcha altcha, IOptions<CaptchaOptions> options)
{
    /// <param name="purpose">A name of <see cref="CaptchaPurpose"/>; null for any.</param>
    public async Task<Result<AltchaChallenge>> HandleAsync(string? purpose, Caller caller, CancellationToken cancellationToken)
    {
        if (CaptchaPurpose.Find(purpose) is not { } known)
        {
            return Errors.ValidationFailed("purpose", "この用途の確認はありません。");
        }

        var network = (await networks.LookAsync(caller, allowance: null, cancellationToken)).Activity;
        return captcha.Refusal(network) is { } refusal
            ? Errors.TooManyRequests(refusal)
            : altcha.Issue(known, CaptchaLadder.LevelOf([.. options.Value.Levels], network, accountFailures: 0));
    }
}
