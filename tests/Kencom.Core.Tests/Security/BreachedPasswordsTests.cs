using System.Security.Cryptography;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Tests.Security;

public sealed class BreachedPasswordsTests
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>In the list, of the form that the manual allows, and beyond 10^6 guesses by zxcvbn's estimate.</summary>
    [Theory]
    [InlineData("Andriy113")]
    [InlineData("rebel9d9")]
    [InlineData("strega27")]
    [InlineData("1Fastbal")]
    [InlineData("zhendaod0")]
    [Trait("Rule", "REG-4")]
    public void Check_OfAPasswordThatLeaked_DoesNotHold(string password)
    {
        var judgement = Rules().Judge(password, "hanako@example.jp", Channel.Web);

        judgement.Conditions.NotGuessable.Should().BeFalse();
        judgement.GuessedPart.Should().Be(password);
        new Zxcvbn.Zxcvbn().EvaluatePassword(password).Entropy.Should().BeGreaterThan(Math.Log2(PasswordRules.MinimumGuesses), "else the estimate would have refused it");
        BreachedPasswords.Bundled.Contains(password + "#7q").Should().BeFalse("it is the whole password that leaked");
    }

    [Fact]
    [Trait("Rule", "REG-4")]
    public void Contains_OfRandomPasswords_TakesOneInTenThousandForALeakedOne()
    {
        var taken = Enumerable.Range(0, 100_000).Count(_ => BreachedPasswords.Bundled.Contains(RandomNumberGenerator.GetString(Letters, 12)));

        taken.Should().BeLessThan(40, "ten are expected, and forty come once in 10^12 runs");
    }

    [Fact]
    [Trait("Rule", "REG-4")]
    public void Of_AnyPasswords_ContainsEachOfThem()
    {
        var passwords = Enumerable.Range(0, 5_000).Select(_ => RandomNumberGenerator.GetString(Letters, 9)).ToArray();

        var filter = BreachedPasswords.Of(passwords);

        passwords.Should().OnlyContain(password => filter.Contains(password));
    }

    private static PasswordRules Rules() => new(Options.Create(new SecurityOptions()));
}
