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
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        var own = AccountSteps.App with { DeviceSecret = (await accounts.SignInAsync()).Value.DeviceSecret };
        Caller[] strangers = [AccountSteps.Stranger, new Caller(IPAddress.Parse("192.0.2.66"), IsApp: true)];
        foreach (var stranger in strangers)
        {
            for (var i = 0; i < 3; i++)
            {
                (await SolveAndRequestAsync(accounts, stranger)).IsSuccess.Should().BeTrue("six an hour, whoever causes them");
            }
        }

        (await RequestAsync(accounts, AccountSteps.App)).Error!.Code.Should().Be("captcha-required", "a device that shows nothing draws on the reserve");
        (await RequestAsync(accounts, AccountSteps.App with { DeviceSecret = SecretToken.Random(43) })).Error!.Code.Should().Be("captcha-required", "and so does one that no account knows");
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
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        var before = (await accounts.SignInAsync()).Value.DeviceSecret;
        (await KnowsAsync(accounts, before)).Should().BeTrue();
        (await RequestAsync(accounts, AccountSteps.Stranger)).IsSuccess.Should().BeTrue();
        var token = ((PasswordResetMail)(await accounts.MailsAsync(MailKind.PasswordReset)).Single()!.Model).Link.Token;

        var done = await accounts.Get<ConfirmPasswordReset>().HandleAsync(new ConfirmPasswordResetCommand(token, NewPassword, AccountSteps.Stranger), CancellationToken.None);

        (await KnowsAsync(accounts, before)).Should().BeFalse();
        (await KnowsAsync(accounts, done.Value.DeviceSecret)).Should().BeTrue();
        var login = await accounts.Get<LoginStore>().FindAsync(AccountSteps.Email, CancellationToken.None);
        login!.Value.Devices.Select(device => device.IsNetwork).Should().Equal([false, true], "the device and the network of the reset are all that is left");
    }

    [Fact]
    [Trait("Rule", "SI-10")]
    public async Task Devices_MoreThanTwenty_TheOneUsedLongestAgoMakesWay()
    {
        await using var accounts = await CoreApp.StartAsync();
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
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        var secret = (await accounts.SignInAsync()).Value.DeviceSecret;

        accounts.Clock.Advance(TimeSpan.FromDays(365) - TimeSpan.FromSeconds(1));
        (await KnowsAsync(accounts, secret)).Should().BeTrue();
        accounts.Clock.Advance(TimeSpan.FromSeconds(1));
        (await KnowsAsync(accounts, secret)).Should().BeFalse();
    }

    private static Task<bool> KnowsAsync(CoreApp accounts, string secret) =>
        accounts.Get<KnownDevices>().KnowAsync(AccountSteps.Email, AccountSteps.App with { DeviceSecret = secret }, CancellationToken.None);

    private static Task<Result<Done>> RequestAsync(CoreApp accounts, Caller caller, string? captcha = null) =>
        accounts.Get<RequestPasswordReset>().HandleAsync(new RequestPasswordResetCommand(AccountSteps.Email, captcha, caller), CancellationToken.None);

    private static async Task<Result<Done>> SolveAndRequestAsync(CoreApp accounts, Caller caller)
    {
        var answer = await RequestAsync(accounts, caller);
        return answer.Error?.Code == "captcha-required" ? await RequestAsync(accounts, caller, AccountSteps.Solve((AltchaChallenge)answer.Error.Members["challenge"]!)) : answer;
    }
}
