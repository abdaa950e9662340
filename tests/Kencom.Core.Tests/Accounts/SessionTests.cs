using Kencom.Core.Accounts;
using Kencom.Core.Storage;

namespace Kencom.Core.Tests.Accounts;

public sealed class SessionTests
{
    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task Check_StaysSignedIn_LastsThirtyDaysAfterTheLastUse()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        var signedIn = (await accounts.SignInAsync(stay: true)).Value;

        for (var i = 0; i < 4; i++)
        {
            accounts.Clock.Advance(TimeSpan.FromDays(29));
            (await accounts.CheckAsync(signedIn)).Should().NotBeNull();
        }

        accounts.Clock.Advance(TimeSpan.FromDays(30));
        (await accounts.CheckAsync(signedIn)).Should().BeNull();
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task Check_DoesNotStaySignedIn_EndsThirtyMinutesAfterTheLastUse()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        var signedIn = (await accounts.SignInAsync()).Value;

        accounts.Clock.Advance(TimeSpan.FromMinutes(29));
        (await accounts.CheckAsync(signedIn)).Should().NotBeNull();
        accounts.Clock.Advance(TimeSpan.FromMinutes(29));
        (await accounts.CheckAsync(signedIn)).Should().NotBeNull();
        accounts.Clock.Advance(TimeSpan.FromMinutes(30));
        (await accounts.CheckAsync(signedIn)).Should().BeNull();
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task Check_DoesNotStaySignedIn_EndsTwelveHoursAfterTheStartHoweverOftenUsed()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        var signedIn = (await accounts.SignInAsync()).Value;

        var used = 0;
        while (used < 100 && await accounts.CheckAsync(signedIn) is not null)
        {
            used++;
            accounts.Clock.Advance(TimeSpan.FromMinutes(20));
        }

        (used * 20).Should().Be(12 * 60);
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task Check_UsedOften_IsOneReadAndOneWriteAMinute()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        var signedIn = (await accounts.SignInAsync()).Value;
        accounts.Clock.Advance(TimeSpan.FromMinutes(1));
        await accounts.CheckAsync(signedIn);
        var before = accounts.Storage.All.Count;

        for (var i = 0; i < 5; i++)
        {
            accounts.Clock.Advance(TimeSpan.FromSeconds(10));
            (await accounts.CheckAsync(signedIn))!.IsRenewed.Should().BeFalse();
        }

        (accounts.Storage.All.Count - before).Should().Be(5);
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task AllEndedAt_Set_EndsEverySessionThatWasStartedBefore()
    {
        await using var accounts = await CoreApp.StartAsync();
        var member = await accounts.HaveMemberAsync();
        var before = (await accounts.SignInAsync(stay: true)).Value;
        accounts.Clock.Advance(TimeSpan.FromMinutes(1));
        await using var since = accounts.OtherInstance(("SignIn:Sessions:AllEndedAt", accounts.Clock.GetUtcNow().ToString("O")));
        var after = (await since.SignInAsync()).Value;

        (await since.CheckAsync(before)).Should().BeNull();
        (await since.CheckAsync(after)).Should().NotBeNull();
        (await since.Get<ListSessions>().HandleAsync(member.Id, CancellationToken.None)).Should().ContainSingle();
    }

    [Theory]
    [Trait("Rule", "SI-5")]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("member.short")]
    [InlineData("me'mber.0123456789012345678901234567890123456789012")]
    [InlineData("member.012345678901234567890123456789012345678901/")]
    public async Task Check_WhatCannotBeAToken_CostsNoStorageCall(string? token)
    {
        await using var accounts = await CoreApp.StartAsync();
        var before = accounts.Storage.All.Count;

        (await accounts.Get<CheckSession>().HandleAsync(token, CancellationToken.None)).Should().BeNull();

        accounts.Storage.All.Count.Should().Be(before);
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task Check_RowKeyOfAStolenTable_OpensNothing()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        var signedIn = (await accounts.SignInAsync()).Value;
        var stolen = (await accounts.CheckAsync(signedIn))!.Id;

        (await accounts.Get<CheckSession>().HandleAsync($"{signedIn.MemberId}.{stolen.PadRight(43, '0')[..43]}", CancellationToken.None)).Should().BeNull();
        (await accounts.Get<CheckSession>().HandleAsync($"{signedIn.MemberId}.{stolen}", CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task End_OneOrAll_EndsThoseAtOnce()
    {
        await using var accounts = await CoreApp.StartAsync();
        var member = await accounts.HaveMemberAsync();
        var phone = (await accounts.SignInAsync(stay: true)).Value;
        var tablet = (await accounts.SignInAsync()).Value;
        var laptop = (await accounts.SignInAsync()).Value;
        await accounts.SignInAsync(password: "mG7!vq2Rx"); // A count of failures lies among the sessions.
        var tabletId = (await accounts.CheckAsync(tablet))!.Id;

        (await accounts.Get<ListSessions>().HandleAsync(member.Id, CancellationToken.None)).Should().HaveCount(3);
        (await accounts.Get<SessionStore>().EndAsync(member.Id, tabletId)).Should().BeTrue();
        (await accounts.Get<SessionStore>().EndAsync(member.Id, tabletId)).Should().BeFalse();
        (await accounts.CheckAsync(tablet)).Should().BeNull();
        (await accounts.CheckAsync(phone)).Should().NotBeNull();

        await accounts.Get<SessionStore>().EndAllAsync(member.Id, exceptId: null);
        (await accounts.CheckAsync(phone)).Should().BeNull();
        (await accounts.CheckAsync(laptop)).Should().BeNull();
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task EndAll_MoreSessionsThanOneTransactionHolds_EndsAll()
    {
        await using var accounts = await CoreApp.StartAsync();
        var member = await accounts.HaveMemberAsync();
        for (var i = 0; i < 230; i++)
        {
            await accounts.Get<SessionStore>().AddAsync(accounts.Get<StartSession>().Prepare(member.Id, SessionKind.App, staySignedIn: true, client: null).Session);
        }

        await accounts.Get<SessionStore>().EndAllAsync(member.Id, exceptId: null);

        (await accounts.Get<ListSessions>().HandleAsync(member.Id, CancellationToken.None)).Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task Sweep_EndedSessionsAndOldLinks_AreDeleted()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        await accounts.SignInAsync();
        var stays = (await accounts.SignInAsync(stay: true)).Value;
        await accounts.SignInAsync("nobody@example.jp");
        accounts.Clock.Advance(TimeSpan.FromDays(29));

        await accounts.SweepAsync();
        (await accounts.CheckAsync(stays)).Should().NotBeNull();
        accounts.Clock.Advance(TimeSpan.FromDays(31));
        await accounts.SweepAsync();

        (await accounts.Stored.RowsAsync(TableNames.Members)).Should().NotContain(row => row.Contains(" session-", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task Check_StartedUnderAnEarlierHashKey_StillOpens()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        var signedIn = (await accounts.SignInAsync()).Value;
        await using var renewed = accounts.OtherInstance(
            ("Security:HashKeys:2", Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray())), ("Security:CurrentHashKey", "2"));

        (await renewed.CheckAsync(signedIn)).Should().NotBeNull();
        (await renewed.SignInAsync()).IsSuccess.Should().BeTrue("the login's row has an earlier key, too");
    }
}
