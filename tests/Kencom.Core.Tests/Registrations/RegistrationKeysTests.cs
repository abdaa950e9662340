using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Registrations;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Tests.Registrations;

/// <summary>Keys and tokens are a wire format: changed, they would lose every row and every link that is under way.</summary>
public sealed class RegistrationKeysTests
{
    private readonly RegistrationKeys keys = new(Hasher());

    [Fact]
    public void Hash_IsPinned() =>
        Hasher().Hash("purpose", "one", "two").Should().Be("1-9bd3622fd3854be172ed01fdccb2fc7a");

    [Fact]
    public void Hash_TellsPurposesAndPartsApart() =>
        new[] { Hasher().Hash("a", "b", "c"), Hasher().Hash("a", "bc"), Hasher().Hash("ab", "c"), Hasher().Hash("a", "b", "c", "") }.Should().OnlyHaveUniqueItems();

    [Fact]
    public void ForBulk_GivesTheSameHashes()
    {
        using var bulk = Hasher().ForBulk("purpose");

        bulk.Hash("one", "two").Should().Be(Hasher().Hash("purpose", "one", "two"));
        bulk.Hash("one", "two").Should().Be(Hasher().Hash("purpose", "one", "two"));
    }

    [Fact]
    [Trait("Rule", "REG-10")]
    public void LinkToken_IsPinned_AndHasTwentyLettersAndDigits()
    {
        keys.LinkToken(Registration(1)).Should().Be("0123456789hgHM8l7W1z").And.MatchRegex("^[0-9A-Za-z]{20}$");
        keys.LinkToken(Registration(2)).Should().NotBe(keys.LinkToken(Registration(1)));
    }

    [Fact]
    public void Starts_IsPinned_AndKnowsNoCase()
    {
        keys.Starts("taro@example.jp").Should().Be("1-db1706caefd2d6d244daf2b89312ae27");
        keys.Starts("TARO@Example.jp").Should().Be(keys.Starts("taro@example.jp"));
    }

    [Fact]
    public void LinkMailId_IsPinned() => keys.LinkMailId(MailKind.Activation, 1, "0123456789", 1).Should().Be(new Guid("2b3a655c-92de-892d-98af-3e43aba5a10e"));

    [Fact]
    [Trait("Rule", "REG-11")]
    public void WasOnceSent_TellsATokenOfOursFromAnInventedOne()
    {
        keys.WasOnceSent(keys.LinkToken(Registration(6))).Should().BeTrue();
        keys.WasOnceSent("0123456789abcdefghij").Should().BeFalse();
    }

    private static Registration Registration(int linkVersion) => new()
    {
        Id = "0123456789",
        State = RegistrationState.Provisional,
        Channel = Channel.Web,
        Email = "",
        PasswordHash = "",
        Newsletter = false,
        Terms = new AcceptedTerms("", "", default),
        StarterSecretHash = "",
        StartedAt = default,
        LinkVersion = linkVersion,
        LinkIssuedAt = default,
        LinkValidFor = TimeSpan.FromHours(1),
        HashVersion = 1,
        StartsKey = "",
        MailId = default,
    };

    private static KeyedHasher Hasher()
    {
        var options = new SecurityOptions();
        options.HashKeys[1] = Convert.ToBase64String(new byte[32]);
        return new KeyedHasher(new HashKeyring(Options.Create(options), new VaultSecrets(Options.Create(options))));
    }
}
