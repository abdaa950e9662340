using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Members;

/// <summary>The members, one row each.</summary>
public sealed class MemberStore(TableServiceClient tables)
{
    private readonly TableClient table = tables.GetTableClient(TableNames.Members);

    /// <summary>Adds a member; one who is there already stays as they are, so that a completion can be repeated (FIN-1).</summary>
    /// <returns>The member as stored.</returns>
    public async Task<Member> AddAsync(Member member, CancellationToken cancellationToken)
    {
        var entity = MemberEntity.From(member);
        return (await table.AddOrFindAsync(entity, cancellationToken) ?? entity).ToMember();
    }

    public async Task<Member?> FindAsync(string memberId, CancellationToken cancellationToken) =>
        (await table.FindAsync<MemberEntity>(memberId, cancellationToken))?.ToMember();

    /// <returns>False when the member was changed or removed since it was read.</returns>
    public Task<bool> TryReplaceAsync(Member member, CancellationToken cancellationToken) =>
        table.TryReplaceAsync(MemberEntity.From(member), cancellationToken);

    /// <summary>Changes a member, on top of whatever others change at the same time.</summary>
    /// <returns>The member as written, or null when there is none.</returns>
    public async Task<Member?> ChangeAsync(string memberId, Func<Member, Member> change, CancellationToken cancellationToken)
    {
        while (await FindAsync(memberId, cancellationToken) is { } member)
        {
            var changed = change(member);
            if (changed == member || await TryReplaceAsync(changed, cancellationToken))
            {
                return changed;
            }
        }

        return null;
    }

    public Task RemoveAsync(string memberId, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(memberId, memberId, ETag.All, cancellationToken);

    /// <summary>Members whose removal was begun and not finished (SI-8).</summary>
    public async IAsyncEnumerable<Member> ListLeavingAsync(DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entity in table.QueryAsync<MemberEntity>(entity => entity.LeavingSince < before, cancellationToken: cancellationToken))
        {
            yield return entity.ToMember();
        }
    }
}
