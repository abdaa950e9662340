using Microsoft.Extensions.Options;

namespace Kencom.Core.Members;

/// <summary>Finishes the removal of members that was interrupted (SI-8).</summary>
public sealed class SweepMembers(MemberStore members, RemoveMember remove, IOptions<MemberOptions> options, TimeProvider clock)
{
    public async Task HandleAsync(CancellationToken cancellationToken)
    {
        var interrupted = clock.GetUtcNow() - options.Value.LeavingTakesAtMost;
        await foreach (var member in members.ListLeavingAsync(interrupted, cancellationToken))
        {
            await remove.HandleAsync(member, cancellationToken);
        }
    }
}
