namespace Kencom.Core.Members;

/// <summary>The member behind a session.</summary>
/// <remarks>Storage calls: 1.</remarks>
public sealed class FindMember(MemberStore members)
{
    /// <returns>Not signed in, when the member has left or is leaving.</returns>
    public async Task<Result<Member>> HandleAsync(string memberId, CancellationToken cancellationToken) =>
        await members.FindAsync(memberId, cancellationToken) is { LeavingSince: null } member ? member : Errors.NotSignedIn;
}
