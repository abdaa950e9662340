using System.Globalization;
using System.Text;
using Kencom.Core.Cards;

namespace Kencom.Core.Inquiries;

/// <summary>
/// A text as it is looked through for numbers: digits and letters of any width as ASCII, every dash as a hyphen, characters without width left out. Each of its
/// characters knows where it stands in the original, so that only what was found is changed there.
/// </summary>
internal sealed class FoldedText
{
    private readonly List<int> starts = [];
    private readonly string original;

    public FoldedText(string original)
    {
        this.original = original;
        var folded = new StringBuilder(original.Length);
        var at = 0;
        foreach (var rune in original.EnumerateRunes())
        {
            if (!JapaneseText.HasNoWidth(rune))
            {
                folded.Append(Fold(rune));
                starts.Add(at);
            }

            at += rune.Utf16SequenceLength;
        }

        Text = JoinLongVowels(folded).ToString();
    }

    public string Text { get; }

    /// <summary>The original with spans of <see cref="Text"/> replaced.</summary>
    /// <param name="spans">In order, none over another.</param>
    public string Replace(IEnumerable<(int Start, int End)> spans, string by)
    {
        var result = new StringBuilder(original.Length);
        var done = 0;
        foreach (var (start, end) in spans)
        {
            result.Append(original, done, starts[start] - done).Append(by);
            done = starts[end - 1] + Rune.GetRuneAt(original, starts[end - 1]).Utf16SequenceLength;
        }

        return result.Append(original, done, original.Length - done).ToString();
    }

    private static char Fold(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)
        {
            return (char)('0' + (int)Rune.GetNumericValue(rune));
        }

        return !rune.IsBmp ? '\uFFFC' : (char)rune.Value switch
        {
            >= '！' and <= '～' and var wide => (char)(wide - '！' + '!'),
            '･' => '・',
            '\u00A0' or '\u2002' or '\u2003' or '\u2009' or '\u202F' or '\u3000' => ' ',
            var dash when JapaneseText.IsDash(dash) => '-',
            var other => other,
        };
    }

    /// <summary>The long-vowel mark between digits or letters is meant as a hyphen: 71ー1234.</summary>
    private static StringBuilder JoinLongVowels(StringBuilder folded)
    {
        for (var i = 1; i < folded.Length - 1; i++)
        {
            if (folded[i] is 'ー' or 'ｰ' && char.IsAsciiLetterOrDigit(folded[i - 1]) && char.IsAsciiLetterOrDigit(folded[i + 1]))
            {
                folded[i] = '-';
            }
        }

        return folded;
    }
}
