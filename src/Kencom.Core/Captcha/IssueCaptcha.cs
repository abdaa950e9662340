using System.Net;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Captcha;

/// <summary>Gives a challenge to who fetches one, of the level that the network address stands at (SI-3).</summary>
/// <remarks>A harder one for the account's sake comes with the refusal, as its challenge. Storage calls: 1.</remarks>
public sealed class IssueCaptcha(NetworkActivityStore networks, CaptchaGate captcha, Altcha altcha, IOptions<CaptchaOptions> options)
{
    /// <param name="purpose">A name of <see cref="CaptchaPurpose"/>; null for any.</param>
    public async Task<Result<AltchaChallenge>> HandleAsync(string? purpose, IPAddress address, CancellationToken cancellationToken)
    {
        if (CaptchaPurpose.Find(purpose) is not { } known)
        {
            return Errors.ValidationFailed("purpose", "この用途の確認はありません。");
        }

        var network = await networks.CountRequestAsync(address, cancellationToken);
        return captcha.Refusal(network) is { } refusal
            ? Errors.TooManyRequests(refusal)
            : altcha.Issue(known, CaptchaLadder.LevelOf([.. options.Value.Levels], network, accountFailures: 0));
    }
}
