using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kencom.Core.Checkups.Items;

/// <summary>What a value says.</summary>
public enum ValueKind
{
    Number,

    /// <summary>A number with 未満, 以下, 以上 or 超: below or above what could be measured. It is no number to calculate with.</summary>
    Bound,

    /// <summary>A value of the item's list.</summary>
    Listed,

    /// <summary>Planned, but not done (未実施).</summary>
    NotPerformed,

    /// <summary>Tried, without a result (測定不能).</summary>
    NotMeasurable,
    Text,
}

/// <summary>A result as a file writes it, understood (FILE-1): <c>5.7</c>, <c>0.1未満</c>, <c>±</c>, 測定不能 and 未実施 are values.</summary>
/// <param name="Number">Of a number or a bound.</param>
/// <param name="Listed">The value of the item's list.</param>
/// <param name="Words">As it is shown.</param>
/// <param name="Bound">Of a bound, in which direction the true value lies: below (-1) or above (1).</param>
public sealed partial record ItemValue(ValueKind Kind, decimal? Number, string? Listed, string Words, int Bound = 0)
{
    private static readonly HashSet<string> NotPerformed = ["未実施", "未受診", "実施せず", "キャンセル", "中止", "拒否", "対象外", "未検査"];
    private static readonly HashSet<string> NotMeasurable = ["測定不能", "測定不可", "判定不能", "検体不良", "採血不可", "検査不能"];

    /// <param name="item">Null for one that is not known.</param>
    /// <param name="list">The item's list on the day of the checkup.</param>
    /// <returns>Null where the item is a number and the text is none: a word, a date, a filler such as 99999.</returns>
    public static ItemValue? Read(string text, CheckupItem? item, CodeList? list)
    {
        var words = text.Trim();
        var folded = Fold(words);
        if (item is { List: not null } && list is not null && FindListed(folded, list) is { } listed)
        {
            return new ItemValue(ValueKind.Listed, null, listed, list.Words[listed]);
        }

        if (NotPerformed.Contains(folded))
        {
            return new ItemValue(ValueKind.NotPerformed, null, null, "未実施");
        }

        if (NotMeasurable.Contains(folded))
        {
            return new ItemValue(ValueKind.NotMeasurable, null, null, "測定不能");
        }

        return item is null or { Kind: ItemKind.Number } && Patterns.Number(folded) is { } number ? number with { Words = number.Kind is ValueKind.Number ? folded : number.Words }
            : item is { Kind: ItemKind.Number } ? Dash(folded)
            : new ItemValue(ValueKind.Text, null, null, words);
    }

    /// <summary>未満: the number itself is not among what it may be.</summary>
    public bool IsBelow => Bound < 0 && Words.EndsWith("未満", StringComparison.Ordinal);

    /// <summary>Whether a number lies where no measurement does: a slipped decimal, or the filler that means that the field was too short.</summary>
    public bool IsImpossibleFor(CheckupItem item) =>
        Kind is ValueKind.Number && (Number < item.Least || Number > item.Most || (Words.Length >= 4 && Words.All(digit => digit == '9')));

    /// <summary>In a column of numbers a dash alone is a value that says nothing more than itself.</summary>
    private static ItemValue? Dash(string folded) => folded is "-" or "±" or "+-" ? new ItemValue(ValueKind.Text, null, null, folded == "+-" ? "±" : folded) : null;

    private static string? FindListed(string folded, CodeList list)
    {
        if (list.Words.ContainsKey(folded.TrimStart('0') is { Length: > 0 } code ? code : folded))
        {
            return folded.TrimStart('0') is { Length: > 0 } number ? number : folded;
        }

        var wanted = Sign(folded);
        return list.Words.FirstOrDefault(entry => Sign(Fold(entry.Value)) == wanted).Key;
    }

    /// <summary>+- is ±, (++) is ++ and 2+; － is a minus in the list, too.</summary>
    private static string Sign(string folded) => folded switch
    {
        "+-" => "±",
        "1+" => "+",
        "2+" => "++",
        "3+" or "4+" or "++++" => "+++",
        "陰性" => "-",
        "陽性" => "+",
        _ => folded,
    };

    /// <summary>NFKC, without the brackets around it and spaces; every dash as a minus.</summary>
    private static string Fold(string text)
    {
        var folded = string.Concat(text.Normalize(NormalizationForm.FormKC).Where(character => !char.IsWhiteSpace(character)).Select(character => character switch
        {
            '−' or '–' or '—' or '‐' or '‑' or 'ー' when text.Length <= 4 => '-',
            _ => character,
        }));
        return folded is ['(', .. var inner, ')'] && !inner.Contains('(', StringComparison.Ordinal) ? inner : folded;
    }

    private static partial class Patterns
    {
        public static ItemValue? Number(string folded)
        {
            if (NumberPattern().Match(folded) is not { Success: true } match
                || !decimal.TryParse(match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            var (sign, word) = (match.Groups["sign"].Value, match.Groups["word"].Value);
            var below = sign is "<" or "≦" or "≤" or "<=" || word is "未満" or "以下";
            var above = sign is ">" or "≧" or "≥" or ">=" || word is "以上" or "超" or "を超える";
            return !below && !above ? new ItemValue(ValueKind.Number, number, null, folded)
                : new ItemValue(ValueKind.Bound, number, null, match.Groups["number"].Value + WordOf(sign, word), below ? -1 : 1);
        }

        private static string WordOf(string sign, string word) => (sign, word) switch
        {
            (_, { Length: > 0 }) => word,
            ("<", _) => "未満",
            (">", _) => "超",
            ("≦" or "≤" or "<=", _) => "以下",
            _ => "以上",
        };

        [GeneratedRegex("^(?<sign><=|>=|[<>≦≧≤≥])?(?<number>-?[0-9]{1,9}([.][0-9]{1,6})?)(?<word>未満|以下|以上|超|を超える)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
        private static partial Regex NumberPattern();
    }
}
