using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Kencom.Core.Cards;
using Kencom.Core.Insurers;

namespace Kencom.Core.Files;

/// <summary>Dates as insurers write them (RST-2).</summary>
public static partial class FileDate
{
    /// <summary>
    /// Reads 1972-04-15, 1972/4/15, 1972年4月15日, 19720415, S47.4.15, S470415, 昭和47年4月15日 (元年 too) and, with an era table, 3470415.
    /// Years past an era's end are counted on (平成34年 is 2022): forms printed before the change are still in use.
    /// </summary>
    public static bool TryParse(string? text, EraTable? eras, out DateOnly date)
    {
        date = default;
        if (string.IsNullOrEmpty(text) || text.Length > 40)
        {
            return false;
        }

        return TryParsePlain(text, out date) || TryParseVariant(text, eras, out date);
    }

    /// <summary>Whether a text is a date, whichever era table is meant.</summary>
    public static bool IsDate(string text) => TryParse(text, EraTable.Receipt, out _) || TryParse(text, EraTable.Nenkin, out _);

    /// <summary>
    /// Whether a 資格喪失日 says that there is none (RST-2): empty, a dash, なし, and what systems write into a date that must not be empty, zeros, nines
    /// or any day of the year 9999.
    /// </summary>
    public static bool IsNone(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return true;
        }

        if (text.Length > 40 || text is ['1' or '2', ..])
        {
            return false; // Nearly every end that is one.
        }

        return JapaneseText.Fold(text) is { } folded
            && (Nothing().IsMatch(folded) || folded.All(JapaneseText.IsDash) || (TryParse(folded, eras: null, out var date) && date.Year == 9999));
    }

    /// <summary>1972-04-15 and 19720415: nearly every date of a file, read in a tenth of the time of a pattern.</summary>
    private static bool TryParsePlain(ReadOnlySpan<char> text, out DateOnly date)
    {
        date = default;
        return text switch
        {
            [_, _, _, _, '-', _, _, '-', _, _] => TryMake(text[..4], text[5..7], text[8..], out date),
            { Length: 8 } => TryMake(text[..4], text[4..6], text[6..], out date),
            _ => false,
        };
    }

    private static bool TryMake(ReadOnlySpan<char> year, ReadOnlySpan<char> month, ReadOnlySpan<char> day, out DateOnly date)
    {
        date = default;
        return TryReadDigits(year, out var y) && TryReadDigits(month, out var m) && TryReadDigits(day, out var d) && TryMake(y, m, d, out date);
    }

    private static bool TryReadDigits(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character))
            {
                return false;
            }

            number = (number * 10) + (character - '0');
        }

        return true;
    }

    private static bool TryParseVariant(string text, EraTable? eras, out DateOnly date)
    {
        date = default;
        if (text.EnumerateRunes().Any(JapaneseText.IsNoCharacter))
        {
            return false;
        }

        var folded = string.Create(text.Length, text, static (characters, original) =>
        {
            for (var i = 0; i < characters.Length; i++)
            {
                characters[i] = JapaneseText.IsDash(original[i]) ? '-' : original[i];
            }
        }).Normalize(NormalizationForm.FormKC).Trim();
        if (Western().Match(folded) is { Success: true } western)
        {
            return TryMake(Number(western, "y"), western, out date);
        }

        if (Era().Match(folded) is { Success: true } era)
        {
            return TryMake(YearOf(era.Groups["e"].Value, era.Groups["y"].Value) ?? 0, era, out date);
        }

        return eras is not null
            && EraDigit().Match(folded) is { Success: true } digits
            && FirstYear(eras.Value, digits.Groups["e"].Value) is { } first
            && Number(digits, "y") > 0
            && TryMake(first + Number(digits, "y") - 1, digits, out date);
    }

    private static bool TryMake(int year, Match match, out DateOnly date) => TryMake(year, Number(match, "m"), Number(match, "d"), out date);

    private static bool TryMake(int year, int month, int day, out DateOnly date)
    {
        var exists = year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = exists ? new DateOnly(year, month, day) : default;
        return exists;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The western year of an era's year: 昭和 or S, 47 or 元. Null for a year 0.</summary>
    internal static int? YearOf(string era, string year) =>
        year == "元" ? FirstYear(era) : int.Parse(year, NumberStyles.None, CultureInfo.InvariantCulture) is > 0 and var counted ? FirstYear(era) + counted - 1 : null;

    private static int FirstYear(string era) => char.ToUpperInvariant(era[0]) switch
    {
        'M' or '明' => 1868,
        'T' or '大' => 1912,
        'S' or '昭' => 1926,
        'H' or '平' => 1989,
        _ => 2019,
    };

    private static int? FirstYear(EraTable eras, string digit) => (eras, digit) switch
    {
        (EraTable.Nenkin, "1") or (EraTable.Receipt, "1") => 1868,
        (EraTable.Nenkin, "3") or (EraTable.Receipt, "2") => 1912,
        (EraTable.Nenkin, "5") or (EraTable.Receipt, "3") => 1926,
        (EraTable.Nenkin, "7") or (EraTable.Receipt, "4") => 1989,
        (EraTable.Nenkin, "9") or (EraTable.Receipt, "5") => 2019,
        _ => null,
    };

    [GeneratedRegex("^(なし|無し|無|ナシ|0{7,8}|9{7,8}|0000[-/.]00?[-/.]00?|9999[-/.]99[-/.]99)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Nothing();

    // A spreadsheet adds the time of day to a date that it formats itself.
    [GeneratedRegex(@"^(?<y>[0-9]{4})\s*[-/.年]\s*(?<m>[0-9]{1,2})\s*[-/.月]\s*(?<d>[0-9]{1,2})日?( 0?0?:00(:00)?)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Western();

    [GeneratedRegex(@"^(?<e>[MTSHRmtshr明大昭平令]|明治|大正|昭和|平成|令和)\s*((?<y>[0-9]{1,2}|元)\s*[-/.年]\s*(?<m>[0-9]{1,2})\s*[-/.月]\s*(?<d>[0-9]{1,2})日?|(?<y>[0-9]{2})(?<m>[0-9]{2})(?<d>[0-9]{2}))$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Era();

    [GeneratedRegex("^(?<e>[0-9])(?<y>[0-9]{2})(?<m>[0-9]{2})(?<d>[0-9]{2})$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex EraDigit();
}
