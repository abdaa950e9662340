using Kencom.Core.Insurers;
using Kencom.Core.Members;
using Kencom.Core.Registrations;
using Kencom.Core.Rosters;

namespace Kencom.Core.Eligibility;

/// <summary>What a look into the roster gave.</summary>
/// <param name="Person">Who was found and is covered; null for a miss, near or far (EL-7).</param>
/// <param name="MemberId">The member who is this person already (EL-11).</param>
/// <param name="Several">Whether more than one person matched: a miss that staff can see (EL-7).</param>
public sealed record PersonSearch(ConfirmedPerson? Person, Relation? Relation, string? MemberId, bool Several);

/// <summary>Finds the one covered person who is what somebody claims to be (EL-5, EL-7, EL-8).</summary>
/// <remarks>Storage calls: the card 1, a lapsed row's person 1, the claim 1.</remarks>
public sealed class FindPerson(RosterStore rosters, ClaimStore claims, TimeProvider clock)
{
    public async Task<PersonSearch> HandleAsync(Insurer insurer, ClaimedPerson claimed, CancellationToken cancellationToken)
    {
        if (await rosters.FindCardAsync(claimed.Card, cancellationToken) is not { } card)
        {
            return new PersonSearch(null, null, null, false);
        }

        var today = JapanTime.Today(clock);
        var match = card.Match(claimed.KanaName, claimed.BirthDate, today);
        if (match.Person is not { } person || !await rosters.IsCoveredAsync(person, today, cancellationToken))
        {
            return new PersonSearch(null, null, null, match.IsAmbiguous);
        }

        var confirmed = new ConfirmedPerson(
            claimed.KanaName.Value, claimed.BirthDate, insurer.Number, insurer.Name, card.Key, person.Key, match.Step, claimed.Card.ToTyped());
        return new PersonSearch(confirmed, person.Relation, await claims.FindAsync(person.Key, cancellationToken), false);
    }
}
