using System.Diagnostics.CodeAnalysis;

namespace Kencom.Core.Cards;

/// <summary>
/// 番号 of the card: digits, of which the last seven count, without leading zeros. Two digits at the end, behind a space or a hyphen, are the 枝番, as
/// 資格確認書 prints it: 12345 01 (EL-4).
/// </summary>
public readonly record struct CardNumber
{
    private const int DigitsThatCount = 7;

    /// <summary>記号 and 番号 have at most 38 characters together (claim records' conditions).</summary>
    private const int MaximumDigits = 38;

    private CardNumber(string value) => Value = value;

    /// <summary>Canonical: one to seven ASCII digits.</summary>
    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, out CardNumber number) => TryParse(text, out number, out _);

    /// <param name="branch">The 枝番, if one stands behind the number.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out CardNumber number, out BranchNumber? branch)
    {
        branch = null;
        if (!IsPlain(text) && SplitBranch(JapaneseText.FoldAroundSpaces(text)) is var (before, behind))
        {
            (text, branch) = (before, behind);
        }

        var digits = JapaneseText.FoldDigits(text, MaximumDigits);
        number = digits is null ? default : new CardNumber(JapaneseText.TrimLeadingZeros(digits.Length > DigitsThatCount ? digits[^DigitsThatCount..] : digits));
        return digits is not null;
    }

    public override string ToString() => Value;

    private static bool IsPlain(string? text) => !text.AsSpan().ContainsAnyExceptInRange('0', '9'); // Nearly every row of a roster.

    private static (string Number, BranchNumber Branch)? SplitBranch(string? text)
    {
        if (text is not [.. var before, >= '0' and <= '9', >= '0' and <= '9'] || !BranchNumber.TryParse(text[^2..], out var branch))
        {
            return null;
        }

        var end = before.Length;
        while (end > 0 && (char.IsWhiteSpace(before[end - 1]) || before[end - 1] == 'ー' || JapaneseText.IsDash(before[end - 1])))
        {
            end--;
        }

        return end < before.Length ? (before[..end], branch) : null;
    }
}
