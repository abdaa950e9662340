using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.SignIn;

/// <summary>Solved captchas that were used: each counts once over all instances (SI-3).</summary>
public sealed class SpentCaptchas(TableServiceClient tables)
{
    private readonly TableClient table = tables.GetTableClient(TableNames.OneTimeTokens);

    /// <returns>False when it was used before.</returns>
    public async Task<bool> TrySpendAsync(AltchaSolved solved, CancellationToken cancellationToken)
    {
        var key = $"captcha-{solved.Id}";
        return await table.AddOrFindAsync(new OneTimeTokenEntity { PartitionKey = key, RowKey = key, ForgetAt = solved.ExpiresAt }, cancellationToken) is null;
    }
}
