using Kencom.Core.Cards;
using Kencom.Core.Insurers;
using Kencom.Core.Rosters;

namespace Kencom.Core.Members;

/// <summary>What a look into the roster gave.</summary>
/// <param name="Person">Who was found and is covered; null for a miss, near or far (EL-7).</param>
/// <param name="MemberId">The member who is this person already (EL-11).</param>
/// <param name="Several">Whether more than one person matched: a miss that staff can see (EL-7).</param>
public sealed record PersonSearch(ConfirmedPerson? Person, Relation? Relation, string? MemberId, bool Several);

/// <summary>Finds the one covered person who is what somebody claims to be (EL-5, EL-7, EL-8).</summary>
/// <remarks>
/// Storage calls: the card 1, then a look at other cards 1 and the claim 1, at once, for a hit, a near miss, a far miss and a lapsed row alike (EL-12).
/// </remarks>
public sealed class FindPerson(RosterStore rosters, ClaimStore claims, TimeProvider clock)
{
    public async Task<PersonSearch> HandleAsync(Insurer insurer, ClaimedPerson claimed, CancellationToken cancellationToken)
    {
        var card = await rosters.FindCardAsync(claimed.Card.InsurerNumber, claimed.Card.Symbol, claimed.Card.Number, cancellationToken);
        var today = JapanTime.Today(clock);
        var match = card?.Match(claimed.KanaName, claimed.BirthDate, today);
        var person = match?.Person ?? rosters.Nobody(claimed.Card);
        var covered = rosters.IsCoveredAsync(person, today, cancellationToken);
        var memberId = await claims.FindAsync(person.Key, cancellationToken);
        if (!await covered || match?.Person is null)
        {
            return new PersonSearch(null, null, null, match is { IsAmbiguous: true });
        }

        var confirmed = new ConfirmedPerson(
            claimed.KanaName.Value, claimed.BirthDate, insurer.Number, insurer.Name, card!.Key, person.Key, match!.Step, claimed.Card.ToTyped());
        return new PersonSearch(confirmed, person.Relation, memberId, false);
    }
}
