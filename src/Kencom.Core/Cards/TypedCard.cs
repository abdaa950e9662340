namespace Kencom.Core.Cards;

/// <summary>A card's values in canonical form, as long as they are needed to find its row.</summary>
public sealed record TypedCard(string InsurerNumber, string Symbol, string Number);

/// <summary>Canonical values are read as what they are: reading them again changes nothing (EL-6).</summary>
public static class TypedCards
{
    public static TypedCard ToTyped(this Card card) => new(card.InsurerNumber.Value, card.Symbol.Value, card.Number.Value);

    public static Card ToCard(this TypedCard typed) =>
        InsurerNumber.TryParse(typed.InsurerNumber, out var insurer) && CardSymbol.TryParse(typed.Symbol, out var symbol) && CardNumber.TryParse(typed.Number, out var number)
            ? new Card(insurer, symbol, number)
            : throw new FormatException("A stored card is not in canonical form.");
}
