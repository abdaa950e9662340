using System.Security.Cryptography;
using System.Text;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Tests.Security;

public sealed class SealerTests
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("血圧 132/85");

    [Fact]
    [Trait("Rule", "CK-7")]
    public void Open_WhatWasSealedForThisPlace_GivesTheContent()
    {
        var sealer = SealerWith(current: 1, 1);

        var whole = sealer.Seal("checkup", "person/row", Content);

        sealer.Open("checkup", "person/row", whole).Should().Equal(Content);
        whole.Should().HaveCount(Content.Length + Sealer.Overhead);
        whole.AsSpan().IndexOf(Content).Should().Be(-1);
    }

    [Theory]
    [Trait("Rule", "CK-7")]
    [InlineData("checkup", "person/other")]
    [InlineData("other", "person/row")]
    public void Open_MovedElsewhere_DoesNotOpen(string purpose, string place)
    {
        var sealer = SealerWith(current: 1, 1);
        var whole = sealer.Seal("checkup", "person/row", Content);

        sealer.Invoking(opens => opens.Open(purpose, place, whole)).Should().Throw<CryptographicException>();
    }

    [Fact]
    [Trait("Rule", "CK-7")]
    public void Open_WithAnyByteChanged_DoesNotOpen()
    {
        var sealer = SealerWith(current: 1, 1, 2);
        var whole = sealer.Seal("checkup", "person/row", Content);

        for (var i = 0; i < whole.Length; i++)
        {
            var changed = whole.ToArray();
            changed[i] ^= 3;
            sealer.Invoking(opens => opens.Open("checkup", "person/row", changed)).Should().Throw<Exception>($"byte {i} was changed");
        }
    }

    [Fact]
    [Trait("Rule", "API-6")]
    [Trait("Rule", "CK-7")]
    public void Open_SealedBeforeTheKeyWasRotated_StillOpens()
    {
        var before = SealerWith(current: 1, 1).Seal("checkup", "person/row", Content);
        var after = SealerWith(current: 2, 1, 2);

        after.Open("checkup", "person/row", before).Should().Equal(Content);
        Sealer.VersionOf(after.Seal("checkup", "person/row", Content)).Should().Be(2);
    }

    [Fact]
    [Trait("Rule", "CK-7")]
    public void Seal_TwiceTheSame_GivesTwoSeals() =>
        SealerWith(current: 1, 1).Seal("checkup", "row", Content).Should().NotEqual(SealerWith(current: 1, 1).Seal("checkup", "row", Content));

    private static Sealer SealerWith(int current, params int[] versions)
    {
        var options = new SecurityOptions { CurrentDataKey = current };
        foreach (var version in versions)
        {
            options.DataKeys.Add(version, Convert.ToBase64String(Enumerable.Repeat((byte)version, 32).ToArray()));
        }

        return new Sealer(new DataKeyring(Options.Create(options), new VaultSecrets(Options.Create(options))));
    }
}
