using System.Globalization;
using System.Net;
using Kencom.Core.Security;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Kencom.Core.Tests.Security;

/// <summary>The coarse limit by the second, in memory (ABU-2, ABU-4).</summary>
public sealed class BurstTests
{
    private static readonly Caller Somebody = new(IPAddress.Parse("203.0.113.7"), IsApp: true);

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 22, 1, 0, 0, TimeSpan.Zero));

    [Fact]
    [Trait("Rule", "ABU-2")]
    public void Take_MoreThanASecondAllows_WaitsUntilThereIsRoomAgain()
    {
        var bursts = new Bursts(Options.Create(new AllowanceOptions()), clock);
        for (var i = 0; i < Allowances.BurstOfAddress.Count; i++)
        {
            bursts.Take(Somebody).Should().BeNull();
        }

        var wait = bursts.Take(Somebody);

        wait.Should().BePositive().And.BeLessThan(TimeSpan.FromSeconds(1));
        bursts.Take(new Caller(IPAddress.Parse("203.0.113.8"), IsApp: true)).Should().BeNull("another address has its own");
        clock.Advance(wait!.Value);
        bursts.Take(Somebody).Should().BeNull();
        bursts.Take(Somebody).Should().NotBeNull("only one had room");
    }

    [Fact]
    [Trait("Rule", "ABU-4")]
    [Trait("Rule", "ABU-3")]
    public void TakeHash_FromAny64OfOneNetwork_IsLimitedAsOne()
    {
        var bursts = new Bursts(Options.Create(new AllowanceOptions()), clock);

        var admitted = Enumerable.Range(0, 100).Count(subnet => bursts.TakeHash(At(string.Create(CultureInfo.InvariantCulture, $"2001:db8:7:{subnet:x}::1"))) is null);

        admitted.Should().Be(Allowances.BurstOfHashes.Count, "else one subscriber keeps everybody waiting at the gate of the hash");
        bursts.TakeHash(At("2001:db8:8::1")).Should().BeNull();
    }

    [Theory]
    [InlineData(NetworkKind.Shared)]
    [InlineData(NetworkKind.Insurers)]
    [Trait("Rule", "ABU-2")]
    public void Take_FromAnInsurersOrSharedNetwork_HasMore(NetworkKind kind)
    {
        var bursts = new Bursts(Options.Create(new AllowanceOptions()), clock);

        var admitted = Enumerable.Range(0, 10_000).Count(_ => bursts.Take(Somebody with { Kind = kind }) is null);

        admitted.Should().Be(Allowances.BurstOfAddress.Count * Allowances.WideTimes);
    }

    private static Caller At(string address) => new(IPAddress.Parse(address), IsApp: true);
}
