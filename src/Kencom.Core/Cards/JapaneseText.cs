using System.Globalization;
using System.Text;

namespace Kencom.Core.Cards;

/// <summary>What all card values need of Unicode (EL-2 to EL-6).</summary>
public static class JapaneseText
{
    /// <summary>Longer input is no card value: it is refused before any work is done on it.</summary>
    internal const int MaximumInput = 200;

    /// <summary>Looks like a dash to a person, but is no dash to Unicode: ˗ ⁃ ⁻ ₋ − ⎯ ⏤ ─ ━ ➖ and the tilde that CP932 makes of 〜.</summary>
    private const string DashesByLook = "\u02D7\u2043\u207B\u208B\u2212\u23AF\u23E4\u2500\u2501\u2796\uFF5E~";

    /// <summary>Without the tables of ICU, NFKC leaves Japanese as it is, silently, and no card would match any more. Called at start-up.</summary>
    /// <exception cref="InvalidOperationException">The process runs with invariant globalization.</exception>
    public static void EnsureUnicodeNormalization()
    {
        if ("ｶﾞ１".Normalize(NormalizationForm.FormKC) != "ガ1")
        {
            throw new InvalidOperationException("Unicode normalization does nothing here: turn InvariantGlobalization off and install ICU.");
        }
    }

    /// <summary>Every hyphen, dash, minus and wave dash; not the long-vowel mark, which is a letter.</summary>
    internal static bool IsDash(char character) =>
        char.GetUnicodeCategory(character) is UnicodeCategory.DashPunctuation || DashesByLook.Contains(character, StringComparison.Ordinal);

    /// <summary>What half a surrogate pair and an undecodable byte are read as; and U+FFFE, which no text holds and normalization fails on.</summary>
    internal static bool IsNoCharacter(Rune rune) => rune == Rune.ReplacementChar || rune.Value == 0xFFFE;

    /// <summary>NFKC of any characters whatever; what is none becomes U+FFFD.</summary>
    internal static string Compatible(ReadOnlySpan<char> text)
    {
        var wellFormed = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            wellFormed.Append(IsNoCharacter(rune) ? "\uFFFD" : rune.ToString());
        }

        return wellFormed.ToString().Normalize(NormalizationForm.FormKC);
    }

    internal static bool IsKana(char character) => character is (>= 'ぁ' and <= 'ゖ') or (>= 'ァ' and <= 'ヺ') or (>= 'ㇰ' and <= 'ㇿ');

    /// <summary>
    /// What has no width: marks of direction, joiners, byte order marks, soft hyphens and what chooses between two shapes of a character. Copying from a
    /// page or a PDF brings them along, and nobody sees them.
    /// </summary>
    internal static bool HasNoWidth(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format || rune.Value is 0x034F or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    /// <summary>
    /// NFKC, with the spacing voice marks ゛ ゜ made combining first (NFKC alone would turn them into a space and a mark), without spaces and
    /// characters without width.
    /// Null when the text is too long or no text at all (half a surrogate pair).
    /// </summary>
    internal static string? Fold(string? text) => Fold(text, keepSpaces: false);

    /// <summary>The same with spaces, for values in which a space parts something.</summary>
    internal static string? FoldAroundSpaces(string? text) => Fold(text, keepSpaces: true)?.Trim();

    private static string? Fold(string? text, bool keepSpaces)
    {
        if (text is null || text.Length > MaximumInput)
        {
            return null;
        }

        var joined = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsNoCharacter(rune))
            {
                return null;
            }

            if ((keepSpaces || !Rune.IsWhiteSpace(rune)) && !HasNoWidth(rune))
            {
                joined.Append((rune.Value switch { 0x309B => new Rune('\u3099'), 0x309C => new Rune('\u309A'), _ => rune }).ToString());
            }
        }

        return joined.ToString().Normalize(NormalizationForm.FormKC);
    }

    /// <summary>Folded text that holds ASCII digits only, at most <paramref name="maximum"/> of them; null for anything else.</summary>
    internal static string? FoldDigits(string? text, int maximum)
    {
        if (text is { Length: > 0 } && text.Length <= maximum && !text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return text; // Nearly every row of a roster.
        }

        return Fold(text) is { Length: > 0 } digits && digits.Length <= maximum && !digits.AsSpan().ContainsAnyExceptInRange('0', '9') ? digits : null;
    }

    /// <summary>Leading zeros do not count; a number of zeros only is zero.</summary>
    internal static string TrimLeadingZeros(string digits) => digits.TrimStart('0') is { Length: > 0 } rest ? rest : "0";
}
