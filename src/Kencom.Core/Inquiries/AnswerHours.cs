using PublicHoliday;

namespace Kencom.Core.Inquiries;

/// <summary>When support answers: on weekdays that are no holidays, from 10 to 18 in Japan (INQ-1).</summary>
public static class AnswerHours
{
    public static TimeOnly From { get; } = new(10, 0);

    public static TimeOnly To { get; } = new(18, 0);

    /// <summary>The day on which somebody who asks now can be answered next: today while it is a working day before its end.</summary>
    public static DateOnly NextDay(DateTimeOffset now)
    {
        var local = JapanTime.ToJapanTime(now);
        var today = DateOnly.FromDateTime(local.DateTime);
        return IsWorkingDay(today) && TimeOnly.FromDateTime(local.DateTime) < To ? today : Step(today, 1);
    }

    /// <summary>Who has waited since before this instant has waited for so many working days. A night or a weekend counts as nothing.</summary>
    public static DateTimeOffset WorkingDaysBefore(DateTimeOffset now, int days)
    {
        var local = JapanTime.ToJapanTime(now);
        var day = DateOnly.FromDateTime(local.DateTime);
        var time = TimeOnly.FromDateTime(local.DateTime);
        if (!IsWorkingDay(day))
        {
            (day, time) = (Step(day, -1), TimeOnly.MaxValue);
        }

        for (var i = 0; i < days; i++)
        {
            day = Step(day, -1);
        }

        return new DateTimeOffset(day.ToDateTime(time), local.Offset).ToUniversalTime();
    }

    public static bool IsWorkingDay(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !IsHoliday(day);

    /// <summary>
    /// Holidays and their substitutes come from the package; it does not know that a day between two holidays is one, too (祝日法3条3項), as 22 September 2026.
    /// </summary>
    private static bool IsHoliday(DateOnly day) => IsListed(day) || (IsListed(day.AddDays(-1)) && IsListed(day.AddDays(1)));

    private static bool IsListed(DateOnly day) => new JapanPublicHoliday().IsPublicHoliday(day.ToDateTime(TimeOnly.MinValue));

    private static DateOnly Step(DateOnly day, int by)
    {
        do
        {
            day = day.AddDays(by);
        }
        while (!IsWorkingDay(day));

        return day;
    }
}
