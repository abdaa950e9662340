using System.Diagnostics.CodeAnalysis;

namespace Kencom.Core.Eligibility;

/// <summary>番号 of the card: digits, of which the last seven count, without leading zeros (EL-4).</summary>
public readonly record struct CardNumber
{
    private const int DigitsThatCount = 7;

    /// <summary>記号 and 番号 have at most 38 characters together (claim records' conditions).</summary>
    private const int MaximumDigits = 38;

    private CardNumber(string value) => Value = value;

    /// <summary>Canonical: one to seven ASCII digits.</summary>
    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, out CardNumber number)
    {
        if (JapaneseText.FoldDigits(text, MaximumDigits) is not { } digits)
        {
            number = default;
            return false;
        }

        number = new CardNumber(JapaneseText.TrimLeadingZeros(digits.Length > DigitsThatCount ? digits[^DigitsThatCount..] : digits));
        return true;
    }

    public override string ToString() => Value;
}
