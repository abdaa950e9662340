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
}
