using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Core.Members;

/// <summary>The members, one row each; their sessions lie beside it.</summary>
public sealed class MemberStore(TableServiceClient tables)
{
    private readonly Rows<Member> rows = new(tables, TableNames.Members, MemberJson.Default.Member);

    /// <summary>Adds a member; one who is there already stays as they are, so that a completion can be repeated (FIN-1).</summary>
    /// <returns>The member as stored.</returns>
    public async Task<Member> AddAsync(Member member) => (await rows.AddAsync(RowKey.Of(member.Id), member)).Row.Value;

    /// <summary>For a batch with others of the member's rows.</summary>
    public RowWrite Adding(Member member) => rows.Adding(RowKey.Of(member.Id), member);

    public async Task<Member?> FindAsync(string memberId, CancellationToken cancellationToken) =>
        (await rows.FindAsync(RowKey.Of(memberId), cancellationToken))?.Value;

    /// <summary>Changes a member, on top of whatever others change at the same time.</summary>
    /// <returns>The member as it then is; an error when there is none, or when the decision gives one.</returns>
    public async Task<Result<Member>> ChangeAsync(string memberId, Func<Member, Result<Member>> decide)
    {
        var changed = await rows.ChangeAsync(RowKey.Of(memberId), member => member is null ? Errors.NotAnyMore : decide(member));
        return changed.IsSuccess ? changed.Value.Value : changed.Error;
    }

    public Task RemoveAsync(string memberId) => rows.DeleteAsync(RowKey.Of(memberId));
}
