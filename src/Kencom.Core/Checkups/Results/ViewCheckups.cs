using System.Collections.Immutable;
using Kencom.Core.Accounts;
using Kencom.Core.Checkups.Access;
using Kencom.Core.Checkups.SecretQuestions;

namespace Kencom.Core.Checkups.Results;

/// <summary>The member's own results, newest first (CK-5), while they are open in this session (CK-1, CK-4).</summary>
/// <remarks>Storage calls: access 1, results 1 for each key of the person, which is nearly always one.</remarks>
public sealed class ViewCheckups(CheckupAccessStore access, CheckupStore checkups)
{
    public async Task<Result<ImmutableArray<ShownCheckup>>> HandleAsync(Session session, CancellationToken cancellationToken)
    {
        var present = await access.FindAsync(session.MemberId, cancellationToken);
        if (access.NextFor(present, session.Id) is { } next)
        {
            return Errors.ResultsLocked(CheckupSteps.Of(next), next is NextStep.SecretAnswer ? SecretQuestion.TextOf(present?.QuestionId) : null);
        }

        var found = new List<Checkup>();
        foreach (var personKey in present!.PersonKeys)
        {
            found.AddRange(await checkups.ListAsync(personKey, cancellationToken).ToListAsync(cancellationToken));
        }

        return found.Where(checkup => !checkup.Items.IsEmpty).OrderByDescending(checkup => checkup.Date).ThenBy(checkup => checkup.Facility, StringComparer.Ordinal).Select(ShownCheckup.Of).ToImmutableArray();
    }
}
