using System.Globalization;
using Kencom.Core.Captcha;
using Kencom.Core.Cards;
using Kencom.Core.Security;

namespace Kencom.Core.Members;

/// <summary>Whose allowances a claim to be somebody uses (EL-12): the person's, whatever the card, and the card's, whatever the name.</summary>
public static class ProbedPerson
{
    public static SubjectUse[] Uses(ClaimedPerson claimed, Allowance ofPerson, Allowance ofCard) =>
    [
        // By the ladder's last step: another spelling of a name is no other name.
        new(ofPerson, $"{claimed.KanaName.Step3} {claimed.BirthDate.ToString("O", CultureInfo.InvariantCulture)}"),
        new(ofCard, $"{claimed.Card.InsurerNumber.Value} {claimed.Card.Symbol.Value} {claimed.Card.Number.Value}"),
    ];
}
