namespace Kencom.Core.Members;

/// <param name="Joined">How many joined by the code.</param>
public sealed record Invitation(string Code, int Joined);

/// <summary>The member's invitation code, made when first asked for, and how many joined by it (REG-6).</summary>
public sealed class ViewInvitation(FindMember findMember, InvitationStore invitations)
{
    /// <returns>Not signed in, when the member is gone: nothing may be made for one any more (SI-8).</returns>
    public async Task<Result<Invitation>> HandleAsync(string memberId, CancellationToken cancellationToken)
    {
        var found = await findMember.HandleAsync(memberId, cancellationToken);
        return found.IsSuccess
            ? new Invitation(await invitations.IssueAsync(memberId, cancellationToken), await invitations.CountJoinedAsync(memberId, cancellationToken))
            : found.Error;
    }
}
