using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Kencom.Core.Cards;

/// <summary>
/// 記号 of the card (EL-3): what follows the last hyphen, without spaces and, if it is all digits, without leading zeros. It may hold kana and
/// kanji, and it may be empty: some insurers have none.
/// </summary>
public readonly record struct CardSymbol
{
    /// <summary>記号 and 番号 have at most 38 characters together (claim records' conditions).</summary>
    private const int MaximumLength = 38;

    private readonly string? value;

    private CardSymbol(string value) => this.value = value;

    /// <summary>Canonical; empty for a card without a symbol.</summary>
    public string Value => value ?? "";

    /// <summary>Missing is empty (EL-1). A hyphen alone is how many write "none"; nothing after the last of several characters is a slip.</summary>
    public static bool TryParse(string? text, out CardSymbol symbol)
    {
        var canonical = IsPlainDigits(text) ? JapaneseText.TrimLeadingZeros(text) : Canonical(text ?? "");
        symbol = canonical is null ? default : new CardSymbol(canonical);
        return canonical is not null;
    }

    public override string ToString() => Value;

    private static bool IsPlainDigits([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= MaximumLength } && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static string? Canonical(string text)
    {
        // Folding can join what a cut or a dropped space brought together, so it is repeated until nothing changes: that is EL-6.
        while (JapaneseText.Fold(text) is { } folded)
        {
            var cut = LastHyphen(folded);
            if (cut == folded.Length - 1 && folded.Length > 1)
            {
                return null;
            }

            var rest = folded[(cut + 1)..];
            if (rest == text)
            {
                return rest.Length <= MaximumLength && IsText(rest) ? WithoutLeadingZeros(rest) : null;
            }

            text = rest;
        }

        return null;
    }

    /// <summary>ー after kana is a long vowel; after anything else it is the hyphen that a Japanese keyboard gives.</summary>
    private static int LastHyphen(string text)
    {
        var last = -1;
        var afterKana = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (JapaneseText.IsDash(text[i]) || (text[i] == 'ー' && !afterKana))
            {
                last = i;
                afterKana = false;
            }
            else if (text[i] != 'ー')
            {
                afterKana = JapaneseText.IsKana(text[i]);
            }
        }

        return last;
    }

    /// <summary>Invisible characters are refused, and 外字 (private use), which look different on every machine.</summary>
    private static bool IsText(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate)
            {
                return false;
            }
        }

        return text.Length == 0 || CharUnicodeInfo.GetUnicodeCategory(text[0]) is not UnicodeCategory.NonSpacingMark;
    }

    private static string WithoutLeadingZeros(string text) => IsPlainDigits(text) ? JapaneseText.TrimLeadingZeros(text) : text;
}
