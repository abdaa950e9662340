using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Kencom.Core.Captcha;
using Kencom.Core.Insurers;
using Kencom.Core.Security;
using Kencom.Core.Tests.Accounts;

namespace Kencom.Core.Tests.Captcha;

public sealed class CaptchaTests
{
    private static readonly NetworkActivity Quiet = new(0, 0);

    [Theory]
    [Trait("Rule", "SI-3")]
    [InlineData(0, 0, 0, 1)]
    [InlineData(2, 29, 9, 1)]
    [InlineData(3, 0, 0, 2)]
    [InlineData(0, 30, 0, 2)]
    [InlineData(0, 0, 10, 2)]
    [InlineData(5, 0, 0, 3)]
    [InlineData(0, 100, 0, 3)]
    [InlineData(0, 0, 90, 4)]
    [InlineData(9, 300, 90, 4)]
    public void LevelOf_AnyThresholdReached_IsThatLevel(double account, double requests, double failures, int expected) =>
        CaptchaLadder.LevelOf(CaptchaOptions.DefaultLevels, new NetworkActivity(requests, failures), account).Should().Be(expected);

    [Fact]
    [Trait("Rule", "SI-3")]
    public void LevelOf_MoreFailures_NeverLowersTheLevel() =>
        Gen.Select(Gen.Double[0, 400], Gen.Double[0, 400], Gen.Double[0, 20], Gen.Double[0, 50]).Sample((requests, failures, account, more) =>
        {
            var before = CaptchaLadder.LevelOf(CaptchaOptions.DefaultLevels, new NetworkActivity(requests, failures), account);
            CaptchaLadder.LevelOf(CaptchaOptions.DefaultLevels, new NetworkActivity(requests + more, failures + more), account + more).Should().BeGreaterThanOrEqualTo(before);
        });

    [Fact]
    [Trait("Rule", "SI-3")]
    public void Faded_OneHalfLife_LeavesHalf()
    {
        CaptchaLadder.Faded(8, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10)).Should().Be(4);
        CaptchaLadder.Faded(8, TimeSpan.Zero, TimeSpan.FromMinutes(10)).Should().Be(8);
        Gen.Double[1, 1000].Sample(count =>
        {
            var wait = CaptchaLadder.UntilFadedBelow(count, 10, TimeSpan.FromMinutes(10));
            CaptchaLadder.Faded(count, wait, TimeSpan.FromMinutes(10)).Should().BeLessThan(10.0001);
        });
    }

    [Fact]
    [Trait("Rule", "SI-3")]
    public void DefaultLevels_EachLevel_TakesMoreWorkThanAnyPuzzleOfTheOneBefore() =>
        CaptchaOptions.DefaultLevels.Zip(CaptchaOptions.DefaultLevels.Skip(1)).Should()
            .OnlyContain(pair => pair.Second.MaxNumber / 2 >= pair.First.MaxNumber && pair.Second.MinimumScore > pair.First.MinimumScore);

    [Theory]
    [Trait("Rule", "SI-2")]
    [InlineData(1, false, false, 1)]
    [InlineData(1, true, false, 0)]
    [InlineData(2, true, false, 2)]
    [InlineData(4, false, false, 4)]
    [InlineData(4, false, true, 0)]
    public void Required_AppOrExempt_IsAskedLater(int level, bool isApp, bool isExempt, int expected) =>
        CaptchaLadder.Required(level, isApp, isExempt).Should().Be(expected);

    [Fact]
    [Trait("Rule", "SI-2")]
    public async Task SignIn_InABrowser_AlwaysNeedsACaptcha()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();

        var refused = await accounts.SignInAsync(caller: AccountSteps.Browser);

        refused.Error!.Code.Should().Be("captcha-required");
        var solved = AccountSteps.Solve((AltchaChallenge)refused.Error.Members["challenge"]!);
        (await accounts.SignInAsync(caller: AccountSteps.Browser, captcha: solved)).IsSuccess.Should().BeTrue();
    }

    [Fact]
    [Trait("Rule", "SI-2")]
    public async Task SignIn_InTheApp_NeedsACaptchaFromTheThirdFailureUntilItFades()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        for (var i = 0; i < 3; i++)
        {
            (await accounts.SignInAsync(password: "mG7!vq2Rx")).Error.Should().Be(Errors.SignInFailed);
        }

        var asked = (await accounts.SignInAsync()).Error!;
        asked.Code.Should().Be("captcha-required");
        ((AltchaChallenge)asked.Members["challenge"]!).Maxnumber.Should().Be(CaptchaOptions.DefaultLevels[1].MaxNumber);
        (await accounts.SignInAsync(captcha: accounts.SolvedCaptcha(level: 1))).Error!.Code.Should().Be("captcha-required", "the first level's is too easy by now");

        accounts.Clock.Advance(TimeSpan.FromHours(1));
        (await accounts.SignInAsync()).IsSuccess.Should().BeTrue("the level falls with time");
    }

    [Fact]
    [Trait("Rule", "SI-10")]
    public async Task SignIn_OnePasswordSprayedOverManyAccounts_MeetsHarderCaptchasAndAnEnd()
    {
        await using var accounts = await CoreApp.StartAsync(
            ("SignIn:Captcha:RefuseFromNetworkFailures", "40"),
            ("SignIn:Captcha:Levels:0:MaxNumber", "10"),
            ("SignIn:Captcha:Levels:1:NetworkFailures", "10"), ("SignIn:Captcha:Levels:1:MaxNumber", "100"), ("SignIn:Captcha:Levels:1:NetworkRequests", "1000"), ("SignIn:Captcha:Levels:1:AccountFailures", "1000"),
            ("SignIn:Captcha:Levels:2:NetworkFailures", "20"), ("SignIn:Captcha:Levels:2:MaxNumber", "1000"), ("SignIn:Captcha:Levels:2:NetworkRequests", "1000"), ("SignIn:Captcha:Levels:2:AccountFailures", "1000"));
        var hardest = new List<int>();
        Error? last = null;

        for (var account = 0; account < 50 && last?.Code != "too-many-requests"; account++)
        {
            var asked = (await accounts.SignInAsync($"person{account}@example.jp", caller: AccountSteps.Browser)).Error!;
            last = asked;
            if (asked.Code == "captcha-required")
            {
                var challenge = (AltchaChallenge)asked.Members["challenge"]!;
                hardest.Add(challenge.Maxnumber);
                last = (await accounts.SignInAsync($"person{account}@example.jp", caller: AccountSteps.Browser, captcha: AccountSteps.Solve(challenge))).Error;
            }
        }

        hardest.Distinct().Should().Equal(10, 100, 1000);
        last!.Code.Should().Be("too-many-requests");
        var elsewhere = new Caller(IPAddress.Parse("198.51.100.9"), IsApp: true);
        (await accounts.SignInAsync("person1@example.jp", caller: elsewhere)).Error.Should().Be(Errors.SignInFailed, "another address is not concerned");
        accounts.Clock.Advance(last.RetryAfter!.Value);
        (await accounts.SignInAsync("person1@example.jp", caller: AccountSteps.Browser)).Error!.Code.Should().Be("captcha-required");
    }

    [Fact]
    [Trait("Rule", "SI-3")]
    public async Task Take_SolutionUsedBefore_IsRefusedOnEveryInstance()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        await using var other = accounts.OtherInstance();
        var solution = accounts.SolvedCaptcha();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            (i % 2 == 0 ? accounts : other).Get<CaptchaGate>().TakeAsync(solution, CaptchaPurpose.SignIn, 1, CancellationToken.None)));

        answers.Count(answer => answer.IsSuccess).Should().Be(1);
    }

    [Fact]
    [Trait("Rule", "SI-3")]
    public async Task Check_WhatWasNotMadeHereOrIsOutOfTime_IsNoSolution()
    {
        await using var accounts = await CoreApp.StartAsync();
        var altcha = accounts.Get<Altcha>();
        var challenge = altcha.Issue(CaptchaPurpose.SignIn, 1);
        var right = AccountSteps.Solve(challenge);
        var forged = AccountSteps.Solve(challenge with { Salt = "x" + challenge.Salt, Challenge = ChallengeOf("x" + challenge.Salt, 5), Maxnumber = 10 });

        altcha.Check(right, CaptchaPurpose.SignIn)!.Level.Should().Be(1);
        altcha.Check(right, CaptchaPurpose.PasswordReset).Should().BeNull("it was made for another purpose");
        altcha.Check(forged, CaptchaPurpose.SignIn).Should().BeNull();
        altcha.Check(AccountSteps.Payload(new { challenge.Algorithm, challenge.Challenge, number = 1, challenge.Salt, challenge.Signature }), CaptchaPurpose.SignIn).Should().BeNull();
        altcha.Check(AccountSteps.Payload(new { challenge.Algorithm, number = 1 }), CaptchaPurpose.SignIn).Should().BeNull();
        altcha.Check("no base64!", CaptchaPurpose.SignIn).Should().BeNull();
        altcha.Check(Convert.ToBase64String("[]"u8), CaptchaPurpose.SignIn).Should().BeNull();
        altcha.Check(Convert.ToBase64String("{\"solution\":1,\"challenge\":[]}"u8), CaptchaPurpose.SignIn).Should().BeNull();
        accounts.Clock.Advance(TimeSpan.FromMinutes(10));
        altcha.Check(right, CaptchaPurpose.SignIn).Should().BeNull("its time is over");

        static string ChallengeOf(string salt, int number) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}{number}")));
    }

    [Fact]
    [Trait("Rule", "SI-3")]
    public async Task Check_SolutionOfTheProtocolsSecondVersion_Counts()
    {
        await using var accounts = await CoreApp.StartAsync();
        var challenge = accounts.Get<Altcha>().Issue(CaptchaPurpose.Any, 1);
        var nonce = Convert.FromHexString(challenge.Parameters.Nonce);
        var password = new byte[nonce.Length + 4];
        nonce.CopyTo(password, 0);
        uint counter = 0;
        while (KeyOf(counter) != challenge.Parameters.KeyPrefix)
        {
            counter++;
        }

        var payload = AccountSteps.Payload(new
        {
            challenge = new { challenge.Parameters, challenge.Signature },
            solution = new { counter, derivedKey = challenge.Parameters.KeyPrefix, time = 1 },
        });

        accounts.Get<Altcha>().Check(payload, CaptchaPurpose.SignIn).Should().NotBeNull();

        string KeyOf(uint number)
        {
            BinaryPrimitives.WriteUInt32BigEndian(password.AsSpan(nonce.Length), number);
            return Convert.ToHexStringLower(SHA256.HashData(password));
        }
    }

    [Theory]
    [Trait("Rule", "SI-4")]
    [InlineData("203.0.113.0/24", "203.0.113.7", true)]
    [InlineData("203.0.113.0/24", "203.0.114.7", false)]
    [InlineData("203.0.113.0/24", "::ffff:203.0.113.7", true)]
    [InlineData("::ffff:203.0.113.0/120", "203.0.113.7", true)]
    [InlineData("2001:db8::/32", "2001:db8:1::5", true)]
    [InlineData("2001:db8::/32", "2001:db9:1::5", false)]
    [InlineData("203.0.113.7/32", "203.0.113.7", true)]
    [InlineData("rubbish", "203.0.113.7", false)]
    public void Parse_AddressInTheNetwork_IsFoundInEitherForm(string network, string address, bool expected) =>
        Networks.Parse([network]).Any(parsed => parsed.Contains(Networks.Plain(IPAddress.Parse(address)))).Should().Be(expected);

    [Fact]
    [Trait("Rule", "SI-4")]
    public async Task SignIn_FromAnInsurersNetwork_NeedsNoCaptchaUntilTooManyFailuresFromThatAddress()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        await accounts.HaveMemberAsync("hanako@example.jp");
        await accounts.Get<InsurerStore>().PutAsync(
            new Insurer { Number = "123456", Name = "デモ健康保険組合", ExemptNetworks = ["203.0.113.0/24"] });
        var neighbour = new Caller(IPAddress.Parse("203.0.113.8"), IsApp: false);

        (await accounts.SignInAsync(caller: AccountSteps.Browser)).IsSuccess.Should().BeTrue();
        for (var i = 0; i < 5; i++)
        {
            (await accounts.SignInAsync($"nobody{i}@example.jp", caller: AccountSteps.Browser)).Error.Should().Be(Errors.SignInFailed);
        }

        (await accounts.SignInAsync(caller: AccountSteps.Browser)).Error!.Code.Should().Be("captcha-required");
        (await accounts.SignInAsync(caller: neighbour)).IsSuccess.Should().BeTrue("others in that network did not fail");
        accounts.Clock.Advance(TimeSpan.FromHours(1));
        (await accounts.SignInAsync(caller: AccountSteps.Browser)).IsSuccess.Should().BeTrue();
    }

    [Fact]
    [Trait("Rule", "SI-3")]
    public async Task NetworkActivity_CountedOnTwoInstancesAtOnce_LosesNothing()
    {
        await using var accounts = await CoreApp.StartAsync();
        await using var other = accounts.OtherInstance();
        await accounts.Get<NetworkAllowances>().TakeAsync(AccountSteps.Browser, allowance: null);
        await other.Get<NetworkAllowances>().TakeAsync(AccountSteps.Browser, allowance: null);
        var before = accounts.Storage.All.Count;

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? accounts : other).Get<NetworkAllowances>().TakeAsync(AccountSteps.Browser, allowance: null)));

        await using var third = accounts.OtherInstance();
        var standing = await third.Get<NetworkAllowances>().LookAsync(AccountSteps.Browser, allowance: null, CancellationToken.None);
        standing.Activity.Should().BeEquivalentTo(Quiet with { Requests = 62 });
        (accounts.Storage.All.Count - before).Should().BeLessThan(60, "those that wait for each other are written together");
    }

    [Theory]
    [Trait("Rule", "SI-2")]
    [InlineData("key-one", true)]
    [InlineData("key-two", true)]
    [InlineData("key-three", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public async Task Include_KeyOfTheApp_IsKnown(string? key, bool expected)
    {
        await using var accounts = await CoreApp.StartAsync(("SignIn:AppKeys:0", "key-one"), ("SignIn:AppKeys:1", "key-two"), ("SignIn:AppKeys:2", ""));

        accounts.Get<AppKeys>().Include(key).Should().Be(expected);
    }
}
