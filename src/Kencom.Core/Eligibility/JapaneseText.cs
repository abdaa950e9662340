using System.Globalization;
using System.Text;

namespace Kencom.Core.Eligibility;

/// <summary>What all card values need of Unicode (EL-2 to EL-6).</summary>
public static class JapaneseText
{
    /// <summary>Longer input is no card value; it is refused before any work is done on it.</summary>
    internal const int MaximumInput = 200;

    /// <summary>Looks like a dash to a person, but is no dash to Unicode: ˗ ⁃ − ⎯ ─ ━ and the tilde that CP932 makes of 〜.</summary>
    private const string DashesByLook = "\u02D7\u2043\u2212\u23AF\u2500\u2501\uFF5E~";

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

    internal static bool IsKana(char character) => character is (>= 'ぁ' and <= 'ゖ') or (>= 'ァ' and <= 'ヺ') or (>= 'ㇰ' and <= 'ㇿ');

    /// <summary>
    /// NFKC, with the spacing voice marks ゛ ゜ made combining first (NFKC alone would turn them into a space and a mark) and without spaces.
    /// Null when the text is too long or no text at all (half a surrogate pair).
    /// </summary>
    internal static string? Fold(string? text)
    {
        if (text is null || text.Length > MaximumInput)
        {
            return null;
        }

        var joined = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
            {
                return null; // Also what half a surrogate pair and an undecodable byte are read as.
            }

            if (!Rune.IsWhiteSpace(rune))
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
