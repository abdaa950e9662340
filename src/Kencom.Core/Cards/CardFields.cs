namespace Kencom.Core.Cards;

/// <summary>What a person says about the card and themselves, in canonical form (EL-1 to EL-6).</summary>
public readonly record struct ClaimedPerson(Card Card, KanaName KanaName, DateOnly BirthDate);

/// <summary>Reads the five card values as a person typed them.</summary>
public static class CardFields
{
    /// <summary>Adds what is wrong to the errors, all fields at once; the values count only when nothing is.</summary>
    public static ClaimedPerson Read(
        string? kanaName, string? birthDate, string? insurerNumber, string? cardSymbol, string? cardNumber, DateOnly today, FieldErrors errors)
    {
        var (name, born) = PersonFields.Read(kanaName, birthDate, today, errors);
        InsurerNumber insurer = default;
        if (errors.Require(insurerNumber is { Length: > 0 }, "insurerNumber", "保険者番号を入力してください。"))
        {
            errors.Require(InsurerNumber.TryParse(insurerNumber, out insurer), "insurerNumber", "保険者番号は6桁または8桁の数字で入力してください。");
        }

        errors.Require(CardSymbol.TryParse(cardSymbol ?? "", out var symbol), "cardSymbol", "記号が正しくありません。ハイフンがある場合は、ハイフンより後ろを入力してください。");
        CardNumber number = default;
        if (errors.Require(cardNumber is { Length: > 0 }, "cardNumber", "番号を入力してください。"))
        {
            errors.Require(CardNumber.TryParse(cardNumber, out number), "cardNumber", "番号は数字で入力してください。");
        }

        return new ClaimedPerson(new Card(insurer, symbol, number), name, born);
    }
}
