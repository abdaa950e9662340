namespace Kencom.Core.Cards;

/// <summary>The three values that a card is found by, canonical.</summary>
public readonly record struct Card(InsurerNumber InsurerNumber, CardSymbol Symbol, CardNumber Number);
