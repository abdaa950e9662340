using Kencom.Core.Mail;

namespace Kencom.Core.Tests.Mail;

public sealed class JapaneseTextsTests
{
    [Theory]
    [InlineData("01:00:00", "1時間")]
    [InlineData("1.00:00:00", "24時間")]
    [InlineData("1.12:00:00", "36時間")]
    [InlineData("2.00:00:00", "2日間")]
    [InlineData("90.00:00:00", "90日間")]
    [InlineData("01:30:00", "1時間30分")]
    [InlineData("00:30:00", "30分")]
    [InlineData("00:00:20", "20秒")]
    [Trait("Rule", "REG-10")]
    public void Duration_Any_ReadsAsAPersonWouldSayIt(string duration, string expected) =>
        JapaneseTexts.Duration(TimeSpan.Parse(duration, System.Globalization.CultureInfo.InvariantCulture)).Should().Be(expected);

    [Theory]
    [InlineData("2026-11-22T13:30:59Z", "2026年11月22日 22時30分")]
    [InlineData("2026-12-31T15:05:00Z", "2027年1月1日 0時05分")]
    [Trait("Rule", "REG-10")]
    public void Instant_Utc_IsTheTimeInJapan(string instant, string expected) =>
        JapaneseTexts.Instant(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture)).Should().Be(expected);
}
