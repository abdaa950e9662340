using Kencom.Core.Accounts;
using Kencom.Core.Checkups.Access;
using Kencom.Core.Members;
using Kencom.Core.Security;

namespace Kencom.Core.Staff;

/// <summary>
/// Gives a member further tries (STF-3): five more at the viewing code, once a code, and at the secret answer, once a day; for signing in the counts of SI-10 are cleared.
/// </summary>
public sealed class UnlockMember(AuditLog audit, MemberStore members, GuessGuard guesses, GiveMoreTries giveMoreTries)
{
    public async Task<Result<Done>> HandleAsync(StaffAct act, string memberId, Unlockable? what, CancellationToken cancellationToken)
    {
        if (what is null)
        {
            return Errors.ValidationFailed("what", "ロックを解除するものを指定してください。");
        }

        if (!MembersForStaff.IsId(memberId))
        {
            return Errors.NotFound;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await audit.AddAsync(act.Entry(ActionFor(what.Value), memberId));
        if (await members.FindForStaffAsync(memberId, cancellationToken) is not { } member)
        {
            return Errors.NotFound;
        }

        switch (what)
        {
            case Unlockable.ViewingCode:
                return await giveMoreTries.AtViewingCodeAsync(memberId, CancellationToken.None);
            case Unlockable.Results:
                return await giveMoreTries.AtSecretAnswerAsync(memberId);
            default:
                if (member.Email is { } email)
                {
                    await guesses.ClearAsync(email);
                }

                return default(Done);
        }
    }

    private static string ActionFor(Unlockable what) => what switch
    {
        Unlockable.SignIn => "unlock-sign-in",
        Unlockable.ViewingCode => "unlock-viewing-code",
        _ => "unlock-results",
    };
}
