using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text;
using Kencom.Core.Members;

namespace Kencom.Core.Checkups.SecretQuestions;

/// <summary>The answer to a secret question as it is compared, and which answers are refused (CK-3).</summary>
public static class SecretAnswer
{
    /// <summary>After folding; longer ones are not worth a hash.</summary>
    public const int MaximumLength = 100;

    private const int MinimumLength = 2;

    private static readonly FrozenSet<string> Common = ReadCommon().ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>NFKC, without what stands around it, hiragana as katakana: ポチ is ぽち and ﾎﾟﾁ.</summary>
    public static string Fold(string? answer) =>
        string.Concat((answer ?? "").Normalize(NormalizationForm.FormKC).Trim().Select(character => character is >= 'ぁ' and <= 'ゖ' ? (char)(character + ('ァ' - 'ぁ')) : character));

    /// <returns>Why the answer would protect nobody; null when it may be used.</returns>
    public static string? Refuse(string folded, Member member)
    {
        var plain = string.Concat(folded.Where(char.IsLetterOrDigit));
        return plain.Length < MinimumLength || plain.Distinct().Count() == 1 ? "2文字以上の、同じ文字の繰り返しではない答えにしてください。"
            : folded.Length > MaximumLength ? string.Create(CultureInfo.InvariantCulture, $"{MaximumLength}文字以内で入力してください。")
            : Common.Contains(plain) ? "多くの人が答える言葉です。ほかの人が思いつかない答えにしてください。"
            : IsOfName(plain, member.KanaName) ? "ご自身のお名前は使えません。"
            : IsOfDay(plain, member.BirthDate) ? "ご自身の生年月日は使えません。"
            : null;
    }

    /// <summary>The whole name, the family name or the given one: where one ends and the other begins is not kept.</summary>
    private static bool IsOfName(string plain, string kanaName)
    {
        var name = Fold(kanaName);
        return name.StartsWith(plain, StringComparison.Ordinal) || name.EndsWith(plain, StringComparison.Ordinal);
    }

    private static bool IsOfDay(string plain, DateOnly day)
    {
        var digits = string.Concat(plain.Where(char.IsAsciiDigit));
        var others = plain.Length - digits.Length;
        return digits.Length > 0 && others <= 5 && DaySpellings(day).Contains(digits);
    }

    /// <summary>The digits that are left of 1972-04-15, 72/4/15, 4月15日, 昭和47年4月15日 and the like.</summary>
    private static IEnumerable<string> DaySpellings(DateOnly day)
    {
        string[] years =
        [
            day.ToString("yyyy", CultureInfo.InvariantCulture), day.ToString("yy", CultureInfo.InvariantCulture), "",
            .. EraStarts.Where(start => day.Year >= start).Take(2).Select(start => (day.Year - start + 1).ToString(CultureInfo.InvariantCulture)),
        ];
        string[] days = [day.ToString("MMdd", CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{day.Month}{day.Day}")];
        return years.SelectMany(year => days.Select(rest => year + rest)).Append(years[0]);
    }

    /// <summary>First years of 令和, 平成, 昭和, 大正, 明治.</summary>
    private static readonly int[] EraStarts = [2019, 1989, 1926, 1912, 1868];

    private static IEnumerable<string> ReadCommon()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("Kencom.Core.Checkups.SecretQuestions.common-answers.txt")!, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                foreach (var word in line.Split(' '))
                {
                    yield return string.Concat(Fold(word).Where(char.IsLetterOrDigit));
                }
            }
        }
    }
}
