namespace Kencom.Core.Members;

/// <param name="Joined">How many joined by the code.</param>
public sealed record Invitation(string Code, int Joined);

/// <summary>The member's invitation code, made when first asked for, and how many joined by it (REG-6).</summary>
public sealed class ViewInvitation(InvitationStore invitations)
{
    public async Task<Invitation> HandleAsync(string memberId, CancellationToken cancellationToken) =>
        new(await invitations.IssueAsync(memberId, cancellationToken), await invitations.CountJoinedAsync(memberId, cancellationToken));
}
