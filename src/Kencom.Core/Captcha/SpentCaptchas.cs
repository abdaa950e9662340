using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Captcha;

/// <summary>A solved captcha that was used.</summary>
internal sealed record SpentCaptcha(DateTimeOffset ExpiresAt);

/// <summary>Solved captchas that were used: each counts once over all instances (SI-3).</summary>
public sealed class SpentCaptchas(TableServiceClient tables, TimeProvider clock)
{
    private const string Kind = "captcha";

    private readonly Rows<SpentCaptcha> rows = new(tables, TableNames.OneTimeTokens, CaptchaJson.Default.SpentCaptcha);

    /// <returns>False when it was used before.</returns>
    public async Task<bool> TrySpendAsync(AltchaSolved solved) =>
        (await rows.AddAsync(new RowKey(HourKeys.Partition(Kind, solved.ExpiresAt, solved.Id), solved.Id), new SpentCaptcha(solved.ExpiresAt))).IsNew;

    /// <summary>Deletes the marks of challenges that have expired.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) =>
        rows.DeleteAsync(HourKeys.Ended(Kind, clock.GetUtcNow()), except: null, cancellationToken);
}
