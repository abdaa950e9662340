using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Kencom.Core.Cards;
using Kencom.Core.Files;

namespace Kencom.Core.Rosters;

/// <summary>The date that a file bears in its name (RST-13): the day, or a whole month.</summary>
public sealed partial record FileNameDate
{
    private FileNameDate(int month, int? day) => (Month, Day) = (month, day);

    /// <summary>Year and month as yyyymm.</summary>
    public int Month { get; }

    /// <summary>Null where the name says the month only.</summary>
    public int? Day { get; }

    /// <summary>
    /// The first date in the name: 20240401, also with a time behind it, 2024-04-01, 2024.4.1, 2024年4月1日, 202404, 2024-04, R6.4.1, R060401,
    /// 令和6年4月 and the like. The folder's own number is no date.
    /// </summary>
    /// <param name="path">Of the blob: the name follows the last slash, the folder's number stands before the first.</param>
    public static FileNameDate? Find(string path)
    {
        var folder = path[..Math.Max(0, path.IndexOf('/', StringComparison.Ordinal))];
        var name = path[(path.LastIndexOf('/') + 1)..];
        if (!Ascii.IsValid(name))
        {
            name = JapaneseText.Compatible(name);
        }

        // A match that is no date hides none that begins within it, so the search goes on one character later.
        for (var match = Dates().Match(name); match.Success; match = Dates().Match(name, match.Index + 1))
        {
            if (match.Value != folder && Read(match) is { } date)
            {
                return date;
            }
        }

        return null;
    }

    /// <summary>Whether this is before the other; a month equals any of its days.</summary>
    public bool IsOlderThan(FileNameDate other) => Month < other.Month || (Month == other.Month && Day < other.Day);

    private static FileNameDate? Read(Match match)
    {
        var year = match.Groups["era"] is { Success: true } era ? FileDate.YearOf(era.Value, match.Groups["y"].Value) : Number(match, "y");
        var month = Number(match, "m");
        var day = match.Groups["d"].Success ? Number(match, "d") : (int?)null;
        return year is >= 1900 and <= 2099 && month is >= 1 and <= 12 && day is null or >= 1 && !(day > DateTime.DaysInMonth(year.Value, month))
            ? new FileNameDate((year.Value * 100) + month, day)
            : null;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    // Western years in full, with a time of four to nine digits right behind it or none; R and H only as letters, since names are full of others.
    [GeneratedRegex(
        """
        (?<![0-9])(?<y>(19|20)[0-9]{2})
          ((?<m>[0-9]{2})(?<d>[0-9]{2})([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})?(?![0-9])
          |(?<m>[0-9]{2})(?![0-9])
          |[-._](?<m>[0-9]{2})(?<d>[0-9]{2})(?![0-9])
          |\s*[-._年]\s*(?<m>[0-9]{1,2})(\s*[-._月]\s*(?<d>[0-9]{1,2})(?![0-9]))?(?![0-9]))
        |((?<era>明治|大正|昭和|平成|令和)|(?<![A-Za-z])(?<era>[RHrh]))\s*
          ((?<y>[0-9]{2})(?<m>[0-9]{2})(?<d>[0-9]{2})?(?![0-9])
          |(?<y>[0-9]{1,2}|元)\s*[-._年]\s*(?<m>[0-9]{1,2})(\s*[-._月]\s*(?<d>[0-9]{1,2})(?![0-9]))?(?![0-9]))
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Dates();
}
