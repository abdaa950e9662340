using System.Globalization;
using CsCheck;
using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Rosters;

namespace Kencom.Core.Tests.Files;

[Trait("Rule", "RST-2")]
public class FileDateTests
{
    [Theory]
    [InlineData("1972-04-15", "1972-04-15")]
    [InlineData("1972/4/15", "1972-04-15")]
    [InlineData("1972/04/15", "1972-04-15")]
    [InlineData("1972/4/15 0:00", "1972-04-15")]
    [InlineData("1972/4/15 0:00:00", "1972-04-15")]
    [InlineData("1972.4.15", "1972-04-15")]
    [InlineData("1972年4月15日", "1972-04-15")]
    [InlineData("１９７２／４／１５", "1972-04-15")]
    [InlineData("19720415", "1972-04-15")]
    [InlineData("S47.4.15", "1972-04-15")]
    [InlineData("s47/4/15", "1972-04-15")]
    [InlineData("Ｓ４７．４．１５", "1972-04-15")]
    [InlineData("S470415", "1972-04-15")]
    [InlineData("昭和47年4月15日", "1972-04-15")]
    [InlineData("昭和４７年０４月１５日", "1972-04-15")]
    [InlineData("昭47.4.15", "1972-04-15")]
    [InlineData("㍼47年4月15日", "1972-04-15")]
    [InlineData(" 昭和 47年 4月 15日 ", "1972-04-15")]
    [InlineData("明治45年7月29日", "1912-07-29")]
    [InlineData("M45.7.29", "1912-07-29")]
    [InlineData("大正元年7月30日", "1912-07-30")]
    [InlineData("T1.7.30", "1912-07-30")]
    [InlineData("平成元年1月8日", "1989-01-08")]
    [InlineData("H元.1.8", "1989-01-08")]
    [InlineData("平成34年4月1日", "2022-04-01")]
    [InlineData("令和元年5月1日", "2019-05-01")]
    [InlineData("R6.2.29", "2024-02-29")]
    [InlineData("9999-12-31", "9999-12-31")]
    public void TryParse_KnownForm_GivesTheDay(string text, string expected)
    {
        FileDate.TryParse(text, null, out var date).Should().BeTrue();
        date.ToString("O", CultureInfo.InvariantCulture).Should().Be(expected);
    }

    [Theory]
    [InlineData("3470415", EraTable.Receipt, "1972-04-15")]
    [InlineData("5470415", EraTable.Nenkin, "1972-04-15")]
    [InlineData("5050401", EraTable.Receipt, "2023-04-01")]
    [InlineData("5050401", EraTable.Nenkin, "1930-04-01")]
    [InlineData("3050401", EraTable.Nenkin, "1916-04-01")]
    [InlineData("9050401", EraTable.Nenkin, "2023-04-01")]
    [InlineData("4340401", EraTable.Receipt, "2022-04-01")]
    public void TryParse_EraDigit_FollowsTheInsurersTable(string text, EraTable eras, string expected)
    {
        FileDate.TryParse(text, eras, out var date).Should().BeTrue();
        date.ToString("O", CultureInfo.InvariantCulture).Should().Be(expected);
    }

    [Theory]
    [InlineData("3470415", null)]
    [InlineData("2470415", EraTable.Nenkin)]
    [InlineData("9470415", EraTable.Receipt)]
    [InlineData("3000415", EraTable.Receipt)]
    [InlineData("", null)]
    [InlineData("1972-02-30", null)]
    [InlineData("1900-02-29", null)]
    [InlineData("1972/13/1", null)]
    [InlineData("1972/0/1", null)]
    [InlineData("S0.4.15", null)]
    [InlineData("昭和元月4日", null)]
    [InlineData("X47.4.15", null)]
    [InlineData("26404", null)]
    [InlineData("0", null)]
    [InlineData("00000000", null)]
    [InlineData("0000-01-01", null)]
    [InlineData("1972-04-15T00:00:00Z", null)]
    [InlineData("1972-04-1\uFFFD", null)]
    [InlineData("\uD800", null)]
    [InlineData("昭和47年", null)]
    public void TryParse_NoDate_IsRefused(string text, EraTable? eras) =>
        FileDate.TryParse(text, eras, out _).Should().BeFalse();

    [Fact]
    public void TryParse_EveryDayInEverySpelling_AgreesWithTheCalendar() =>
        Gen.Int[0, 55_000].Sample(days =>
        {
            var day = new DateOnly(1873, 1, 1).AddDays(days);
            var (era, first) = day.Year switch { >= 2019 => ("令和", 2019), >= 1989 => ("平成", 1989), >= 1926 => ("昭和", 1926), >= 1912 => ("大正", 1912), _ => ("明治", 1868) };
            string[] spellings =
            [
                $"{day:yyyy-MM-dd}", $"{day:yyyyMMdd}", $"{day.Year}/{day.Month}/{day.Day}", $"{era}{day.Year - first + 1}年{day.Month}月{day.Day}日",
                $"{"令R平H昭S大T明M"["令平昭大明".IndexOf(era[0], StringComparison.Ordinal) * 2 + 1]}{day.Year - first + 1}.{day.Month}.{day.Day}",
            ];
            return spellings.All(text => FileDate.TryParse(text, null, out var read) && read == day);
        });
}
