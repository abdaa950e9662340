using System.Globalization;
using Kencom.Core.Inquiries;

namespace Kencom.Core.Tests.Inquiries;

[Trait("Rule", "INQ-1")]
public sealed class AnswerHoursTests
{
    [Theory]
    [InlineData("2026-11-24T09:00", "2026-11-24")] // A Tuesday, before the hours.
    [InlineData("2026-11-24T17:59", "2026-11-24")]
    [InlineData("2026-11-24T18:00", "2026-11-25")]
    [InlineData("2026-11-20T18:00", "2026-11-24")] // Friday evening; Monday is 勤労感謝の日.
    [InlineData("2026-11-22T10:00", "2026-11-24")]
    [InlineData("2026-09-18T18:00", "2026-09-24")] // 敬老の日, the day between, 秋分の日.
    [InlineData("2026-05-01T18:00", "2026-05-07")] // 3 May is a Sunday: 6 May is its substitute.
    [InlineData("2027-03-19T18:00", "2027-03-23")] // 21 March is a Sunday: the 22nd is its substitute.
    [InlineData("2026-12-31T18:00", "2027-01-04")]
    public void NextDay_AtATimeInJapan_IsTheNextWorkingDay(string local, string expected) =>
        AnswerHours.NextDay(At(local)).Should().Be(DateOnly.Parse(expected, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("2026-11-26T12:00", "2026-11-24T12:00")]
    [InlineData("2026-11-25T12:00", "2026-11-20T12:00")] // Over a weekend and a holiday.
    [InlineData("2026-11-24T12:00", "2026-11-19T12:00")]
    public void WorkingDaysBefore_OnAWorkingDay_CountsNoHoliday(string now, string expected) =>
        AnswerHours.WorkingDaysBefore(At(now), 2).Should().Be(At(expected));

    /// <summary>On a Sunday the last working day is over: what came on Wednesday has waited for Thursday and Friday.</summary>
    [Fact]
    public void WorkingDaysBefore_OnAHoliday_CountsTheLastWorkingDayWhole()
    {
        var instant = AnswerHours.WorkingDaysBefore(At("2026-11-22T12:00"), 2);

        instant.Should().BeAfter(At("2026-11-18T23:59")).And.BeBefore(At("2026-11-19T00:00"));
    }

    private static DateTimeOffset At(string local) => new(DateTime.Parse(local, CultureInfo.InvariantCulture), TimeSpan.FromHours(9));
}
