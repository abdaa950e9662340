using System.Globalization;

namespace Kencom.Core.Eligibility;

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
            errors.Require(KanaName.TryParse(kanaName, out name), "kanaName", "氏名はカナだけで入力してください。漢字・英数字・記号は使えません。");
        }

        return (name, ReadBirthDate(birthDate, today, errors));
    }

    private static DateOnly ReadBirthDate(string? text, DateOnly today, FieldErrors errors)
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
