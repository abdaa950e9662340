using System.Text;
using CsCheck;
using Kencom.Core.Cards;

namespace Kencom.Core.Tests.Cards;

/// <summary>Properties that hold for every text, not only for the vectors.</summary>
public class CardValuePropertyTests
{
    private const string Katakana = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
        + "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴァィゥェォッャュョヮヵヶヲヰヱ";

    private static readonly string[] Kinds = ["insurerNumber", "cardSymbol", "cardNumber", "branchNumber", "kanaName"];

    /// <summary>Any UTF-16 text, rich in what matters here: digits, kana of every width, marks, dashes, spaces, compatibility characters.</summary>
    private static readonly Gen<string> AnyText = Gen.Frequency(
            (6, Gen.Char["0123456789０１２３-－−‐―ー～〜ｰ 　カハウか゛゜\u3099\u309Aﾞﾟｶﾊｱ・･A㈱①¨\u00A8ﬁ東"]),
            (1, Gen.Char))
        .Array[0, 24].Select(characters => new string(characters));

    private static readonly Gen<string> Names = Gen.Char[Katakana].Array[1, 20].Select(characters => new string(characters));

    [Fact, Trait("Rule", "EL-6")]
    public void TryParse_AnyText_IsIdempotentAndNeverThrows() =>
        Gen.Select(Gen.OneOf([.. Kinds.Select(Gen.Const)]), AnyText).Sample(
            (kind, text) => CardValueVectorTests.Canonical(kind, text) is not { } canonical || CardValueVectorTests.Canonical(kind, canonical) == canonical,
            iter: 200_000);

    [Fact, Trait("Rule", "EL-5")]
    public void KanaName_AnySpellingOfOneName_IsTheSame() =>
        Gen.Select(Names, Gen.Int[0, 5].Array[20], Gen.Int[0, 3].Array[20]).Sample(
            (name, spellings, gaps) =>
            {
                var typed = string.Concat(name.Select((kana, i) => Spell(kana, spellings[i]) + Gap(gaps[i])));
                return KanaName.TryParse(typed, out var parsed) && parsed.Value == name && parsed.Step1 == name;
            },
            iter: 50_000);

    [Fact, Trait("Rule", "EL-5")]
    public void KanaName_NamesThatDifferBeyondTheLadder_NeverMeet() =>
        Gen.Select(Names, Names).Sample(
            (one, other) =>
            {
                return KanaName.TryParse(one, out var a) && KanaName.TryParse(other, out var b) && (a.Step3 == b.Step3) == (Ladder(one) == Ladder(other))
                    && (a.Step1 != b.Step1 || a.Step2 == b.Step2) && (a.Step2 != b.Step2 || a.Step3 == b.Step3);
            },
            iter: 50_000);

    [Fact, Trait("Rule", "EL-3")]
    public void CardSymbol_AnyPrefixAndHyphen_IsWhatFollows() =>
        Gen.Select(Gen.Int[0, 99_999], Gen.Char["-－−‐‑‒–—―─━〜～~﹣⁃"], Gen.OneOf([.. new[] { "71", "東", "1-2", "カ", "０" }.Select(Gen.Const)])).Sample((digits, hyphen, prefix) =>
            CardSymbol.TryParse($"{prefix}{hyphen}{digits:D7}", out var cut) && cut.Value == $"{digits}"
            && CardSymbol.TryParse(FullWidth($"{digits}"), out var wide) && wide == cut);

    [Fact, Trait("Rule", "EL-4")]
    public void CardNumber_AnyDigits_CountsTheLastSeven() =>
        Gen.Long[0, 999_999_999_999].Sample(digits =>
            CardNumber.TryParse($"{digits}", out var number) && number.Value == $"{digits % 10_000_000}"
            && CardNumber.TryParse(FullWidth($"{digits:D14}"), out var wide) && wide == number);

    [Fact, Trait("Rule", "EL-2")]
    public void InsurerNumber_DroppedZero_ComesBack() =>
        Gen.Int[10_000, 99_999_999].Sample(digits =>
            InsurerNumber.TryParse($"{digits}", out var number) && int.Parse(number.Value, System.Globalization.CultureInfo.InvariantCulture) == digits && number.Value.Length is 6 or 8);

    /// <summary>The ladder's last step, written down once more as a table.</summary>
    private static string Ladder(string name) => string.Concat(name.Select(kana => kana switch
    {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
        'ヂ' => 'ジ',
        'ヅ' => 'ズ',
        'ヲ' => 'オ',
        'ヰ' => 'イ',
        'ヱ' => 'エ',
        _ => kana,
    }));

    private static string Spell(char kana, int way)
    {
        var parts = kana.ToString().Normalize(NormalizationForm.FormD);
        return way switch
        {
            1 => ((char)(kana - 0x60)).ToString(),
            2 => parts,
            3 => parts.Replace('\u3099', '゛').Replace('\u309A', '゜'),
            4 => HalfWidth(parts),
            5 => ((char)(parts[0] - 0x60)) + parts[1..].Replace('\u3099', '゛').Replace('\u309A', '゜'),
            _ => kana.ToString(),
        };
    }

    private static string HalfWidth(string parts)
    {
        const string full = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u3099\u309A";
        return string.Concat(parts.Select(part => full.IndexOf(part, StringComparison.Ordinal) is var at and >= 0 ? (char)(0xFF66 + at) : part));
    }

    private static string Gap(int way) => way switch { 1 => " ", 2 => "　", 3 => "・", _ => "" };

    private static string FullWidth(string digits) => string.Concat(digits.Select(digit => (char)(digit - '0' + '０')));
}
