using System.Security.Cryptography;
using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Members;

/// <summary>
/// Invitation codes and who joined by them (REG-6), in one table: a code is a row of its own (PK = RK = code); a member's partition holds the member's
/// code (RK = member) and a row for each who joined by it (RK = invitee). Codes have 7 characters and member ids more, so they never meet.
/// </summary>
public sealed class InvitationStore(TableServiceClient tables)
{
    public const int CodeLength = 7;

    /// <summary>People read a code out and write it down: nothing in it looks like another (0 O o, 1 I l).</summary>
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz";

    private readonly TableClient table = tables.GetTableClient(TableNames.Invitations);

    internal static string NewCode() => RandomNumberGenerator.GetString(Alphabet, CodeLength);

    /// <summary>The member's code, made when first asked for; asking twice or at once gives the same one.</summary>
    public async Task<string> IssueAsync(string memberId, CancellationToken cancellationToken)
    {
        while (true)
        {
            // The member's own row comes first: whatever is cut short after it is completed by the next who asks.
            var own = new InvitationEntity { PartitionKey = memberId, RowKey = memberId, MemberId = memberId, Code = NewCode() };
            own = await table.FindAsync<InvitationEntity>(memberId, cancellationToken)
                ?? await table.AddOrFindAsync(own, cancellationToken)
                ?? own;
            var code = own.Code!;
            var holder = await table.FindAsync<InvitationEntity>(code, cancellationToken)
                ?? await table.AddOrFindAsync(new InvitationEntity { PartitionKey = code, RowKey = code, MemberId = memberId }, cancellationToken);
            if (holder is null || holder.MemberId == memberId)
            {
                return code;
            }

            await table.TryDeleteAsync(own, cancellationToken); // One in 1.7 million million: the code was somebody's. Draw again.
        }
    }

    /// <returns>The member whose code it is; the case counts.</returns>
    public async Task<string?> FindInviterAsync(string code, CancellationToken cancellationToken) =>
        code.Length == CodeLength && SecretToken.IsSpelled(code)
            ? (await table.FindAsync<InvitationEntity>(code, cancellationToken))?.MemberId
            : null;

    /// <summary>Counts a new member for the one who invited; crediting again changes nothing (FIN-5).</summary>
    public Task CreditAsync(string inviterMemberId, string inviteeMemberId, CancellationToken cancellationToken) =>
        table.AddOrFindAsync(
            new InvitationEntity { PartitionKey = inviterMemberId, RowKey = inviteeMemberId, MemberId = inviteeMemberId }, cancellationToken);

    /// <summary>How many joined by the member's code; those who left since are not counted.</summary>
    public async Task<int> CountJoinedAsync(string inviterMemberId, CancellationToken cancellationToken)
    {
        var count = 0;
        var joined = TableClient.CreateQueryFilter($"PartitionKey eq {inviterMemberId} and RowKey ne {inviterMemberId}");
        await foreach (var _ in table.QueryAsync<TableEntity>(joined, select: ["RowKey"], cancellationToken: cancellationToken))
        {
            count++;
        }

        return count;
    }

    /// <summary>Removes the member's code, whom it brought, and the member from the count of the one who invited (SI-8).</summary>
    public async Task RemoveAsync(string memberId, string? inviterMemberId, CancellationToken cancellationToken)
    {
        if (inviterMemberId is not null)
        {
            await table.DeleteEntityAsync(inviterMemberId, memberId, cancellationToken: cancellationToken);
        }

        var partition = TableClient.CreateQueryFilter($"PartitionKey eq {memberId}");
        await foreach (var entity in table.QueryAsync<InvitationEntity>(partition, cancellationToken: cancellationToken))
        {
            if (entity.Code is { } code)
            {
                await table.DeleteEntityAsync(code, code, cancellationToken: cancellationToken);
            }

            await table.DeleteEntityAsync(entity.PartitionKey, entity.RowKey, cancellationToken: cancellationToken);
        }
    }
}
