using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Tests.Security;

public sealed class PasswordRulesTests
{
    private const string Email = "hanako.kobayashi@example.jp";

    [Theory]
    [InlineData("xK7#p", false)]
    [InlineData("xK7#pQ", true)]
    [InlineData("xK7#pQxK7#pQxK7#pQ9z", true)]
    [InlineData("xK7#pQxK7#pQxK7#pQ9zA", false)]
    [Trait("Rule", "REG-3")]
    public void Check_OfTheManualProfile_TakesSixToTwentyCharacters(string password, bool holds) =>
        Check(password).Length.Should().Be(holds);

    [Fact]
    [Trait("Rule", "REG-3")]
    public void Check_OfEverySymbolAllowed_HoldsAndOfEveryOtherDoesNot()
    {
        const string Symbols = "!@#$%^&*()_-+={}[]|:;<>,./~";
        foreach (var character in Enumerable.Range(0x20, 0x60).Select(code => (char)code).Concat("あＡ１　é\u0000\\"))
        {
            Check($"aB3{character}xK9").Characters.Should().Be(char.IsAsciiLetterOrDigit(character) || Symbols.Contains(character), $"of {(int)character:X4}");
        }
    }

    [Theory]
    [InlineData("abcdefg", Channel.Web, false)]
    [InlineData("ABCdefg", Channel.Web, false)]
    [InlineData("ABCdefg", Channel.App, true)]
    [InlineData("abcdef1", Channel.Web, true)]
    [InlineData("abcdef!", Channel.Web, true)]
    [InlineData("123456!", Channel.Web, true)]
    [InlineData("1234567", Channel.App, false)]
    [Trait("Rule", "REG-3")]
    public void Check_CountsTheKindsAsTheChannelDoes(string password, Channel channel, bool holds) =>
        Check(password, channel).Kinds.Should().Be(holds);

    [Theory]
    [InlineData("abcdefghijk", false)]
    [InlineData("zvqmxkwpthjd", true)]
    [Trait("Rule", "REG-3")]
    public void Check_OfTheStrongProfile_TakesTwelveToSixtyFourOfAnyKind(string password, bool holds)
    {
        var conditions = Check(password, profile: PasswordProfile.Strong);

        conditions.Length.Should().Be(holds);
        conditions.Kinds.Should().BeTrue();
        Check(new string('q', 65), profile: PasswordProfile.Strong).Length.Should().BeFalse();
    }

    [Theory]
    [InlineData("password1", "password")]
    [InlineData("Xq7kobayashi", "kobayashi")]
    [InlineData("kencom12", "kencom")]
    [InlineData("xK7#pQ", null)]
    [InlineData("q", null)]
    [Trait("Rule", "REG-4")]
    public void Judge_OfAGuessablePassword_NamesThePartThatWasGuessed(string password, string? part) =>
        new PasswordRules(Options.Create(new SecurityOptions())).Judge(password, Email, Channel.Web).GuessedPart.Should().Be(part);

    [Theory]
    [InlineData("password1")]
    [InlineData("p@ssw0rd")]
    [InlineData("qwerty1")]
    [InlineData("abcdef1")]
    [InlineData("aaaaaa1")]
    [InlineData("Kencom!1")]
    [InlineData("hanako1!")]
    [InlineData("kobayashi7")]
    [Trait("Rule", "REG-4")]
    public void Check_OfAGuessablePassword_DoesNotHold(string password) =>
        Check(password).NotGuessable.Should().BeFalse();

    [Theory]
    [InlineData("m8fK2p")]
    [InlineData("xK7#pQ")]
    [InlineData("482913a")]
    [Trait("Rule", "REG-4")]
    public void Check_OfARandomOneOfSixCharacters_JustHolds(string password) =>
        Check(password).NotGuessable.Should().BeTrue();

    [Fact]
    [Trait("Rule", "REG-4")]
    public void Check_OfAnEmptyOrHugePassword_IsAnsweredAtOnce()
    {
        Check("").AllHold().Should().BeFalse();
        Check(new string('x', 60_000)).AllHold().Should().BeFalse();
    }

    /// <summary>The estimate takes the longer the longer a password is: what is refused for its length is not worth it, and so names no guessed part.</summary>
    [Theory]
    [InlineData(PasswordProfile.Manual, 20, true)]
    [InlineData(PasswordProfile.Manual, 21, false)]
    [InlineData(PasswordProfile.Manual, 5, false)]
    [InlineData(PasswordProfile.Strong, 64, true)]
    [InlineData(PasswordProfile.Strong, 65, false)]
    [InlineData(PasswordProfile.Strong, 11, false)]
    [Trait("Rule", "ABU-4")]
    public void Judge_OfALengthThatIsNotAllowed_EstimatesNothing(PasswordProfile profile, int length, bool estimates)
    {
        var rules = new PasswordRules(Options.Create(new SecurityOptions { PasswordProfile = profile }));

        var judged = rules.Judge(new string('a', length), Email, Channel.Web);

        judged.Conditions.NotGuessable.Should().BeFalse();
        judged.GuessedPart.Should().Be(estimates ? new string('a', length) : null);
    }

    [Theory]
    [InlineData(200, false)]
    [InlineData(60_000, true)]
    [Trait("Rule", "REG-4")]
    public void Check_WithAnEmailLongerThanAnyAddress_IgnoresIt(int length, bool notGuessable)
    {
        var rules = new PasswordRules(Options.Create(new SecurityOptions()));
        var email = $"zvqmxkwp.{new string('x', length)}@example.jp";

        rules.Check("zvqmxkwp7", email, Channel.Web).NotGuessable.Should().Be(notGuessable);
    }

    private static PasswordConditions Check(string password, Channel channel = Channel.Web, PasswordProfile profile = PasswordProfile.Manual) =>
        new PasswordRules(Options.Create(new SecurityOptions { PasswordProfile = profile })).Check(password, Email, channel);
}
