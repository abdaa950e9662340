using Kencom.Core.SignIn;

namespace Kencom.Core.Members;

/// <summary>Ends a membership (SI-8): marks the member, then removes everything. What is interrupted is finished by <see cref="SweepMembers"/>.</summary>
public sealed class Leave(FindMember findMember, ProvePassword prove, MemberStore members, RemoveMember remove, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(string memberId, string? password, CancellationToken cancellationToken)
    {
        var found = await findMember.HandleAsync(memberId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var proven = await prove.HandleAsync(found.Value, password, "password", cancellationToken);
        if (!proven.IsSuccess)
        {
            return proven.Error;
        }

        var now = clock.GetUtcNow();
        if (await members.ChangeAsync(memberId, member => member with { LeavingSince = member.LeavingSince ?? now }, cancellationToken) is { } leaving)
        {
            await remove.HandleAsync(leaving, cancellationToken);
        }

        return default(Done);
    }
}
