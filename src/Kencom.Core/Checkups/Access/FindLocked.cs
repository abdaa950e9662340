using System.Collections.Immutable;
using Kencom.Core.Accounts;
using Kencom.Core.Members;

namespace Kencom.Core.Checkups.Access;

/// <summary>What may be locked for a member (CK-1). The names are answered: a wire format.</summary>
public enum Lockable
{
    Checkups,
    Points,
}

/// <summary>Something that is locked, and what opens it.</summary>
public sealed record Locked(Lockable What, NextStep Next);

/// <summary>What is locked for a member in a session (CK-1).</summary>
/// <remarks>Storage calls: 1.</remarks>
public sealed class FindLocked(CheckupAccessStore store)
{
    public async Task<ImmutableArray<Locked>> HandleAsync(Member member, Session session, CancellationToken cancellationToken)
    {
        var access = await store.FindAsync(member.Id, cancellationToken);
        var locked = ImmutableArray.CreateBuilder<Locked>(2);
        if (store.NextFor(access, session.Id) is { } next)
        {
            locked.Add(new Locked(Lockable.Checkups, next));
        }

        if (member.GroupCode is not null && access is not { IsVerified: true })
        {
            locked.Add(new Locked(Lockable.Points, NextStep.ViewingCode));
        }

        return locked.DrainToImmutable();
    }
}
