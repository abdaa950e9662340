using Kencom.Core.Cards;

namespace Kencom.Core.Tests.Cards;

[Trait("Rule", "EL-5"), Trait("Rule", "EL-1")]
public class PersonFieldsTests
{
    [Theory]
    [InlineData("ケンコム太郎", "「太」")]
    [InlineData("ｹﾝｺﾑ1", "「1」")]
    [InlineData("ケンコム😀", "「😀」")]
    [InlineData("ケンコム\u0007", "U+0007")]
    [InlineData("ケンコム\uE000", "U+E000")]
    [InlineData("ア゛", "「゛」")]
    [InlineData("ケンコム（旧姓", "「(」")]
    [InlineData("ヾケンコム", "「ヾ」")]
    [InlineData("・", "全角カナで入力")]
    [InlineData("", "全角カナで入力")]
    public void Read_NoKanaName_NamesTheCharacter(string name, string words) => Message(name).Should().Contain(words);

    [Fact]
    public void Read_LongNameOfKana_IsToldTheLengthAndNotThatItIsNone()
    {
        Message(new string('ア', 100)).Should().BeNull();
        Message(new string('ア', 101)).Should().Contain("100文字まで").And.NotContain("カナ");
        Message(new string('漢', 10_000)).Should().Contain("100文字まで");
    }

    private static string? Message(string name)
    {
        var errors = new FieldErrors();
        PersonFields.Read(name, "1972-04-15", new DateOnly(2024, 4, 1), errors);
        return errors.ToFields().TryGetValue("kanaName", out var messages) ? messages.Single() : null;
    }
}
