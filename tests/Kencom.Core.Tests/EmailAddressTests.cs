namespace Kencom.Core.Tests;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("taro@example.jp")]
    [InlineData("Taro.Kenkou+news@mail.example.co.jp")]
    [InlineData("ta..ro@docomo.ne.jp")]
    [InlineData("taro.@ezweb.ne.jp")]
    [InlineData("-taro_!#$%&'*/=?^`{|}~@example.jp")]
    [Trait("Rule", "REG-2")]
    public void IsValid_OfAMailbox_Holds(string address) => EmailAddress.IsValid(address).Should().BeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("taro")]
    [InlineData("@example.jp")]
    [InlineData(".taro@example.jp")]
    [InlineData("taro@")]
    [InlineData("taro@example")]
    [InlineData("taro@-example.jp")]
    [InlineData("taro@example..jp")]
    [InlineData("taro@example.jp ")]
    [InlineData(" taro@example.jp")]
    [InlineData("taro@example.jp\r\nBcc: x@y.jp")]
    [InlineData("ta ro@example.jp")]
    [InlineData("taro＠example.jp")]
    [InlineData("太郎@example.jp")]
    [InlineData("taro@例え.jp")]
    [InlineData("<taro@example.jp>")]
    [InlineData("taro@example.jp,x@y.jp")]
    [InlineData("taro@127.0.0.1")]
    [Trait("Rule", "REG-2")]
    public void IsValid_OfAnythingElse_DoesNotHold(string address) => EmailAddress.IsValid(address).Should().BeFalse();

    [Fact]
    [Trait("Rule", "REG-2")]
    public void IsValid_HoldsUpTo254Characters()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 46), 4)) + ".jp";
        var longest = new string('a', 254 - domain.Length - 1) + "@" + domain;

        EmailAddress.IsValid(longest).Should().BeTrue();
        EmailAddress.IsValid("a" + longest).Should().BeFalse();
    }
}
