using System.Security.Cryptography;
using Azure.Data.Tables;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Members;

/// <summary>A member's own code.</summary>
internal sealed record OwnInvitation(string Code);

/// <summary>The owner of an invitation code.</summary>
internal sealed record CodeOwner(string MemberId);

/// <summary>Somebody who joined by a member's code.</summary>
internal sealed record Invitee(string MemberId);

/// <summary>
/// Invitation codes and who joined by them (REG-6), in one table: a code is a row of its own; a member's partition holds the member's code and a row for
/// each who joined by it. Codes have 7 characters and member ids more, so they never meet.
/// </summary>
public sealed class InvitationStore(TableServiceClient tables)
{
    public const int CodeLength = 7;

    private const string OwnRow = "own";
    private const string InviteePrefix = "joined-";

    /// <summary>People read a code out and write it down: nothing in it looks like another (0 O o, 1 I l).</summary>
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz";

    private readonly Rows<OwnInvitation> own = new(tables, TableNames.Invitations, MemberJson.Default.OwnInvitation);
    private readonly Rows<CodeOwner> owners = new(tables, TableNames.Invitations, MemberJson.Default.CodeOwner);
    private readonly Rows<Invitee> invitees = new(tables, TableNames.Invitations, MemberJson.Default.Invitee);

    internal static string NewCode() => RandomNumberGenerator.GetString(Alphabet, CodeLength);

    /// <summary>The member's code, made when first asked for; asking twice or at once gives the same one.</summary>
    public async Task<string> IssueAsync(string memberId, CancellationToken cancellationToken)
    {
        // The member's own row comes first: whatever is cut short after it is completed by the next who asks.
        var key = new RowKey(memberId, OwnRow);
        var code = (await own.FindAsync(key, cancellationToken) ?? (await own.AddAsync(key, new OwnInvitation(NewCode()))).Row).Value.Code;
        while (await OwnerOfAsync(code, memberId) != memberId)
        {
            // One in 1.7 million million: the code is somebody's. Draw again, unless another draw came first.
            var taken = code;
            var drawn = await own.ChangeAsync(key, present => present is null || present.Code == taken ? new OwnInvitation(NewCode()) : present);
            code = drawn.Value.Value.Code;
        }

        return code;
    }

    /// <returns>The member whose code it is; the case counts.</returns>
    public async Task<string?> FindInviterAsync(string code, CancellationToken cancellationToken) =>
        code.Length == CodeLength && SecretToken.IsSpelled(code)
            ? (await owners.FindAsync(RowKey.Of(code), cancellationToken))?.Value.MemberId
            : null;

    /// <summary>Counts a new member for the one who invited; crediting again changes nothing (FIN-5).</summary>
    public Task CreditAsync(string inviterMemberId, string inviteeMemberId) =>
        invitees.AddAsync(KeyOf(inviterMemberId, inviteeMemberId), new Invitee(inviteeMemberId));

    /// <summary>How many joined by the member's code; those who left since are not counted.</summary>
    public async Task<int> CountJoinedAsync(string inviterMemberId, CancellationToken cancellationToken) =>
        await invitees.ListKeysAsync(RowRange.Prefix(inviterMemberId, InviteePrefix), cancellationToken).CountAsync(cancellationToken);

    /// <summary>Removes the member's code, whom it brought, and the member from the count of the one who invited (SI-8).</summary>
    public async Task RemoveAsync(string memberId, string? inviterMemberId)
    {
        if (inviterMemberId is not null)
        {
            await invitees.DeleteAsync(KeyOf(inviterMemberId, memberId));
        }

        if (await own.FindAsync(new RowKey(memberId, OwnRow), CancellationToken.None) is { } row)
        {
            await owners.DeleteAsync(RowKey.Of(row.Value.Code), owner => owner.MemberId == memberId);
        }

        await own.DeleteAsync(RowRange.Partition(memberId), except: null, CancellationToken.None);
    }

    private async Task<string> OwnerOfAsync(string code, string memberId) =>
        (await owners.AddAsync(RowKey.Of(code), new CodeOwner(memberId))).Row.Value.MemberId;

    private static RowKey KeyOf(string inviterMemberId, string inviteeMemberId) => new(inviterMemberId, InviteePrefix + inviteeMemberId);
}
