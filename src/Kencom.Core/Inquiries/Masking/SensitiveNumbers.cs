using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Kencom.Core.Inquiries;

/// <summary>
/// Masks what looks like a value of an insurance card, or like an individual number (INQ-3): nobody may ask for them (健康保険法194条の2, 番号法15条), so none is
/// kept. Inquiry numbers, phone numbers, postcodes and dates stay. In doubt beside the words of a card, it is masked. Masking what is masked changes nothing.
/// </summary>
public static partial class SensitiveNumbers
{
    /// <summary>Always of one length: the length of a number would tell something of it.</summary>
    private const string Mask = "●●●●";

    /// <summary>How far behind its word a number may stand: 番号に間違いなく123456と入れました.</summary>
    private const int FarBehind = 12;

    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create("。．!?\n\r●");

    private const int EarliestYear = 1868;
    private const int LatestYear = 2100;

    public static string MaskIn(string text)
    {
        var folded = new FoldedText(text);
        return folded.Replace(Find(folded.Text), Mask);
    }

    private static List<(int Start, int End)> Find(string text)
    {
        var words = CardWords.In(text);
        var stay = Staying().Matches(text).Where(match => !IsInvalidDate(match)).Select(match => (match.Index, End: match.Index + match.Length)).ToList();
        var found = new List<(int Start, int End)>();
        foreach (Match token in Tokens().Matches(text))
        {
            var (start, end) = (token.Index, token.Index + token.Length);
            if (words.Exists(word => start < word.End && word.Start < end) || stay.Exists(span => start < span.End && span.Index < end))
            {
                continue;
            }

            if (token.Value[0] == Mask[0] || IsSensitive(text, token.Value, start, end, words, found))
            {
                Add(found, start, end);
            }
        }

        return found;
    }

    /// <summary>Two side by side become one: they would be found as one the next time.</summary>
    private static void Add(List<(int Start, int End)> found, int start, int end)
    {
        if (found.Count > 0 && found[^1].End == start)
        {
            found[^1] = (found[^1].Start, end);
        }
        else
        {
            found.Add((start, end));
        }
    }

    private static bool IsSensitive(string text, string token, int start, int end, List<CardWord> words, List<(int Start, int End)> found)
    {
        var digits = DigitsOf(token);
        if (IsIndividualNumber(token, digits))
        {
            return true;
        }

        var isCounted = Counter().IsMatch(text[end..Math.Min(text.Length, end + 3)]);
        if (GoverningWord(text, token, start, words, found) is { } governing)
        {
            return governing.MeansCard && !isCounted;
        }

        return !isCounted && (IsBeforeItsWord(text, end, words) || IsInsurerNumber(text, token, start) || IsJoined(text, token, start, words));
    }

    /// <summary>The nearest word before a token that it stands beside: close, in the same sentence, or behind another number of that word.</summary>
    private static CardWord? GoverningWord(string text, string token, int start, List<CardWord> words, List<(int Start, int End)> found)
    {
        if (words.FindLastIndex(word => word.End <= start) is var index && index < 0)
        {
            return null;
        }

        var word = words[index];
        if (found.Count > 0 && found[^1].Start >= word.End && Enumeration().IsMatch(text[found[^1].End..start]))
        {
            return token.Any(char.IsAsciiDigit) ? word : null;
        }

        var between = text[word.End..start];
        var isBeside = token.Count(char.IsAsciiDigit) switch
        {
            0 => WordConnector().IsMatch(between),
            1 => Connector().IsMatch(between),
            _ => Connector().IsMatch(between) || IsOneSentence(between),
        };
        return isBeside && between.Length <= FarBehind ? word : null;
    }

    /// <summary>1234（記号）, 123456という番号.</summary>
    private static bool IsBeforeItsWord(string text, int end, List<CardWord> words)
    {
        var index = words.FindIndex(word => word.Start >= end);
        return index >= 0 && words[index].MeansCard && words[index].Start - end <= 4 && BackwardConnector().IsMatch(text[end..words[index].Start]);
    }

    /// <summary>Eight digits with a right check digit that are no date; behind a hyphen they are the end of a phone number.</summary>
    private static bool IsInsurerNumber(string text, string token, int start) =>
        token.Length == 8 && token.All(char.IsAsciiDigit) && !IsDate(token) && HasInsurersCheckDigit(token) && (start == 0 || text[start - 1] != '-');

    /// <summary>Two groups joined by ・ anywhere, by a hyphen in a line with 記号 or 番号.</summary>
    private static bool IsJoined(string text, string token, int start, List<CardWord> words)
    {
        if (Groups().Match(token) is not { Success: true } groups)
        {
            return false;
        }

        var (lineStart, lineEnd) = (text.LastIndexOf('\n', Math.Max(0, start - 1)) + 1, text.IndexOf('\n', start) is var found and >= 0 ? found : text.Length);
        return groups.Groups["by"].ValueSpan[0] == '・'
            || (words.Exists(word => word.MeansCard && word.Start >= lineStart && word.End <= lineEnd) && !PhoneOfTwoGroups().IsMatch(token));
    }

    /// <summary>Twelve digits, in one piece or in groups of equal length, the last of which is the check digit (番号法施行令8条).</summary>
    private static bool IsIndividualNumber(string token, string digits) =>
        digits.Length == 12 && IndividualNumber().IsMatch(token) && HasIndividualCheckDigit(digits);

    private static bool HasIndividualCheckDigit(string digits)
    {
        var sum = 0;
        for (var n = 1; n <= 11; n++)
        {
            sum += (digits[11 - n] - '0') * (n <= 6 ? n + 1 : n - 5);
        }

        var rest = sum % 11;
        return digits[11] - '0' == (rest <= 1 ? 0 : 11 - rest);
    }

    /// <summary>Weights 2 1 2 1 … from the right, the digits of each product added (昭51.8.7 保発45).</summary>
    private static bool HasInsurersCheckDigit(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length - 1; i++)
        {
            var product = (digits[i] - '0') * ((digits.Length - 2 - i) % 2 == 0 ? 2 : 1);
            sum += (product / 10) + (product % 10);
        }

        return digits[^1] - '0' == (10 - (sum % 10)) % 10;
    }

    private static string DigitsOf(string token) => string.Concat(token.Where(char.IsAsciiDigit));

    private static bool IsInvalidDate(Match staying) => staying.Groups["date"] is { Success: true } date && !IsDate(DigitsOf(Padded(date.Value)));

    /// <summary>2026-4-1 as 2026-04-01.</summary>
    private static string Padded(string date) => SingleDigit().Replace(date, "0$0");

    private static bool IsDate(string digits) =>
        DateOnly.TryParseExact(digits, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= EarliestYear and <= LatestYear;

    private static bool IsOneSentence(string between) => !between.AsSpan().ContainsAny(SentenceEnds);

    /// <summary>
    /// A run of letters and digits, with what joins groups of them; groups parted by spaces only where all are digits (1234 5678 9012, 06 12 345 9).
    /// </summary>
    [GeneratedRegex(@"●+|[0-9]+(?:[ \-][0-9]+)+(?![A-Za-z0-9])|[A-Za-z0-9]+(?:[-・][A-Za-z0-9]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();

    /// <summary>What is surely something else: inquiry numbers, dates, times, phone numbers, marked postcodes, versions, addresses.</summary>
    [GeneratedRegex(
        """
          (?<![A-Za-z0-9])Q[2-9A-HJ-NP-Z]{9}(?![A-Za-z0-9])
        | (?<![0-9])(?<date>(?:18|19|20)[0-9]{2}[-/.・][0-9]{1,2}[-/.・][0-9]{1,2})(?![0-9])
        | (?:[0-9]{2,4}|(?:明治|大正|昭和|平成|令和|[MTSHR])\ ?(?:[0-9]{1,2}|元))\ ?年(?:\ ?[0-9]{1,2}\ ?月(?:\ ?[0-9]{1,2}\ ?日)?)?
        | [0-9]{1,2}\ ?月\ ?[0-9]{1,2}\ ?日
        | (?<![A-Za-z0-9])[MTSHR][0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{1,2}(?![0-9])
        | (?<![0-9:])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9:])
        | \+[0-9]{1,3}(?:[-\ ]?\(?[0-9]{1,4}\)?){2,4}
        | (?<![0-9A-Za-z-])(?:\(?0[0-9]{1,4}\)?[-\ (][0-9]{1,4}[-\ )][0-9]{4}|0(?:120|800)[-\ ][0-9]{3}[-\ ][0-9]{3,4})(?![0-9A-Za-z-])
        | (?<![0-9A-Za-z-])0(?:[5789]0[0-9]{8}|120[0-9]{6}|800[0-9]{7}|[1-9][0-9]{8})(?![0-9A-Za-z-])
        | 〒\ ?[0-9]{3}-?[0-9]{4}(?![0-9])
        | (?<![A-Za-z0-9.])[0-9]{1,3}(?:\.[0-9]{1,5}){2,3}(?![A-Za-z0-9])
        | [A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}
        | https?://[^\s、。]+
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Staying();

    /// <summary>What makes a count of the number before it.</summary>
    [GeneratedRegex(@"\A ?(?:年|月|日|回|時|分|秒|人|名|歳|才|円|個|件|枚|本|台|桁|ケタ|けた|文字|番目|つ|か月|ヶ月|カ月|ヵ月|週|度|%|パーセント|MB|GB)", RegexOptions.CultureInvariant)]
    private static partial Regex Counter();

    /// <summary>What may stand between a word and its number without a doubt.</summary>
    [GeneratedRegex(@"\A[\s:;=、,・「『（(\[【<→>/\-]*(?:は|が|も|を|に|の|欄|らん|という|とは|です|等|など|：)?[\s:=、,「『（(\[【<→>\-]*(?:左|右|上|下|順に|それぞれ|確か|たぶん|多分)?[\s:=、,「『（(\[【→>]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Connector();

    /// <summary>The same for letters alone, which are more often just a word.</summary>
    [GeneratedRegex(@"\A[ :=「『（(\[【]*(?:は|が)?[ :=「『（(\[【]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex WordConnector();

    /// <summary>What joins several numbers behind one word: 記号・番号は71と1234567.</summary>
    [GeneratedRegex(@"\A[\s、,・/\-]*(?:と|及び|および|で|、)?[\s、,・/\-「『（(]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Enumeration();

    [GeneratedRegex(@"\A[ 「」』）)\]】（(\[【=:]*(?:が|は|の|という|って|です)?[ 「『（(\[【=:]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex BackwardConnector();

    /// <summary>A symbol, which has a digit, and a number, which is one; or with a branch number as well.</summary>
    [GeneratedRegex(@"\A(?=[A-Za-z]*[0-9])[A-Za-z0-9]{1,10}(?<by>[-・])[0-9]{2,10}(?:[-・][0-9]{2})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Groups();

    /// <summary>0120-123456, 03-12345678, 090-12345678, and postcodes.</summary>
    [GeneratedRegex(@"\A(?:0[0-9]{1,3}-[0-9]{6,8}|[0-9]{3}-[0-9]{4})\z", RegexOptions.CultureInvariant)]
    private static partial Regex PhoneOfTwoGroups();

    [GeneratedRegex(@"\A(?:[0-9]{12}|[0-9]{6}[ \-・][0-9]{6}|[0-9]{4}(?:[ \-・][0-9]{4}){2}|[0-9]{3}(?:[ \-・][0-9]{3}){3})\z", RegexOptions.CultureInvariant)]
    private static partial Regex IndividualNumber();

    [GeneratedRegex(@"(?<![0-9])[0-9](?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex SingleDigit();
}
