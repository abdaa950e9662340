using System.Diagnostics.CodeAnalysis;

namespace Kencom.Core.Cards;

/// <summary>枝番, which tells the persons on one card apart: two digits. Many insurers give the insured person 00; a missing one is no 00.</summary>
public readonly record struct BranchNumber
{
    private BranchNumber(string value) => Value = value;

    /// <summary>Canonical: two ASCII digits.</summary>
    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, out BranchNumber number)
    {
        var digits = JapaneseText.FoldDigits(text, maximum: 10) is { } folded ? JapaneseText.TrimLeadingZeros(folded) : null;
        number = digits is { Length: <= 2 } ? new BranchNumber(digits.PadLeft(2, '0')) : default;
        return number.Value is not null;
    }

    public override string ToString() => Value;
}
