using System.Globalization;
using System.Text;

namespace Kencom.Core.Mail;

/// <summary>Instants and durations as a Japanese reader expects them.</summary>
public static class JapaneseTexts
{
    /// <summary>2026年11月22日 22時30分, in Japan; seconds are cut off, so that nobody is promised more than there is.</summary>
    public static string Instant(DateTimeOffset instant) =>
        JapanTime.ToJapanTime(instant).ToString("yyyy年M月d日 H時mm分", CultureInfo.InvariantCulture);

    /// <summary>11月24日（火）.</summary>
    public static string Day(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{day.Month}月{day.Day}日（{"日月火水木金土"[(int)day.DayOfWeek]}）");

    /// <summary>1時間, 24時間, 1時間30分, 90日間; whole days from two days on.</summary>
    public static string Duration(TimeSpan duration)
    {
        if (duration >= TimeSpan.FromDays(2) && duration.Ticks % TimeSpan.TicksPerDay == 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{duration.Days}日間");
        }

        var text = new StringBuilder();
        Append(text, (long)duration.TotalHours, "時間");
        Append(text, duration.Minutes, "分");
        if (duration < TimeSpan.FromMinutes(1))
        {
            Append(text, (long)duration.TotalSeconds, "秒");
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, long count, string unit)
    {
        if (count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
        }
    }
}
