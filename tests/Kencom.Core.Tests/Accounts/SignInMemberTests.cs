using Kencom.Core.Accounts;
using Kencom.Core.Mail;
using Kencom.TestSupport;

namespace Kencom.Core.Tests.Accounts;

public sealed class SignInMemberTests
{
    [Fact]
    [Trait("Rule", "SI-1")]
    public async Task Handle_AddressAndPasswordAsRegistered_SignsIn()
    {
        await using var accounts = await AccountWorld.StartAsync();
        var member = await accounts.HaveMemberAsync();

        var signedIn = await accounts.SignInAsync();

        signedIn.Value.MemberId.Should().Be(member.Id);
        (await accounts.CheckAsync(signedIn.Value))!.MemberId.Should().Be(member.Id);
    }

    [Fact]
    [Trait("Rule", "SI-1")]
    public async Task Handle_AnyFailure_IsAnsweredAlikeAfterTheSameStorageCalls()
    {
        await using var accounts = await AccountWorld.StartAsync();
        await accounts.HaveMemberAsync();
        await accounts.HaveMemberAsync("hanako@example.jp");
        await accounts.SignInAsync("third@example.jp"); // The first request of all adds what the others change.

        var unknown = await FailAsync("nobody@example.jp", AccountWorld.Password);
        var wrongPassword = await FailAsync(AccountWorld.Email, "mG7!vq2Rx");
        var wrongCase = await FailAsync("HANAKO@example.jp", AccountWorld.Password);

        wrongPassword.Should().BeEquivalentTo(unknown);
        wrongCase.Should().BeEquivalentTo(unknown);
        unknown.Error.Should().Be(Errors.SignInFailed);

        async Task<(Error? Error, string[] Calls)> FailAsync(string email, string password)
        {
            var before = accounts.Calls.All.Count;
            var answer = await accounts.SignInAsync(email, password);
            return (answer.Error, [.. accounts.Calls.All.Skip(before).Select(call => call.Split('(')[0])]);
        }
    }

    [Fact]
    [Trait("Rule", "SI-10")]
    public async Task Handle_FiftyWrongPasswordsAtOnce_HashesNoMoreThanOneByOneWouldBeAllowed()
    {
        await using var accounts = await AccountWorld.StartAsync(("SignIn:Captcha:Levels:0:MaxNumber", "1000"));
        await accounts.HaveMemberAsync();
        await using var other = accounts.OtherInstance();
        var free = GuessingOptions.DefaultWaits.TakeWhile(wait => wait == TimeSpan.Zero).Count();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? accounts : other).SignInAsync(password: $"mG7!vq2R{i}")));

        answers.Count(answer => answer.Error == Errors.SignInFailed).Should().Be(free + 1);
        answers.Count(answer => answer.Error!.Code == "too-many-requests").Should().Be(50 - free - 1);
        (await accounts.SignInAsync()).Error!.Code.Should().Be("too-many-requests", "the wait holds for the right password too");
    }

    [Fact]
    [Trait("Rule", "SI-10")]
    public async Task Handle_FailuresInARow_AreAnsweredAlikeForAnUnknownAddressUpToTheEnd()
    {
        await using var accounts = await AccountWorld.StartAsync(("SignIn:Captcha:Levels:0:MaxNumber", "1000"));
        await accounts.HaveMemberAsync();
        var longest = TimeSpan.Zero;
        var failures = 0;

        while (failures < 100)
        {
            var known = (await accounts.SignInAsync(password: "mG7!vq2Rx")).Error!;
            var unknown = (await accounts.SignInAsync("nobody@example.jp", "mG7!vq2Rx")).Error!;
            unknown.Code.Should().Be(known.Code);
            unknown.RetryAfter.Should().Be(known.RetryAfter);
            if (known.RetryAfter is { } wait)
            {
                longest = wait > longest ? wait : longest;
                accounts.Clock.Advance(wait);
            }
            else
            {
                known.Should().Be(Errors.SignInFailed);
                failures++;
            }
        }

        accounts.Clock.Advance(TimeSpan.FromDays(1));
        longest.Should().Be(TimeSpan.FromMinutes(15));
        (await accounts.SignInAsync()).Error.Should().Be(Errors.SignInNeedsReset);
        (await accounts.SignInAsync("nobody@example.jp")).Error.Should().Be(Errors.SignInNeedsReset);
    }

    [Fact]
    [Trait("Rule", "SI-10")]
    [Trait("Rule", "ABU-4")]
    public async Task Handle_ThirtyDaysAfterTheFailures_HasForgottenThemForAnUnknownAddressAsForAMembers()
    {
        await using var accounts = await AccountWorld.StartAsync(("SignIn:Captcha:Levels:0:MaxNumber", "1000"));
        await accounts.HaveMemberAsync();
        string[] addresses = [AccountWorld.Email, "nobody@example.jp"];
        foreach (var address in addresses)
        {
            for (var failures = 0; failures < 8;)
            {
                failures += (await accounts.SignInAsync(address, "mG7!vq2Rx", AccountWorld.Stranger)).Error == Errors.SignInFailed ? 1 : 0;
                accounts.Clock.Advance(TimeSpan.FromMinutes(3));
            }
        }

        accounts.Clock.Advance(TimeSpan.FromDays(29));
        await accounts.SweepAsync();
        (await GuessesAsync()).Should().Equal(true, true);
        accounts.Clock.Advance(TimeSpan.FromDays(1));
        await accounts.SweepAsync();
        (await GuessesAsync()).Should().Equal(false, false);

        async Task<bool[]> GuessesAsync() =>
            [.. (await Task.WhenAll(addresses.Select(address => accounts.Get<LoginStore>().FindAccountAsync(address, CancellationToken.None)))).Select(account => account.Guesses is not null)];
    }

    [Theory]
    [InlineData("MG7!VQ2RT")]
    [InlineData("mG7!vq2Rt ")]
    [InlineData("mG7!vq2R")]
    [InlineData("ｍG7!vq2Rt")]
    [Trait("Rule", "SI-1")]
    public async Task Handle_PasswordThatIsNearlyRight_IsWrong(string password)
    {
        await using var accounts = await AccountWorld.StartAsync();
        await accounts.HaveMemberAsync();

        (await accounts.SignInAsync(password: password)).Error.Should().Be(Errors.SignInFailed, "a password is taken as it was typed");
    }

    [Fact]
    [Trait("Rule", "SI-10")]
    public async Task Handle_AfterTheLongestWait_LetsTheOwnerIn()
    {
        await using var accounts = await AccountWorld.StartAsync(("SignIn:Captcha:Levels:0:MaxNumber", "1000"));
        await accounts.HaveMemberAsync();
        for (var failures = 0; failures < 60;)
        {
            failures += (await accounts.SignInAsync(password: "mG7!vq2Rx")).Error == Errors.SignInFailed ? 1 : 0;
            accounts.Clock.Advance(TimeSpan.FromMinutes(3));
        }

        accounts.Clock.Advance(GuessingOptions.LongestWait);

        (await accounts.SignInAsync()).IsSuccess.Should().BeTrue();
        (await accounts.SignInAsync(password: "mG7!vq2Rx")).Error.Should().Be(Errors.SignInFailed, "a success starts the count anew");
        (await accounts.SignInAsync()).IsSuccess.Should().BeTrue();
    }

    [Fact]
    [Trait("Rule", "SI-10")]
    public async Task Handle_TenFailuresInARow_TellsTheOwnerOnceADay()
    {
        await using var accounts = await AccountWorld.StartAsync(("SignIn:Captcha:Levels:0:MaxNumber", "1000"));
        await accounts.HaveMemberAsync();

        await FailAsync(9);
        (await accounts.MailsAsync(MailKind.SignInWarning)).Should().BeEmpty();
        await FailAsync(6);
        (await accounts.MailsAsync(MailKind.SignInWarning)).Should().ContainSingle()
            .Which.Should().BeEquivalentTo(new { Recipient = AccountWorld.Email, Model = new { Failures = 10 } });
        accounts.Clock.Advance(TimeSpan.FromDays(1));
        await FailAsync(2);
        (await accounts.MailsAsync(MailKind.SignInWarning)).Should().HaveCount(2);

        async Task FailAsync(int times)
        {
            for (var failures = 0; failures < times;)
            {
                var error = (await accounts.SignInAsync(password: "mG7!vq2Rx")).Error!;
                failures += error == Errors.SignInFailed ? 1 : 0;
                accounts.Clock.Advance(error.RetryAfter ?? TimeSpan.Zero);
            }
        }
    }

    [Fact]
    [Trait("Rule", "SI-10")]
    public async Task Handle_TenFailuresOnAnUnknownAddress_OrdersAMailThatGoesToNobody()
    {
        await using var accounts = await AccountWorld.StartAsync(("SignIn:Captcha:Levels:0:MaxNumber", "1000"));
        for (var failures = 0; failures < 10;)
        {
            failures += (await accounts.SignInAsync("nobody@example.jp", "mG7!vq2Rx")).Error == Errors.SignInFailed ? 1 : 0;
            accounts.Clock.Advance(TimeSpan.FromMinutes(3));
        }

        (await accounts.MailsAsync(MailKind.SignInWarning)).Should().Equal([null]);
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task Handle_Success_TakesSixStorageCallsInABrowserAndFiveInTheApp()
    {
        await using var accounts = await AccountWorld.StartAsync();
        await accounts.HaveMemberAsync();
        await accounts.SignInAsync(); // Reads the insurers' networks, which are then kept for a while.

        (await CallsOfAsync(() => accounts.SignInAsync(caller: AccountWorld.Browser, captcha: accounts.SolvedCaptcha()))).Should().Be(6);
        (await CallsOfAsync(() => accounts.SignInAsync())).Should().Be(5);
        (await CallsOfAsync(() => accounts.SignInAsync(password: "mG7!vq2Rx"), expectSuccess: false)).Should().Be(5, "the first failure is noted to be forgotten one day");
        (await CallsOfAsync(() => accounts.SignInAsync(password: "mG7!vq2Rx"), expectSuccess: false)).Should().Be(4);
        (await CallsOfAsync(() => accounts.SignInAsync())).Should().Be(5, "a failure before does not make it dearer");

        async Task<int> CallsOfAsync(Func<Task<Result<SignedIn>>> signIn, bool expectSuccess = true)
        {
            var before = accounts.Calls.All.Count;
            (await signIn()).IsSuccess.Should().Be(expectSuccess);
            return accounts.Calls.All.Count - before;
        }
    }

    [Fact]
    [Trait("Rule", "REG-5")]
    public async Task Handle_HashParametersWereRaised_HashesAnewAndStillSignsIn()
    {
        await using var accounts = await AccountWorld.StartAsync(dearPasswords: true);
        await accounts.HaveMemberAsync();
        await using var raised = accounts.OtherInstance(("Security:PasswordPasses", "3"));

        (await raised.SignInAsync()).IsSuccess.Should().BeTrue();

        (await raised.Get<LoginStore>().FindAsync(AccountWorld.Email, CancellationToken.None))!.Value.PasswordHash.Should().StartWith("$argon2id$v=19$m=19456,t=3,p=1$");
        (await raised.SignInAsync()).IsSuccess.Should().BeTrue();
    }

    [Theory]
    [Trait("Rule", "SI-5")]
    [InlineData("/Logins")] // The login was read, and the try is about to be counted.
    [InlineData("/$batch")] // The password was found right, and the session is about to be added.
    public async Task Handle_PasswordChangedWhileSigningIn_GivesNoSessionForTheOldOne(string path)
    {
        await using var accounts = await AccountWorld.StartAsync();
        var member = await accounts.HaveMemberAsync();
        await using var other = accounts.OtherInstance();
        var changed = false;
        accounts.Calls.Fault = call =>
        {
            if (!changed && call.Method == "POST" && call.Uri.AbsolutePath.EndsWith(path, StringComparison.Ordinal))
            {
                changed = true;
                Task.Run(() => SetPasswordAsync(other)).GetAwaiter().GetResult();
            }

            return StorageFault.None;
        };

        var answer = await accounts.SignInAsync();

        changed.Should().BeTrue();
        answer.Error.Should().Be(Errors.SignInFailed);
        (await accounts.Get<ListSessions>().HandleAsync(member.Id, CancellationToken.None)).Should().BeEmpty();

        static async Task SetPasswordAsync(AccountWorld other)
        {
            var login = await other.Get<LoginStore>().FindAsync(AccountWorld.Email, CancellationToken.None);
            (await other.Get<SetPassword>().ChangeAsync(login!, "Xk4#wL9pz", keptSessionId: "", CancellationToken.None)).IsSuccess.Should().BeTrue();
        }
    }

    [Fact]
    [Trait("Rule", "SI-1")]
    public async Task Handle_TwoDevicesAtOnce_BothSignIn()
    {
        await using var accounts = await AccountWorld.StartAsync();
        await accounts.HaveMemberAsync();

        var answers = await Task.WhenAll(accounts.SignInAsync(), accounts.SignInAsync(), accounts.SignInAsync());

        answers.Should().OnlyContain(answer => answer.IsSuccess);
        foreach (var answer in answers)
        {
            (await accounts.CheckAsync(answer.Value)).Should().NotBeNull();
        }
    }

    [Fact]
    [Trait("Rule", "SI-1")]
    public async Task Handle_SessionWrittenButItsAnswerLost_SignsIn()
    {
        await using var accounts = await AccountWorld.StartAsync();
        await accounts.HaveMemberAsync();
        var lost = false;
        accounts.Calls.Fault = call => !lost && call.Uri.AbsolutePath.EndsWith("/$batch", StringComparison.Ordinal) && (lost = true) ? StorageFault.LostAnswer : StorageFault.None;

        var answer = await accounts.SignInAsync();

        lost.Should().BeTrue();
        (await accounts.CheckAsync(answer.Value)).Should().NotBeNull();
    }

    [Theory]
    [Trait("Rule", "SI-1")]
    [InlineData(null, "x")]
    [InlineData("a@example.jp", "")]
    public async Task Handle_NothingGiven_IsAFieldErrorAndNoTry(string? email, string? password)
    {
        await using var accounts = await AccountWorld.StartAsync();

        var answer = await accounts.Get<SignInMember>().HandleAsync(new SignInCommand(email, password, StaySignedIn: false, Captcha: null, AccountWorld.App), CancellationToken.None);

        answer.Error!.Code.Should().Be("validation-failed");
    }

    [Fact]
    [Trait("Rule", "REG-5")]
    public async Task Handle_Success_StoresNeitherTokenNorPassword()
    {
        await using var accounts = await AccountWorld.StartAsync();
        await accounts.HaveMemberAsync();
        var signedIn = (await accounts.SignInAsync(stay: true)).Value;
        var secret = signedIn.Session.Token.Split('.')[1];

        var everything = await accounts.DumpAsync();

        secret.Should().MatchRegex("^[A-Za-z0-9]{43}$");
        everything.Should().NotContain(secret).And.NotContain(AccountWorld.Password);
        everything.Should().Contain(signedIn.MemberId, "the dump does see the session");
    }
}
