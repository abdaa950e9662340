using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Kencom.Core.Eligibility;

/// <summary>
/// A person's full name in katakana (EL-5): typed in katakana or hiragana of any width, with any dash, with or without spaces and middle dots.
/// Two names are compared on a ladder, one text for each step; a higher step forgives more.
/// </summary>
public readonly record struct KanaName
{
    /// <summary>The steps of the ladder, 1 to 3.</summary>
    public const int Steps = 3;

    private const int MaximumLength = 60;
    private const string MiddleDots = "\u00B7\u2022\u2027\u2219\u22C5\u30FB\uFF65";
    private const string SmallKana = "ァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ";
    private const string LargeKana = "アイウエオツヤユヨワカケクシストヌハヒフヘホムラリルレロ";
    private const string OldKana = "ヂヅヲヰヱ";
    private const string NewKana = "ジズオイエ";

    private static readonly SearchValues<char> Folded2 = SearchValues.Create(SmallKana + "-");
    private static readonly SearchValues<char> Folded3 = SearchValues.Create(OldKana);

    private KanaName(string step1) => Step1 = step1;

    /// <summary>Canonical and shown to people: full-width katakana and the long-vowel mark only.</summary>
    public string Value => Step1.Replace('-', 'ー');

    /// <summary>Compared first: the same characters, whatever their width, marks, spaces and middle dots. A dash is still a dash here.</summary>
    public string Step1 { get; }

    /// <summary>Then: small kana as large, every dash as the long-vowel mark. Old records knew no small kana (キヨウコ for キョウコ).</summary>
    public string Step2 => Fold(Step1, Folded2, SmallKana + "-", LargeKana + "ー");

    /// <summary>At last: kana of one sound (ヂ and ジ, ヅ and ズ, ヲ ヰ ヱ and オ イ エ).</summary>
    public string Step3 => Fold(Step2, Folded3, OldKana, NewKana);

    public static bool TryParse([NotNullWhen(true)] string? text, out KanaName name)
    {
        var step1 = text is { Length: > 0 and <= MaximumLength } && IsCanonical(text) ? text : Canonical(text);
        name = step1 is null ? default : new KanaName(step1);
        return step1 is not null;
    }

    public override string ToString() => Value;

    private static string? Canonical(string? text)
    {
        if (text is null || text.Length > JapaneseText.MaximumInput)
        {
            return null;
        }

        Span<char> katakana = stackalloc char[text.Length];
        var length = 0;
        foreach (var character in text)
        {
            if (char.IsWhiteSpace(character) || MiddleDots.Contains(character, StringComparison.Ordinal))
            {
                continue;
            }

            if (Accept(character) is not { } accepted)
            {
                return null;
            }

            katakana[length++] = accepted;
        }

        var composed = new string(katakana[..length]);
        if (!IsCanonical(composed))
        {
            composed = composed.Normalize(NormalizationForm.FormKC);
        }

        return composed.Length is > 0 and <= MaximumLength && IsCanonical(composed) ? composed : null;
    }

    /// <summary>One character as katakana before composition; null for what no kana name holds.</summary>
    private static char? Accept(char character) => character switch
    {
        >= 'ぁ' and <= 'ゖ' => (char)(character + ('ァ' - 'ぁ')),
        '\u309B' => '\u3099',
        '\u309C' => '\u309A',
        '\u3099' or '\u309A' or 'ー' or (>= 'ァ' and <= 'ヺ') or (>= 'ㇰ' and <= 'ㇿ') or (>= '\uFF66' and <= '\uFF9F') => character,
        _ when JapaneseText.IsDash(character) => '-',
        _ => null,
    };

    /// <summary>Katakana, ー and - only (a voice mark that found no kana to join is left over, and refused); at least one kana.</summary>
    private static bool IsCanonical(string text)
    {
        var hasKana = false;
        foreach (var character in text)
        {
            if (character is (>= 'ァ' and <= 'ヺ') or (>= 'ㇰ' and <= 'ㇿ'))
            {
                hasKana = true;
            }
            else if (character is not ('ー' or '-'))
            {
                return false;
            }
        }

        return hasKana;
    }

    private static string Fold(string text, SearchValues<char> folded, string from, string to) =>
        text.AsSpan().ContainsAny(folded)
            ? string.Create(text.Length, (text, from, to), static (characters, maps) =>
            {
                for (var i = 0; i < characters.Length; i++)
                {
                    var at = maps.from.IndexOf(maps.text[i], StringComparison.Ordinal);
                    characters[i] = at < 0 ? maps.text[i] : maps.to[at];
                }
            })
            : text;
}
