using Kencom.Core.Mail;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Tests.Mail;

public sealed class MailIdsTests
{
    [Fact]
    [Trait("Rule", "MAIL-1")]
    public void Derive_SameParts_IsAlwaysTheSameUuid()
    {
        var hasher = Hasher(1);

        var id = MailIds.Derive(hasher, MailKind.Activation, "registration", "2");

        id.Should().Be(MailIds.Derive(Hasher(1), MailKind.Activation, "registration", "2"));
        id.Should().Be(new Guid("c55b3d36-3d31-89f8-bd9b-7abf96835eed"), "ids are stored");
        (id.Version, id.Variant & 0xC).Should().Be((8, 8), "the provider accepts UUIDs only");
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public void Derive_AnyDifference_IsAnotherId() =>
        new[]
        {
            MailIds.Derive(Hasher(1), MailKind.Activation, "a", "b"),
            MailIds.Derive(Hasher(1), MailKind.Activation, "ab", ""),
            MailIds.Derive(Hasher(1), MailKind.Activation, "a"),
            MailIds.Derive(Hasher(1), MailKind.Welcome, "a", "b"),
            MailIds.Derive(Hasher(2), MailKind.Activation, "a", "b"),
        }.Should().OnlyHaveUniqueItems();

    [Fact]
    public void Key_OfAMail_IsTheStoredFormat() =>
        MailKeys.Mail("m1", new Guid("c55b3d36-3d31-89f8-bd9b-7abf96835eed")).Should().Be(new RowKey("m1", "c55b3d363d3189f8bd9b7abf96835eed"));

    private static KeyedHasher Hasher(byte key)
    {
        var options = new SecurityOptions { HashKeys = { [1] = Convert.ToBase64String(Enumerable.Repeat(key, 32).ToArray()) } };
        return new KeyedHasher(new HashKeyring(Microsoft.Extensions.Options.Options.Create(options), new VaultSecrets(Microsoft.Extensions.Options.Options.Create(options))));
    }
}
