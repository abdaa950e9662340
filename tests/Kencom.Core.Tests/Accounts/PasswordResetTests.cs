using Kencom.Core.Accounts;
using Kencom.Core.Captcha;
using Kencom.Core.Mail;
using Kencom.Core.Members;

namespace Kencom.Core.Tests.Accounts;

public sealed class PasswordResetTests
{
    private const string NewPassword = "Xk4#wL9pz";

    [Fact]
    [Trait("Rule", "SI-6")]
    public async Task Confirm_MailedLink_SetsThePasswordAndEndsAllSessionsAndWaits()
    {
        await using var accounts = await CoreApp.StartAsync(("SignIn:Guessing:ResetNeededFrom", "3"));
        await accounts.HaveMemberAsync();
        var before = (await accounts.SignInAsync(stay: true)).Value;
        for (var i = 0; i < 3; i++)
        {
            await accounts.SignInAsync(password: "mG7!vq2Rx", caller: AccountSteps.Stranger);
        }

        (await accounts.SignInAsync(caller: AccountSteps.Stranger)).Error.Should().Be(Errors.SignInNeedsReset);
        var token = await RequestAsync(accounts);

        (await ConfirmAsync(accounts, token, NewPassword)).IsSuccess.Should().BeTrue();

        (await accounts.CheckAsync(before)).Should().BeNull();
        (await accounts.SignInAsync()).Error.Should().Be(Errors.SignInFailed);
        (await accounts.SignInAsync(password: NewPassword)).IsSuccess.Should().BeTrue();
        (await ConfirmAsync(accounts, token, "Another8!x")).Error.Should().Be(Errors.LinkExpired, "it works once");
    }

    [Fact]
    [Trait("Rule", "SI-6")]
    public async Task Request_UnknownAddress_DoesTheSameAndMailsNobody()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();

        await CallsAsync("third@example.jp"); // The first request of all adds what the others change.

        var known = await CallsAsync(AccountSteps.Email);
        var unknown = await CallsAsync("nobody@example.jp");

        unknown.Should().Equal(known);
        (await accounts.MailsAsync(MailKind.PasswordReset)).Where(mail => mail is not null).Should().ContainSingle().Which!.Recipient.Should().Be(AccountSteps.Email);

        async Task<string[]> CallsAsync(string email)
        {
            var before = accounts.Storage.All.Count;
            (await accounts.Get<RequestPasswordReset>().HandleAsync(new RequestPasswordResetCommand(email, Captcha: null, AccountSteps.App), CancellationToken.None))
                .IsSuccess.Should().BeTrue();
            return [.. accounts.Storage.All.Skip(before).Select(call => call.Split('(')[0])];
        }
    }

    [Fact]
    [Trait("Rule", "SI-6")]
    public async Task Confirm_AfterAnHour_IsTooLate()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        var token = await RequestAsync(accounts);

        accounts.Clock.Advance(TimeSpan.FromHours(1));

        (await ConfirmAsync(accounts, token, NewPassword)).Error.Should().Be(Errors.LinkExpired);
    }

    [Fact]
    [Trait("Rule", "SI-6")]
    public async Task Confirm_PasswordChangedSince_TheEarlierLinkIsDead()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        var first = await RequestAsync(accounts);
        var second = await RequestAsync(accounts, besides: first);

        (await ConfirmAsync(accounts, second, NewPassword)).IsSuccess.Should().BeTrue();

        (await ConfirmAsync(accounts, first, "Another8!x")).Error.Should().Be(Errors.LinkExpired);
    }

    [Fact]
    [Trait("Rule", "SI-6")]
    public async Task Confirm_AddressChangedSince_TheLinkInTheFormerMailboxIsDead()
    {
        await using var accounts = await CoreApp.StartAsync();
        var member = await accounts.HaveMemberAsync();
        var token = await RequestAsync(accounts);
        await accounts.Get<RequestEmailChange>().HandleAsync(
            new RequestEmailChangeCommand(member.Id, AccountSteps.Password, "new@example.jp", "new@example.jp", AccountSteps.App), CancellationToken.None);
        var moved = ((EmailChangeMail)(await accounts.MailsAsync(MailKind.EmailChange)).Single()!.Model).Link.Token;
        (await accounts.Get<ConfirmEmailChange>().HandleAsync(moved, CancellationToken.None)).IsSuccess.Should().BeTrue();

        (await ConfirmAsync(accounts, token, NewPassword)).Error.Should().Be(Errors.LinkExpired);
    }

    [Fact]
    [Trait("Rule", "SI-6")]
    public async Task Confirm_SameLinkManyTimesAtOnce_WorksOnce()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        await using var other = accounts.OtherInstance();
        var token = await RequestAsync(accounts);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ConfirmAsync(i % 2 == 0 ? accounts : other, token, $"Xk4#wL9p{i}")));

        answers.Count(answer => answer.IsSuccess).Should().Be(1);
        answers.Where(answer => !answer.IsSuccess).Should().OnlyContain(answer => answer.Error == Errors.LinkExpired);
    }

    [Fact]
    [Trait("Rule", "SI-6")]
    public async Task Confirm_GuessablePassword_IsRefusedAndTheLinkStillWorks()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        var token = await RequestAsync(accounts);

        var refused = await ConfirmAsync(accounts, token, "Password1");

        refused.Error!.Fields.Should().ContainKey("newPassword");
        refused.Error.Members.Should().ContainKey("passwordConditions");
        (await ConfirmAsync(accounts, token, NewPassword)).IsSuccess.Should().BeTrue();
    }

    [Theory]
    [Trait("Rule", "SI-6")]
    [InlineData("short")]
    [InlineData("00000000000000000000000000000000000000000000")]
    [InlineData("'0000000000000000000000000000000000000000000")]
    public async Task Confirm_WhatIsNoToken_IsInvalid(string token)
    {
        await using var accounts = await CoreApp.StartAsync();

        (await ConfirmAsync(accounts, token, NewPassword)).Error.Should().Be(Errors.LinkInvalid);
    }

    [Fact]
    [Trait("Rule", "SI-6")]
    public async Task Request_TooOftenForOneAddress_IsLimitedWhateverItsCaseAndWhosever()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();

        foreach (var email in new[] { AccountSteps.Email, "nobody@example.jp" })
        {
            for (var i = 0; i < 5; i++)
            {
                (await RequestOnceAsync(email)).IsSuccess.Should().BeTrue();
            }

            (await RequestOnceAsync(email.ToUpperInvariant())).Error!.Code.Should().Be("too-many-requests");
        }

        async Task<Result<Done>> RequestOnceAsync(string email)
        {
            var answer = await AskAsync(email, captcha: null);
            return answer.Error?.Code == "captcha-required" ? await AskAsync(email, AccountSteps.Solve((AltchaChallenge)answer.Error.Members["challenge"]!)) : answer;
        }

        Task<Result<Done>> AskAsync(string email, string? captcha) =>
            accounts.Get<RequestPasswordReset>().HandleAsync(new RequestPasswordResetCommand(email, captcha, AccountSteps.App), CancellationToken.None);
    }

    [Fact]
    [Trait("Rule", "SI-2")]
    public async Task Request_InABrowserWithoutCaptcha_IsAskedForOne()
    {
        await using var accounts = await CoreApp.StartAsync();
        var requestReset = accounts.Get<RequestPasswordReset>();

        (await requestReset.HandleAsync(new RequestPasswordResetCommand("a@example.jp", Captcha: null, AccountSteps.Browser), CancellationToken.None))
            .Error!.Code.Should().Be("captcha-required");
        (await requestReset.HandleAsync(
            new RequestPasswordResetCommand("a@example.jp", accounts.SolvedCaptcha(purpose: CaptchaPurpose.PasswordReset), AccountSteps.Browser), CancellationToken.None))
            .IsSuccess.Should().BeTrue();
    }

    [Fact]
    [Trait("Rule", "SI-6")]
    public async Task Request_AnyLink_IsStoredAndQueuedWithoutItsSecret()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        var token = await RequestAsync(accounts);

        (await accounts.Stored.FindAsync(token[..22])).Should().NotBeEmpty();
        (await accounts.Stored.FindAsync(token[22..])).Should().BeEmpty();
    }

    private static async Task<string> RequestAsync(CoreApp accounts, string? besides = null)
    {
        await accounts.Get<RequestPasswordReset>().HandleAsync(new RequestPasswordResetCommand(AccountSteps.Email, Captcha: null, AccountSteps.App), CancellationToken.None);
        return (await accounts.MailsAsync(MailKind.PasswordReset))
            .Where(mail => mail is not null)
            .Select(mail => ((PasswordResetMail)mail!.Model).Link.Token)
            .Single(token => token != besides);
    }

    private static Task<Result<PasswordResetDone>> ConfirmAsync(CoreApp accounts, string token, string newPassword) =>
        accounts.Get<ConfirmPasswordReset>().HandleAsync(new ConfirmPasswordResetCommand(token, newPassword, AccountSteps.App), CancellationToken.None);
}
