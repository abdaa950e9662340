using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Members;

/// <summary>Makes a person of the roster a member.</summary>
internal sealed record Claim(string MemberId);

/// <summary>
/// Which member a person of the roster is: one row a person, which is what makes a person a member once (EL-11, FIN-2). The keys are the roster's
/// keyed hashes; a member's own claims are listed on the member (<see cref="Member.PersonKeys"/>).
/// </summary>
public sealed class ClaimStore(TableServiceClient tables)
{
    private readonly Rows<Claim> rows = new(tables, TableNames.PersonClaims, MemberJson.Default.Claim);

    /// <returns>The member who is this person, if any.</returns>
    public async Task<string?> FindAsync(string personKey, CancellationToken cancellationToken) =>
        (await rows.FindAsync(RowKey.Of(personKey), cancellationToken))?.Value.MemberId;

    /// <summary>Makes the person this member, unless another is.</summary>
    /// <returns>The member who is this person then.</returns>
    public async Task<string> AddAsync(string personKey, string memberId) =>
        (await rows.AddAsync(RowKey.Of(personKey), new Claim(memberId))).Row.Value.MemberId;

    /// <summary>Lets the person go, if the claim is this member's.</summary>
    public Task ReleaseAsync(string personKey, string memberId) => rows.DeleteAsync(RowKey.Of(personKey), claim => claim.MemberId == memberId);
}
