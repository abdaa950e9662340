using Kencom.Core.Accounts;
using Kencom.Core.Checkups.Access;
using Kencom.Core.Checkups.ViewingCodes;
using Kencom.Core.Members;

namespace Kencom.Core.Staff;

/// <summary>What support can unlock (STF-3).</summary>
public enum Unlockable
{
    SignIn,
    ViewingCode,
    Results,
}

/// <summary>Finds at what a member has used all tries up (SI-10, CK-2, CK-4).</summary>
public sealed class FindUnlockable(GuessGuard guesses, PersonsOfMember persons, CheckupAccessStore access)
{
    public async Task<IReadOnlyList<Unlockable>> HandleAsync(Member member, CancellationToken cancellationToken)
    {
        var signIn = member.Email is { } email ? guesses.IsLockedAsync(email, cancellationToken) : Task.FromResult(false);
        var codes = persons.ListCodesAsync(member, cancellationToken);
        var results = access.FindAsync(member.Id, cancellationToken);
        var found = new List<Unlockable>();
        if (await signIn)
        {
            found.Add(Unlockable.SignIn);
        }

        if ((await codes).Any(candidate => candidate.Code is { IsLocked: true }))
        {
            found.Add(Unlockable.ViewingCode);
        }

        if (await results is { AnswerFailures: >= CheckupAccessStore.MostFailures })
        {
            found.Add(Unlockable.Results);
        }

        return found;
    }
}
