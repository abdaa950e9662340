using Kencom.Core.Cards;
using Kencom.Core.Insurers;
using Kencom.Core.Members;
using Kencom.Core.Rosters;

namespace Kencom.Core.Registrations;

/// <summary>Whether a person who was confirmed is still on the roster and covered (FIN-4).</summary>
/// <remarks>Storage calls: the card 1, a lapsed row's person 1; for a group's member none.</remarks>
public sealed class RecheckEligibility(RosterStore rosters, InsurerStore insurers, TimeProvider clock)
{
    /// <returns>The person as the roster knows them now.</returns>
    public async Task<Result<ConfirmedPerson>> HandleAsync(ConfirmedPerson person, CancellationToken cancellationToken)
    {
        if (person.Card is not { } typed)
        {
            return person;
        }

        var (insurerNumber, symbol, number) = typed.ToCard();
        var card = await rosters.FindCardAsync(insurerNumber, symbol, number, cancellationToken);
        var today = JapanTime.Today(clock);
        if (card?.Find(person.PersonKey!) is not { } current || (!current.Covers(today) && !await rosters.IsCoveredAsync(current, today, cancellationToken)))
        {
            return Errors.EligibilityNotConfirmed;
        }

        return await insurers.FindAsync(person.InsurerNumber!, cancellationToken) is { } insurer
            && EligibilityRules.IsRestricted(insurer, current.Relation, person.BirthDate, today)
            ? Errors.EligibilityRestricted
            : person with { PersonKey = current.Key, CardKey = card.Key };
    }
}
