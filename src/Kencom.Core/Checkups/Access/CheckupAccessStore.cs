using Azure.Data.Tables;
using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Checkups.Access;

/// <summary>How far each member has come to the results, one row each; it goes with the member.</summary>
public sealed class CheckupAccessStore(TableServiceClient tables, IOptions<CheckupOptions> options, TimeProvider clock)
{
    /// <summary>Tries at the secret answer before the code is asked for again (CK-4).</summary>
    public const int MostFailures = 5;

    private readonly Rows<CheckupAccess> rows = new(tables, TableNames.CheckupAccess, CheckupJson.Default.CheckupAccess, remembers: true);

    public async Task<CheckupAccess?> FindAsync(string memberId, CancellationToken cancellationToken) =>
        (await rows.FindAsync(RowKey.Of(memberId), cancellationToken))?.Value;

    /// <summary>What opens the results in a session; null while they are open there.</summary>
    public NextStep? NextFor(CheckupAccess? access, string sessionId)
    {
        if (access is not { CodeIssuedAt: { } issuedAt } || clock.GetUtcNow() >= issuedAt + options.Value.CodeValidFor)
        {
            return NextStep.ViewingCode;
        }

        if (!options.Value.SecretQuestion)
        {
            return null;
        }

        if (access.AnswerHash is null)
        {
            return access.ProvenIn == sessionId ? NextStep.SecretQuestion : NextStep.ViewingCode;
        }

        return access.OpenIn.Contains(sessionId) ? null
            : access.AnswerFailures >= MostFailures ? NextStep.ViewingCode
            : NextStep.SecretAnswer;
    }

    internal Task RemoveAsync(string memberId) => rows.DeleteAsync(RowKey.Of(memberId));

    internal async Task<Result<CheckupAccess>> ChangeAsync(string memberId, Func<CheckupAccess, Result<CheckupAccess>> decide)
    {
        var changed = await rows.ChangeAsync(RowKey.Of(memberId), present => decide(present ?? new CheckupAccess()));
        return changed.IsSuccess ? changed.Value.Value : changed.Error;
    }
}
