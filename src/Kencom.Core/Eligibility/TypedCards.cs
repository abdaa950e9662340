using Kencom.Core.Registrations;
using Kencom.Core.Rosters;

namespace Kencom.Core.Eligibility;

/// <summary>Canonical values are read as what they are: reading them again changes nothing (EL-6).</summary>
internal static class TypedCards
{
    public static TypedCard ToTyped(this Card card) => new(card.InsurerNumber.Value, card.Symbol.Value, card.Number.Value);

    public static Card ToCard(this TypedCard typed) =>
        InsurerNumber.TryParse(typed.InsurerNumber, out var insurer) && CardSymbol.TryParse(typed.Symbol, out var symbol) && CardNumber.TryParse(typed.Number, out var number)
            ? new Card(insurer, symbol, number)
            : throw new FormatException("A stored card is not in canonical form.");

    public static Task<RosterCard?> FindCardAsync(this RosterStore rosters, Card card, CancellationToken cancellationToken) =>
        rosters.FindCardAsync(card.InsurerNumber, card.Symbol, card.Number, cancellationToken);
}
