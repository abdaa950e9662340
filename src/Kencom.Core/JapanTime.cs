namespace Kencom.Core;

/// <summary>Calendar dates of people and insurers are dates in Japan; instants are UTC (spec, introduction).</summary>
public static class JapanTime
{
    /// <summary>Japan has no daylight-saving time, so the zone is a constant and needs no zone database on the machine.</summary>
    public static TimeSpan Offset { get; } = TimeSpan.FromHours(9);

    public static DateOnly Today(TimeProvider clock) => DateOf(clock.GetUtcNow());

    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    public static DateTimeOffset ToJapanTime(DateTimeOffset instant) => instant.ToOffset(Offset);

    /// <summary>Completed years on a day; a person born on 29 February ages on 1 March in common years here, as coverage rules count whole days.</summary>
    public static int AgeOn(DateOnly day, DateOnly birthDate)
    {
        var years = day.Year - birthDate.Year;
        return (day.Month, day.Day).CompareTo((birthDate.Month, birthDate.Day)) < 0 ? years - 1 : years;
    }
}
