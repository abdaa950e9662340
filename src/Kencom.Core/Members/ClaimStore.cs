using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Members;

/// <summary>
/// Which member a person of the roster is: one row a person, which is what makes a person a member once (EL-11, FIN-2). The keys are the roster's
/// keyed hashes; a member's own claims are listed on the member (<see cref="Member.PersonKeys"/>).
/// </summary>
public sealed class ClaimStore(TableServiceClient tables)
{
    private readonly TableClient table = tables.GetTableClient(TableNames.PersonClaims);

    /// <returns>The member who is this person, if any.</returns>
    public async Task<string?> FindAsync(string personKey, CancellationToken cancellationToken) =>
        (await table.FindAsync<ClaimEntity>(personKey, cancellationToken))?.MemberId;

    /// <returns>Null when the claim was made, or was this member's already; else the member who holds it.</returns>
    public async Task<string?> AddAsync(string personKey, string memberId, CancellationToken cancellationToken)
    {
        var existing = await table.AddOrFindAsync(new ClaimEntity { PartitionKey = personKey, RowKey = personKey, MemberId = memberId }, cancellationToken);
        return existing is null || existing.MemberId == memberId ? null : existing.MemberId;
    }

    /// <summary>Lets the person go, if the claim is this member's.</summary>
    public async Task ReleaseAsync(string personKey, string memberId, CancellationToken cancellationToken)
    {
        var entity = await table.FindAsync<ClaimEntity>(personKey, cancellationToken);
        if (entity?.MemberId == memberId)
        {
            await table.TryDeleteAsync(entity, cancellationToken); // A claim is never changed: a conflict means somebody else made a new one.
        }
    }
}
