using CsCheck;
using Kencom.Core.Rosters;

namespace Kencom.Core.Tests.Rosters;

[Trait("Rule", "RST-13")]
public class FileNameDateTests
{
    [Theory]
    [InlineData("20240401.csv", 202404, 1)]
    [InlineData("加入者_20240401_全件.csv", 202404, 1)]
    [InlineData("202404011530.csv", 202404, 1)]
    [InlineData("20240401153012.csv", 202404, 1)]
    [InlineData("20240401153012123.csv", 202404, 1)]
    [InlineData("20240401_1530.csv", 202404, 1)]
    [InlineData("20240401T153012.csv", 202404, 1)]
    [InlineData("2024-04-01.csv", 202404, 1)]
    [InlineData("2024-4-1.csv", 202404, 1)]
    [InlineData("2024-04-01T15-30.csv", 202404, 1)]
    [InlineData("2024.04.01.csv", 202404, 1)]
    [InlineData("2024.4.1.csv", 202404, 1)]
    [InlineData("2024_04_01.csv", 202404, 1)]
    [InlineData("2024_0401.csv", 202404, 1)]
    [InlineData("2024年4月1日.csv", 202404, 1)]
    [InlineData("２０２４０４０１.csv", 202404, 1)]
    [InlineData("202404.csv", 202404, null)]
    [InlineData("kenpo202404.csv", 202404, null)]
    [InlineData("2024-04.csv", 202404, null)]
    [InlineData("2024年4月分.csv", 202404, null)]
    [InlineData("R6.4.1.csv", 202404, 1)]
    [InlineData("r06-04-01.csv", 202404, 1)]
    [InlineData("R060401.csv", 202404, 1)]
    [InlineData("R0604.csv", 202404, null)]
    [InlineData("R6.4.csv", 202404, null)]
    [InlineData("全件R6.4.1.csv", 202404, 1)]
    [InlineData("令和6年4月1日.csv", 202404, 1)]
    [InlineData("令和6年4月.csv", 202404, null)]
    [InlineData("令和元年5月1日.csv", 201905, 1)]
    [InlineData("㋿6年4月1日.csv", 202404, 1)]
    [InlineData("平成31年4月30日.csv", 201904, 30)]
    [InlineData("H310430.csv", 201904, 30)]
    [InlineData("20240401_20240331.csv", 202404, 1)]
    [InlineData("20241399_20240401.csv", 202404, 1)]
    [InlineData("20240230_R6.4.1.csv", 202404, 1)]
    [InlineData("06123459_20240401.csv", 202404, 1)]
    public void Find_NameWithADate_GivesTheFirst(string name, int month, int? day)
    {
        var date = FileNameDate.Find($"06123459/full/{name}");

        (date?.Month, date?.Day).Should().Be((month, day));
    }

    [Theory]
    [InlineData("roster.csv")]
    [InlineData("06123459.csv")]
    [InlineData("1234567890123.csv")]
    [InlineData("20241301.csv")]
    [InlineData("20230229.csv")]
    [InlineData("202413.csv")]
    [InlineData("v2.4.1.csv")]
    [InlineData("FULLR6.csv")]
    [InlineData("ROSTER6.4.1.csv")]
    [InlineData("R0.4.1.csv")]
    [InlineData("\uD83D.csv")]
    [InlineData("")]
    public void Find_NameWithoutADate_GivesNone(string name) => FileNameDate.Find($"06123459/full/{name}").Should().BeNull();

    [Fact]
    public void Find_FoldersOwnNumber_IsNoDate()
    {
        FileNameDate.Find("202404/full/202404.csv").Should().BeNull();
        FileNameDate.Find("202404/full/202404_202312.csv")!.Month.Should().Be(202312);
        FileNameDate.Find("202404/full/202404_20231201.csv")!.Month.Should().Be(202312);
    }

    [Theory]
    [InlineData("20240331.csv", "20240401.csv", true)]
    [InlineData("20240401.csv", "20240401_1530.csv", false)]
    [InlineData("202404.csv", "20240430.csv", false)]
    [InlineData("20240401.csv", "202404.csv", false)]
    [InlineData("202403.csv", "2024-04-01.csv", true)]
    [InlineData("平成31年4月30日.csv", "R1.5.1.csv", true)]
    [InlineData("R6.4.1.csv", "20231231.csv", false)]
    public void IsOlderThan_AnySpelling_ComparesDaysOrElseMonths(string one, string other, bool expected) =>
        FileNameDate.Find($"a/full/{one}")!.IsOlderThan(FileNameDate.Find($"a/full/{other}")!).Should().Be(expected);

    [Fact]
    public void Find_EveryDayInEverySpelling_IsThatDay() =>
        Gen.Select(Gen.Int[0, 20_000], Gen.Int[0, 11]).Sample((days, way) =>
        {
            var day = new DateOnly(2019, 5, 1).AddDays(days % 5_000);
            var name = way switch
            {
                0 => $"{day:yyyyMMdd}",
                1 => $"{day:yyyyMMdd}{days % 2400:d4}",
                2 => $"{day:yyyy-MM-dd}",
                3 => $"{day:yyyy.M.d}",
                4 => $"{day:yyyy_MM_dd}",
                5 => $"{day.Year}年{day.Month}月{day.Day}日",
                6 => $"令和{day.Year - 2018}年{day.Month}月{day.Day}日",
                7 => $"R{day.Year - 2018}.{day.Month}.{day.Day}",
                8 => $"R{day.Year - 2018:d2}{day:MMdd}",
                9 => $"加入者データ{day:yyyyMMdd}_{days}",
                10 => $"06123459-{day:yyyyMMdd}T1200",
                _ => $"(全件) {day:yyyy-M-d} 12時",
            };
            return FileNameDate.Find($"06123459/full/{name}.csv") is { } date && date.Month == (day.Year * 100) + day.Month && date.Day == day.Day;
        });
}
