using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace Kencom.Core.Cards;

/// <summary>
/// A person's full name in katakana (EL-5): typed in katakana or hiragana of any width, with any dash, with or without spaces and middle
/// dots; iteration marks are written out, and what stands in brackets is left out.
/// Two names are compared on a ladder, one text for each step; a higher step forgives more.
/// </summary>
public readonly record struct KanaName
{
    /// <summary>The steps of the ladder, 1 to 3.</summary>
    public const int Steps = 3;

    /// <summary>Kana of the longest name; foreign names are long.</summary>
    public const int MaximumLength = 100;

    /// <summary>Marks of their own, spaces and a part in brackets come on top.</summary>
    private const int MaximumInput = 5 * MaximumLength;

    /// <summary>Between the parts of foreign names, and what is written in its place: ＝ ゠ . / and apostrophes (オニール is O'Neill).</summary>
    private static readonly SearchValues<char> MiddleDots = SearchValues.Create("\u00B7\u2022\u2027\u2219\u22C5\u30FB\uFF65=\uFF1D\u30A0.\uFF0E/\uFF0F'\uFF07\u2018\u2019`");
    private const string OpeningBrackets = "([「『【〔〈《<{";
    private const string ClosingBrackets = ")]」』】〕〉》>}";
    private const string SmallKana = "ァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ";
    private const string LargeKana = "アイウエオツヤユヨワカケクシストヌハヒフヘホムラリルレロ";
    private const string OldKana = "ヂヅヲヰヱ";
    private const string NewKana = "ジズオイエ";

    /// <summary>Kana that take ゜ but have no single character with it: for foreign sounds, Ainu, and ガ through the nose (JIS X 0213).</summary>
    private const string SemiVoicedInTwo = "カキクケコセツトㇷ";

    private static readonly SearchValues<char> Folded2 = SearchValues.Create(SmallKana + "-");
    private static readonly SearchValues<char> Folded3 = SearchValues.Create(OldKana);

    private KanaName(string step1) => Step1 = step1;

    /// <summary>Canonical and shown to people: full-width katakana and the long-vowel mark only.</summary>
    public string Value => Step1.Replace('-', 'ー');

    /// <summary>Compared first: the same characters, whatever their width, marks, spaces and middle dots. A dash is still a dash here.</summary>
    public string Step1 { get; }

    /// <summary>Then: small kana as large, every dash as the long-vowel mark. Old records knew no small kana (キヨウコ for キョウコ).</summary>
    public string Step2 => Join(Fold(Step1, Folded2, SmallKana + "-", LargeKana + "ー"));

    /// <summary>At last: kana of one sound (ヂ and ジ, ヅ and ズ, ヲ ヰ ヱ and オ イ エ).</summary>
    public string Step3 => Fold(Step2, Folded3, OldKana, NewKana);

    public static bool TryParse([NotNullWhen(true)] string? text, out KanaName name) => TryParse(text, out name, out _);

    /// <param name="fault">What is wrong with the text when it is no name.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out KanaName name, out KanaNameFault fault)
    {
        fault = default;
        var step1 = text is { Length: > 0 and <= MaximumLength } && IsPlain(text) ? text : Canonical(text ?? "", out fault);
        name = step1 is null ? default : new KanaName(step1);
        return step1 is not null;
    }

    public override string ToString() => Value;

    private static string? Canonical(string text, out KanaNameFault fault)
    {
        fault = new KanaNameFault(IsTooLong: text.Length > MaximumInput, Character: null);
        if (fault.IsTooLong)
        {
            return null;
        }

        // A buffer of text.Length is enough: nothing becomes longer before it is composed.
        Span<char> katakana = stackalloc char[text.Length];
        var length = 0;
        Stack<char>? brackets = null;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsOpening(rune, out var closing))
            {
                (brackets ??= new Stack<char>()).Push(closing);
            }
            else if (brackets is { Count: > 0 })
            {
                // A former name or a note: (旧姓 スズキ).
                _ = rune.IsBmp && Usual((char)rune.Value) == brackets.Peek() && brackets.TryPop(out _);
            }
            else if (Accept(rune) is { } accepted)
            {
                katakana[length++] = accepted;
            }
            else if (!IsLeftOut(rune))
            {
                fault = fault with { Character = rune };
                return null;
            }
        }

        if (brackets is not null && brackets.TryPop(out var missing))
        {
            fault = fault with { Character = new Rune(OpeningBrackets[ClosingBrackets.IndexOf(missing, StringComparison.Ordinal)]) };
            return null;
        }

        return Compose(new string(katakana[..length]), out fault);
    }

    private static string? Compose(string katakana, out KanaNameFault fault)
    {
        var composed = IsPlain(katakana) ? katakana : Repeat(katakana.Normalize(NormalizationForm.FormKC));
        fault = new KanaNameFault(composed.Length > MaximumLength, FirstWrong(composed));
        return fault == default && composed.AsSpan().ContainsAnyExcept('ー', '-') ? composed : null;
    }

    private static bool IsLeftOut(Rune rune) =>
        Rune.IsWhiteSpace(rune) || JapaneseText.HasNoWidth(rune) || (rune.IsBmp && MiddleDots.Contains((char)rune.Value));

    private static bool IsOpening(Rune rune, out char closing)
    {
        if (rune.Value is (>= 'ぁ' and <= 'ヿ') or (>= '\uFF66' and <= '\uFF9F'))
        {
            closing = default;
            return false; // Kana, as nearly always.
        }

        var kind = rune.IsBmp ? OpeningBrackets.IndexOf(Usual((char)rune.Value), StringComparison.Ordinal) : -1;
        closing = kind < 0 ? default : ClosingBrackets[kind];
        return kind >= 0;
    }

    /// <summary>A bracket in the width that it usually has.</summary>
    private static char Usual(char bracket) => bracket switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(bracket - 0xFEE0),
        '｢' => '「',
        '｣' => '」',
        _ => bracket,
    };

    /// <summary>One character as katakana before composition; null for what no kana name holds.</summary>
    private static char? Accept(Rune rune) => !rune.IsBmp || MiddleDots.Contains((char)rune.Value) ? null : (char)rune.Value switch
    {
        var hiragana and ((>= 'ぁ' and <= 'ゖ') or 'ゝ' or 'ゞ') => (char)(hiragana + ('ァ' - 'ぁ')),
        '\u309B' => '\u3099',
        '\u309C' => '\u309A',
        var kana and ('\u3099' or '\u309A' or 'ー' or 'ヽ' or 'ヾ' or (>= 'ァ' and <= 'ヺ') or (>= 'ㇰ' and <= 'ㇿ') or (>= '\uFF66' and <= '\uFF9F')) => kana,
        var dash when JapaneseText.IsDash(dash) => '-',
        _ => null,
    };

    /// <summary>Writes out the iteration marks: イスヾ is イスズ, ミヽ is ミミ. One that finds nothing to repeat stays, and is refused.</summary>
    private static string Repeat(string text)
    {
        if (!text.AsSpan().ContainsAny('ヽ', 'ヾ'))
        {
            return text;
        }

        var written = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            var kana = written.Length > 0 && character is 'ヽ' or 'ヾ' ? written[^1].ToString().Normalize(NormalizationForm.FormD)[0] : character;
            var repeated = character == 'ヾ' ? $"{kana}\u3099".Normalize(NormalizationForm.FormC) : kana.ToString();
            written.Append(IsKana(kana) && repeated.Length == 1 ? repeated : character.ToString());
        }

        return written.ToString();
    }

    private static bool IsKana(char character) => character is (>= 'ァ' and <= 'ヺ') or (>= 'ㇰ' and <= 'ㇿ');

    /// <summary>Nearly every name of a roster: nothing but kana and ー.</summary>
    private static bool IsPlain(string text)
    {
        var hasKana = false;
        foreach (var character in text)
        {
            hasKana |= IsKana(character);
            if (!IsKana(character) && character is not ('ー' or '-'))
            {
                return false;
            }
        }

        return hasKana;
    }

    /// <summary>A voice mark that found no kana to join, or an iteration mark that found none to repeat.</summary>
    private static Rune? FirstWrong(string composed)
    {
        for (var i = 0; i < composed.Length; i++)
        {
            if (!IsKana(composed[i]) && composed[i] is not ('ー' or '-') && !(composed[i] == '\u309A' && i > 0 && SemiVoicedInTwo.Contains(composed[i - 1], StringComparison.Ordinal)))
            {
                return new Rune(composed[i]);
            }
        }

        return null;
    }

    /// <summary>A small ㇷ゚ has become フ and a mark, which is プ.</summary>
    private static string Join(string text) => text.Contains('\u309A', StringComparison.Ordinal) ? text.Normalize(NormalizationForm.FormC) : text;

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

/// <summary>Why a text is no kana name; neither of both when it holds no kana at all.</summary>
/// <param name="Character">The first one that no kana name holds.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct KanaNameFault(bool IsTooLong, Rune? Character);
