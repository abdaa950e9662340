using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Kencom.Core.Cards;

namespace Kencom.Core.Files;

/// <summary>
/// What a spreadsheet makes of symbols, numbers and ids when it takes them for something to calculate with (RST-15). Such a value is never taken as it
/// stands: it might be that of another person.
/// </summary>
internal static partial class SpreadsheetDamage
{
    private static readonly SearchValues<char> Signs = SearchValues.Create("#.．,，=＝/／:：+＋-－%％年月");

    /// <returns>What happened to the value, in Japanese; null for a value that no spreadsheet changed.</returns>
    public static string? Find(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (value.Length > 40 || !value.ContainsAnyExceptInRange('0', '9') || (!value.ContainsAny(Signs) && value.Length is not (4 or 5)))
        {
            return null; // Nearly every value of a roster.
        }

        var text = Ascii.IsValid(value) ? value.ToString() : JapaneseText.Compatible(value).Trim();
        var damage = Damage().Match(text);
        return !damage.Success ? null
            : damage.Groups["error"].Success ? "表計算ソフトのエラー値になっています。"
            : damage.Groups["truth"].Success ? "表計算ソフトがTRUEやFALSEに変えた値です。"
            : damage.Groups["exponent"].Success ? "表計算ソフトが指数に変えた値です。"
            : damage.Groups["number"].Success ? "表計算ソフトが小数や桁区切りのある数に変えた値です。"
            : damage.Groups["date"].Success ? "表計算ソフトが日付に変えた値です。"
            : "表計算ソフトの数式になっています。";
    }

    [GeneratedRegex(
        """
        ^(
        (?<error>\#+ | \#[A-Z]+[!?] | \#N/A | \#DIV/0!)
        | (?<truth>TRUE | FALSE)
        | (?<exponent>-?[0-9]+([.][0-9]+)?E[-+][0-9]+)
        | (?<number>[-¥\\$]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)? | -?[0-9]+[.]0+ | -?[0-9]+([.][0-9]+)?%)
        | (?<date>
            ( [0-9]{1,2}月[0-9]{1,2}日
            | ([0-9]{4} | (明治|大正|昭和|平成|令和|[MTSHR])([0-9]{1,2}|元))[-/年.][0-9]{1,2}([-/月.][0-9]{1,2}日? | 月)
            | [0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}
            | [0-9]{1,2}-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(-[0-9]{2,4})?
            | (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-[0-9]{2,4}
            )([ ][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?)
        | (?<formula>=.*)
        )$
        """,
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Damage();
}
