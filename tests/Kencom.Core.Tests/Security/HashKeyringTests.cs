using System.Security.Cryptography;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Tests.Security;

public sealed class HashKeyringTests
{
    [Fact]
    [Trait("Rule", "RST-9")]
    public void Versions_AfterAReadThatFailed_AreReadAgain()
    {
        var options = new SecurityOptions();
        var keyring = new HashKeyring(Options.Create(options), new VaultSecrets(Options.Create(options)));
        keyring.Invoking(ring => ring.Versions).Should().Throw<InvalidOperationException>();

        options.HashKeys.Add(1, Convert.ToBase64String(new byte[HashKeyring.MinimumKeyBytes]));

        keyring.Versions.Should().Equal(1);
    }

    [Fact]
    [Trait("Rule", "API-6")]
    public void Hash_OfAVersionWithAnotherAlgorithm_IsThatOnesAndLeavesTheEarlierAsTheyWere()
    {
        var key = Enumerable.Repeat((byte)7, 32).ToArray();
        var options = new SecurityOptions { CurrentHashKey = 2, HashKeys = { [1] = Convert.ToBase64String(key), [2] = Convert.ToBase64String(key) }, HashAlgorithms = { [2] = KeyedHash.Sha512 } };
        var hasher = new KeyedHasher(new HashKeyring(Options.Create(options), new VaultSecrets(Options.Create(options))));
        byte[] message = [0, 0, 0, 4, .. "test"u8, 0, 0, 0, 1, .. "a"u8];

        hasher.Hash(1, "test", "a").Should().Be($"1-{Convert.ToHexStringLower(HMACSHA256.HashData(key, message)[..KeyedHasher.HashBytes])}");
        hasher.Hash("test", "a").Should().Be($"2-{Convert.ToHexStringLower(HMACSHA512.HashData(key, message)[..KeyedHasher.HashBytes])}");
        hasher.Derive("test", "a").Should().Equal(HMACSHA512.HashData(key, message)[..32]);
        hasher.HashesOfAllVersions("test", "a").Should().Equal(hasher.Hash("test", "a"), hasher.Hash(1, "test", "a"));
        using var bulk = hasher.ForBulk("test");
        bulk.Hash("a").Should().Be(hasher.Hash("test", "a"));
    }
}
