using System.Globalization;
using System.Text;

namespace Kencom.Core.Cards;

/// <summary>Reads the name and birth date that a person typed (EL-1, EL-5).</summary>
public static class PersonFields
{
    public const int OldestAge = 120;

    /// <summary>Adds what is wrong to the errors; the values count only when nothing is.</summary>
    public static (KanaName KanaName, DateOnly BirthDate) Read(string? kanaName, string? birthDate, DateOnly today, FieldErrors errors)
    {
        KanaName name = default;
        if (errors.Require(kanaName is { Length: > 0 }, "kanaName", "氏名を全角カナで入力してください。"))
        {
            errors.Require(KanaName.TryParse(kanaName, out name, out var fault), "kanaName", Words(fault));
        }

        return (name, ReadBirthDate(birthDate, today, errors));
    }

    /// <summary>Says what to change; a long name of kana only is not told that it is none.</summary>
    private static string Words(KanaNameFault fault) => fault switch
    {
        { IsTooLong: true } => string.Create(CultureInfo.InvariantCulture, $"氏名は{KanaName.MaximumLength}文字までで入力してください。"),
        { Character: { } character } => $"氏名に「{Show(character)}」は使えません。カナだけで入力してください。",
        _ => "氏名を全角カナで入力してください。",
    };

    /// <summary>As the person sees it; a voice mark alone, which would join what stands before it, as its spacing form.</summary>
    private static string Show(Rune character) => (character.Value, Rune.GetUnicodeCategory(character)) switch
    {
        (0x3099, _) => "゛",
        (0x309A, _) => "゜",
        (_, UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned) => string.Create(CultureInfo.InvariantCulture, $"U+{character.Value:X4}"),
        _ => character.ToString(),
    };

    /// <summary>Adds what is wrong to the errors; the date counts only when nothing is.</summary>
    public static DateOnly ReadBirthDate(string? text, DateOnly today, FieldErrors errors)
    {
        if (!errors.Require(text is { Length: > 0 }, "birthDate", "生年月日を入力してください。"))
        {
            return default;
        }

        if (errors.Require(
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date),
            "birthDate", "生年月日が正しい日付ではありません。"))
        {
            errors.Require(date <= today && JapanTime.AgeOn(today, date) <= OldestAge, "birthDate", "生年月日をご確認ください。");
        }

        return date;
    }
}
