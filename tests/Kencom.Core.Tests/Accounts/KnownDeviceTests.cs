using System.Net;
using Kencom.Core.Accounts;
using Kencom.Core.Captcha;
using Kencom.Core.Mail;
using Kencom.Core.Security;

namespace Kencom.Core.Tests.Accounts;

/// <summary>What a device has that has signed in before, and how long it is known (SI-10, ABU-1).</summary>
public sealed class KnownDeviceTests
{
    private const string NewPassword = "Xk4#wL9pz";

    [Fact]
    [Trait("Rule", "ABU-1")]
    public async Task Mails_UsedUpByStrangers_LeaveThreeAnHourForAKnownDevice()
    {
        await using var accounts = await AccountWorld.StartAsync();
        await accounts.HaveMemberAsync();
        var own = AccountWorld.App with { DeviceSecret = (await accounts.SignInAsync()).Value.DeviceSecret };
        Caller[] strangers = [AccountWorld.Stranger, new Caller(IPAddress.Parse("192.0.2.66"), IsApp: true)];
        foreach (var stranger in strangers)
        {
            for (var i = 0; i < 3; i++)
            {
                (await SolveAndRequestAsync(accounts, stranger)).IsSuccess.Should().BeTrue("six an hour, whoever causes them");
            }
        }

        (await RequestAsync(accounts, AccountWorld.App)).Error!.Code.Should().Be("captcha-required", "a device that shows nothing draws on the reserve");
        (await RequestAsync(accounts, AccountWorld.App with { DeviceSecret = SecretToken.Random(43) })).Error!.Code.Should().Be("captcha-required", "and so does one that no account knows");
        for (var i = 0; i < 3; i++)
        {
            (await RequestAsync(accounts, own)).IsSuccess.Should().BeTrue("nobody else can use these");
        }

        (await RequestAsync(accounts, own)).Error!.Code.Should().Be("captcha-required", "then it is as any other");
        accounts.Clock.Advance(TimeSpan.FromMinutes(65));
        (await RequestAsync(accounts, own)).IsSuccess.Should().BeTrue("it has three an hour");
    }

    [Fact]
    [Trait("Rule", "SI-10")]
    public async Task Reset_ByTheMailedLink_ForgetsOtherDevicesAndMakesItsOwnKnown()
    {
        await using var accounts = await AccountWorld.StartAsync();
        await accounts.HaveMemberAsync();
        var before = (await accounts.SignInAsync()).Value.DeviceSecret;
        (await KnowsAsync(accounts, before)).Should().BeTrue();
        (await RequestAsync(accounts, AccountWorld.Stranger)).IsSuccess.Should().BeTrue();
        var token = ((PasswordResetMail)(await accounts.MailsAsync(MailKind.PasswordReset)).Single()!.Model).Link.Token;

        var done = await accounts.Get<ConfirmPasswordReset>().HandleAsync(new ConfirmPasswordResetCommand(token, NewPassword, AccountWorld.Stranger), CancellationToken.None);

        (await KnowsAsync(accounts, before)).Should().BeFalse();
        (await KnowsAsync(accounts, done.Value.DeviceSecret)).Should().BeTrue();
        var login = await accounts.Get<LoginStore>().FindAsync(AccountWorld.Email, CancellationToken.None);
        login!.Value.Devices.Select(device => device.IsNetwork).Should().Equal([false, true], "the device and the network of the reset are all that is left");
    }

    [Fact]
    [Trait("Rule", "SI-10")]
    public async Task Devices_MoreThanTwenty_TheOneUsedLongestAgoMakesWay()
    {
        await using var accounts = await AccountWorld.StartAsync();
        await accounts.HaveMemberAsync();
        var secrets = new List<string>();
        for (var i = 0; i <= KnownDevice.Most; i++)
        {
            accounts.Clock.Advance(TimeSpan.FromHours(1));
            secrets.Add((await accounts.SolveAndSignInAsync()).Value.DeviceSecret);
        }

        KnownDevice.Most.Should().Be(20);
        (await KnowsAsync(accounts, secrets[0])).Should().BeFalse();
        foreach (var secret in secrets.Skip(1))
        {
            (await KnowsAsync(accounts, secret)).Should().BeTrue();
        }
    }

    [Fact]
    [Trait("Rule", "SI-10")]
    public async Task Device_NotUsedForAYear_IsKnownNoMore()
    {
        await using var accounts = await AccountWorld.StartAsync();
        await accounts.HaveMemberAsync();
        var secret = (await accounts.SignInAsync()).Value.DeviceSecret;

        accounts.Clock.Advance(TimeSpan.FromDays(365) - TimeSpan.FromSeconds(1));
        (await KnowsAsync(accounts, secret)).Should().BeTrue();
        accounts.Clock.Advance(TimeSpan.FromSeconds(1));
        (await KnowsAsync(accounts, secret)).Should().BeFalse();
    }

    private static Task<bool> KnowsAsync(AccountWorld accounts, string secret) =>
        accounts.Get<KnownDevices>().KnowAsync(AccountWorld.Email, AccountWorld.App with { DeviceSecret = secret }, CancellationToken.None);

    private static Task<Result<Done>> RequestAsync(AccountWorld accounts, Caller caller, string? captcha = null) =>
        accounts.Get<RequestPasswordReset>().HandleAsync(new RequestPasswordResetCommand(AccountWorld.Email, captcha, caller), CancellationToken.None);

    private static async Task<Result<Done>> SolveAndRequestAsync(AccountWorld accounts, Caller caller)
    {
        var answer = await RequestAsync(accounts, caller);
        return answer.Error?.Code == "captcha-required" ? await RequestAsync(accounts, caller, AccountWorld.Solve((AltchaChallenge)answer.Error.Members["challenge"]!)) : answer;
    }
}
