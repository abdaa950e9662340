using System.Globalization;
using System.Text;

namespace Kencom.Core.Inquiries;

/// <summary>
/// Reads what people write freely: line ends as one kind, without other control characters, masked (INQ-3). HTML and emoji are text. Lengths are counted as people count
/// them: an emoji of several signs is one character.
/// </summary>
public static class InquiryTexts
{
    public const int LongestMessage = 1000;
    public const int LongestAnswer = 4000;

    /// <summary>Bounds the row: some signs have many units.</summary>
    private const int MostUnits = 6000;
    private const int MostUnitsACharacter = 6;

    /// <summary>Adds what is wrong to the errors; the text counts only when nothing is.</summary>
    public static string Read(string? text, string field, string what, int longest, FieldErrors errors)
    {
        var plain = Plain(text ?? "");
        if (errors.Require(plain.Length > 0, field, $"{what}を入力してください。"))
        {
            errors.Require(IsShort(plain, longest), field, string.Create(CultureInfo.InvariantCulture, $"{what}は{longest}文字以内で入力してください。"));
        }

        return SensitiveNumbers.MaskIn(plain);
    }

    /// <summary>The same for what may be left out: null then.</summary>
    public static string? ReadOptional(string? text, string field, string what, int longest, FieldErrors errors) =>
        string.IsNullOrWhiteSpace(text) ? null : Read(text, field, what, longest, errors);

    private static bool IsShort(string text, int longest) => text.Length <= Math.Min(MostUnits, longest * MostUnitsACharacter) && new StringInfo(text).LengthInTextElements <= longest;

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || !Rune.IsControl(rune))
            {
                plain.Append(rune.ToString());
            }
        }

        return plain.ToString().Trim();
    }
}
