using Kencom.Core.Accounts;
using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Storage;
using Kencom.Core.Tests.Accounts;

namespace Kencom.Core.Tests.Members;

public sealed class MemberAccountTests
{
    private const string NewEmail = "taro.new@example.jp";
    private const string NewPassword = "Xk4#wL9pz";

    [Fact]
    [Trait("Rule", "SI-8")]
    public async Task ChangePassword_WithTheOldOne_EndsTheOtherSessionsOnly()
    {
        await using var accounts = await CoreApp.StartAsync();
        await accounts.HaveMemberAsync();
        var here = (await accounts.SignInAsync()).Value;
        var elsewhere = (await accounts.SignInAsync()).Value;
        var session = (await accounts.CheckAsync(here))!;
        var change = accounts.Get<ChangePassword>();

        var wrong = await change.HandleAsync(new ChangePasswordCommand(session, "mG7!vq2Rx", NewPassword, AccountSteps.App), CancellationToken.None);
        wrong.Error!.Fields.Should().ContainKey("currentPassword");
        var weak = await change.HandleAsync(new ChangePasswordCommand(session, AccountSteps.Password, "abc", AccountSteps.App), CancellationToken.None);
        weak.Error!.Fields.Should().ContainKey("newPassword");
        (await change.HandleAsync(new ChangePasswordCommand(session, AccountSteps.Password, NewPassword, AccountSteps.App), CancellationToken.None)).IsSuccess.Should().BeTrue();

        (await accounts.CheckAsync(here)).Should().NotBeNull();
        (await accounts.CheckAsync(elsewhere)).Should().BeNull();
        (await accounts.SignInAsync()).Error.Should().Be(Errors.SignInFailed);
        (await accounts.SignInAsync(password: NewPassword)).IsSuccess.Should().BeTrue();
    }

    [Fact]
    [Trait("Rule", "SI-10")]
    public async Task ProvePassword_GuessedInAStolenSession_WaitsAsSigningInDoes()
    {
        await using var accounts = await CoreApp.StartAsync();
        var member = await accounts.HaveMemberAsync();
        var prove = accounts.Get<ProvePassword>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => ProveAsync($"mG7!vq2R{i}")));

        answers.Count(answer => answer.Error!.Code == "validation-failed").Should().Be(5);
        answers.Count(answer => answer.Error!.Code == "too-many-requests").Should().Be(25);
        (await ProveAsync(new string('x', 257))).Error!.Fields.Should().ContainKey("password", "no password is so long: it is not even counted");

        Task<Result<Row<Login>>> ProveAsync(string password) => prove.HandleAsync(member.Id, member.Email, password, "password", AccountSteps.App, CancellationToken.None);
    }

    [Theory]
    [Trait("Rule", "SI-8")]
    [InlineData(NewEmail)]
    [InlineData("TARO@example.jp")]
    public async Task ChangeEmail_LinkFollowed_MovesTheLoginAndTellsTheOldAddress(string email)
    {
        await using var accounts = await CoreApp.StartAsync();
        var member = await accounts.HaveMemberAsync();
        var token = await RequestEmailAsync(accounts, member, email);
        (await accounts.SignInAsync(email)).Error.Should().Be(Errors.SignInFailed, "nothing has changed before the link is followed");

        (await accounts.Get<ConfirmEmailChange>().HandleAsync(token, CancellationToken.None)).IsSuccess.Should().BeTrue();

        (await accounts.SignInAsync(email)).IsSuccess.Should().BeTrue();
        (await accounts.SignInAsync()).Error.Should().Be(Errors.SignInFailed);
        (await accounts.MailsAsync(MailKind.EmailChanged)).Should().ContainSingle().Which!.Recipient.Should().Be(AccountSteps.Email);
        (await accounts.Get<ConfirmEmailChange>().HandleAsync(token, CancellationToken.None)).Error.Should().Be(Errors.LinkExpired);
    }

    [Fact]
    [Trait("Rule", "SI-8")]
    public async Task ChangeEmail_AddressOfAnotherMember_TellsNothingAndChangesNothing()
    {
        await using var accounts = await CoreApp.StartAsync();
        var member = await accounts.HaveMemberAsync();
        await accounts.HaveMemberAsync("hanako@example.jp");

        (await RequestAsync(accounts, member, "Hanako@example.jp")).IsSuccess.Should().BeTrue();

        (await accounts.MailsAsync(MailKind.EmailChange)).Should().Equal([null]);
    }

    [Fact]
    [Trait("Rule", "FIN-2")]
    public async Task ChangeEmail_AddressTakenMeanwhile_IsTaken()
    {
        await using var accounts = await CoreApp.StartAsync();
        var member = await accounts.HaveMemberAsync();
        var token = await RequestEmailAsync(accounts, member, NewEmail);
        await accounts.HaveMemberAsync("TARO.NEW@example.jp");

        (await accounts.Get<ConfirmEmailChange>().HandleAsync(token, CancellationToken.None)).Error.Should().Be(Errors.EmailTaken);

        (await accounts.SignInAsync()).Value.MemberId.Should().Be(member.Id);
    }

    [Fact]
    [Trait("Rule", "SI-8")]
    public async Task ChangeEmail_TwoLinksAtOnce_LeaveOneLogin()
    {
        await using var accounts = await CoreApp.StartAsync();
        var member = await accounts.HaveMemberAsync();
        var first = await RequestEmailAsync(accounts, member, NewEmail);
        var second = await RequestEmailAsync(accounts, member, "taro.other@example.jp", besides: first);

        var answers = await Task.WhenAll(
            accounts.Get<ConfirmEmailChange>().HandleAsync(first, CancellationToken.None),
            accounts.Get<ConfirmEmailChange>().HandleAsync(second, CancellationToken.None));

        answers.Count(answer => answer.IsSuccess).Should().Be(1);
        var stored = (await accounts.Get<MemberStore>().FindAsync(member.Id, CancellationToken.None))!.Email!;
        foreach (var email in new[] { AccountSteps.Email, NewEmail, "taro.other@example.jp" })
        {
            ((await accounts.Get<LoginStore>().FindAsync(email, CancellationToken.None)) is not null).Should().Be(email == stored);
        }
    }

    [Fact]
    [Trait("Rule", "SI-8")]
    public async Task ChangeEmail_CutShortAfterAnyCall_IsFinishedByPostingTheLinkAgain()
    {
        for (var cut = 1; ; cut++)
        {
            await using var accounts = await CoreApp.StartAsync();
            var member = await accounts.HaveMemberAsync();
            var token = await RequestEmailAsync(accounts, member, NewEmail);
            await using var dying = accounts.OtherInstance();
            var left = cut;
            dying.Storage.Fault = _ => --left == 0 ? StorageFault.After : StorageFault.None;

            var whole = false;
            try
            {
                whole = (await dying.Get<ConfirmEmailChange>().HandleAsync(token, CancellationToken.None)).IsSuccess;
            }
            catch (StorageCalls.StorageAbortedException)
            {
                var again = await accounts.Get<ConfirmEmailChange>().HandleAsync(token, CancellationToken.None);
                (again.IsSuccess || again.Error == Errors.LinkExpired).Should().BeTrue();
            }

            (await accounts.SignInAsync(NewEmail)).IsSuccess.Should().BeTrue();
            (await accounts.SignInAsync()).Error.Should().Be(Errors.SignInFailed);
            (await accounts.MailsAsync(MailKind.EmailChanged)).Should().ContainSingle();
            if (whole)
            {
                cut.Should().BeGreaterThan(6, "each call before was cut");
                return;
            }
        }
    }

    [Theory]
    [Trait("Rule", "SI-8")]
    [InlineData("no address", "no address", "email")]
    [InlineData(NewEmail, "other@example.jp", "emailConfirmation")]
    [InlineData(AccountSteps.Email, AccountSteps.Email, "email")]
    public async Task ChangeEmail_WrongForm_NamesTheField(string email, string confirmation, string field)
    {
        await using var accounts = await CoreApp.StartAsync();
        var member = await accounts.HaveMemberAsync();

        var answer = await accounts.Get<RequestEmailChange>().HandleAsync(
            new RequestEmailChangeCommand(member.Id, AccountSteps.Password, email, confirmation, AccountSteps.App), CancellationToken.None);

        answer.Error!.Fields.Should().ContainKey(field);
    }

    [Fact]
    [Trait("Rule", "SI-8")]
    public async Task SetNewsletter_EitherWay_IsKept()
    {
        await using var accounts = await CoreApp.StartAsync();
        var member = await accounts.HaveMemberAsync();

        await accounts.Get<SetNewsletter>().HandleAsync(member.Id, newsletter: true, CancellationToken.None);
        (await accounts.Get<FindMember>().HandleAsync(member.Id, CancellationToken.None)).Value.Newsletter.Should().BeTrue();
        await accounts.Get<SetNewsletter>().HandleAsync(member.Id, newsletter: false, CancellationToken.None);
        (await accounts.Get<FindMember>().HandleAsync(member.Id, CancellationToken.None)).Value.Newsletter.Should().BeFalse();
    }

    [Fact]
    [Trait("Rule", "SI-8")]
    public async Task Leave_WithThePassword_LeavesNothingBehindAndFreesAddressAndPerson()
    {
        await using var accounts = await CoreApp.StartAsync();
        var inviter = await accounts.HaveMemberAsync("hanako@example.jp", kanaName: "ケンコムハナコ", birthDate: new DateOnly(1975, 1, 2));
        var member = await HaveBusyMemberAsync(accounts, inviter);
        var signedIn = (await accounts.SignInAsync(stay: true)).Value;

        (await accounts.Get<Leave>().HandleAsync(member.Id, "mG7!vq2Rx", AccountSteps.App, CancellationToken.None)).Error!.Fields.Should().ContainKey("password");
        (await accounts.Get<Leave>().HandleAsync(member.Id, AccountSteps.Password, AccountSteps.App, CancellationToken.None)).IsSuccess.Should().BeTrue();

        (await accounts.CheckAsync(signedIn)).Should().BeNull();
        await accounts.RemoveLeavingAsync();
        (await accounts.Get<ViewInvitation>().HandleAsync(member.Id, CancellationToken.None)).Error.Should().Be(Errors.NotSignedIn, "a request may still be on its way");
        await ShouldBeGoneAsync(accounts, member);
        (await accounts.Get<ViewInvitation>().HandleAsync(inviter.Id, CancellationToken.None)).Value.Joined.Should().Be(0);
        (await accounts.Get<ClaimStore>().AddAsync(member.PersonKeys[0], "another")).Should().Be("another", "the person can register anew");
        (await accounts.HaveMemberAsync()).Should().NotBeNull();
    }

    [Fact]
    [Trait("Rule", "SI-8")]
    public async Task Leave_CutShortAfterAnyCall_IsFinishedByTheSweep()
    {
        for (var cut = 1; ; cut++)
        {
            await using var accounts = await CoreApp.StartAsync();
            var inviter = await accounts.HaveMemberAsync("hanako@example.jp", kanaName: "ケンコムハナコ", birthDate: new DateOnly(1975, 1, 2));
            var member = await HaveBusyMemberAsync(accounts, inviter);
            await using var dying = accounts.OtherInstance();
            var left = cut;
            dying.Storage.Fault = _ => --left == 0 ? StorageFault.After : StorageFault.None;

            try
            {
                if ((await dying.Get<Leave>().HandleAsync(member.Id, AccountSteps.Password, AccountSteps.App, CancellationToken.None)).IsSuccess)
                {
                    await dying.RemoveLeavingAsync();
                    cut.Should().BeGreaterThan(15, "each call before was cut");
                    return;
                }
            }
            catch (StorageCalls.StorageAbortedException)
            {
                accounts.Clock.Advance(TimeSpan.FromMinutes(10));
                await accounts.SweepAsync();
                var isLeaving = await accounts.Get<MemberStore>().FindAsync(member.Id, CancellationToken.None) is null;
                if (isLeaving)
                {
                    await ShouldBeGoneAsync(accounts, member);
                }
                else
                {
                    (await accounts.SignInAsync()).IsSuccess.Should().BeTrue("it was cut before it began");
                }
            }
        }
    }

    [Fact]
    [Trait("Rule", "REG-6")]
    public void InvitationCode_ReadOutOrWrittenDown_HoldsNoSignThatLooksLikeAnother() =>
        Enumerable.Range(0, 500).Select(_ => InvitationStore.NewCode()).Should().OnlyContain(code => code.Length == 7 && !code.Any("0Oo1Il".Contains));

    [Fact]
    [Trait("Rule", "REG-6")]
    public async Task ViewInvitation_AskedAtOnceAndAgain_IsOneCodeThatLeadsToTheMember()
    {
        await using var accounts = await CoreApp.StartAsync();
        var member = await accounts.HaveMemberAsync();
        await using var other = accounts.OtherInstance();
        var store = accounts.Get<InvitationStore>();

        var codes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? accounts : other).Get<ViewInvitation>().HandleAsync(member.Id, CancellationToken.None)));
        await store.CreditAsync(member.Id, "invitee1");
        await store.CreditAsync(member.Id, "invitee1");
        await store.CreditAsync(member.Id, "invitee2");

        codes.Select(invitation => invitation.Value.Code).Distinct().Should().ContainSingle().Which.Should().MatchRegex("^[A-HJ-NP-Za-km-np-z2-9]{7}$", "it is read out and written down");
        (await store.FindInviterAsync(codes[0].Value.Code, CancellationToken.None)).Should().Be(member.Id);
        (await store.FindInviterAsync(SwapCase(codes[0].Value.Code), CancellationToken.None)).Should().BeNull("the case counts");
        (await store.FindInviterAsync("a'b/c\\d", CancellationToken.None)).Should().BeNull();
        (await accounts.Get<ViewInvitation>().HandleAsync(member.Id, CancellationToken.None)).Value.Joined.Should().Be(2);

        static string SwapCase(string code) =>
            code.Any(char.IsAsciiLetter)
                ? string.Concat(code.Select(letter => char.IsAsciiLetterUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter)))
                : "0000000";
    }

    [Fact]
    [Trait("Rule", "FIN-2")]
    public async Task Claim_ManyAtOnce_OneHoldsThePersonAndOnlyTheHolderReleases()
    {
        await using var accounts = await CoreApp.StartAsync();
        var claims = accounts.Get<ClaimStore>();

        var holders = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => claims.AddAsync("person", $"member{i}")));

        var holder = holders.Distinct().Should().ContainSingle().Subject;
        (await claims.AddAsync("person", holder)).Should().Be(holder, "it is the member's already");
        await claims.ReleaseAsync("person", "member-of-elsewhere");
        (await claims.FindAsync("person", CancellationToken.None)).Should().Be(holder);
        await claims.ReleaseAsync("person", holder);
        (await claims.FindAsync("person", CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    [Trait("Rule", "REG-2")]
    public async Task Login_AddressThatDiffersInCaseOnly_IsHeldAlready()
    {
        await using var accounts = await CoreApp.StartAsync();
        var member = await accounts.HaveMemberAsync();
        await using var renewed = accounts.OtherInstance(
            ("Security:HashKeys:2", Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray())), ("Security:CurrentHashKey", "2"));

        foreach (var instance in new[] { accounts, renewed })
        {
            var holder = await instance.Get<LoginStore>().AddAsync(new Login("TARO@EXAMPLE.JP", "hash", "another"));
            holder.IsNew.Should().BeFalse();
            holder.Row.Value.MemberId.Should().Be(member.Id);
            holder.Row.Value.Email.Should().Be(AccountSteps.Email, "it is kept as typed");
        }
    }

    private static async Task<Member> HaveBusyMemberAsync(CoreApp accounts, Member inviter)
    {
        var member = await accounts.HaveMemberAsync();
        member = (await accounts.Get<MemberStore>().ChangeAsync(member.Id, changed => changed with { InviterMemberId = inviter.Id })).Value;
        await accounts.Get<InvitationStore>().CreditAsync(inviter.Id, member.Id);
        await accounts.Get<ViewInvitation>().HandleAsync(member.Id, CancellationToken.None);
        await accounts.SignInAsync();
        await accounts.SignInAsync(password: "mG7!vq2Rx");
        (await RequestAsync(accounts, member, NewEmail)).IsSuccess.Should().BeTrue();
        await accounts.Get<RequestPasswordReset>().HandleAsync(new RequestPasswordResetCommand(AccountSteps.Email, Captcha: null, AccountSteps.App), CancellationToken.None);
        return member;
    }

    private static async Task ShouldBeGoneAsync(CoreApp accounts, Member member)
    {
        var notice = await accounts.MailsAsync(MailKind.MembershipEnded);
        notice.Should().ContainSingle().Which!.Recipient.Should().Be(AccountSteps.Email);

        // When to look at something holds a bare id, and goes when that is looked at.
        var rest = string.Join('\n', (await accounts.Stored.RowsAsync(TableNames.All)).Where(row => !row.Contains(nameof(MailKind.MembershipEnded), StringComparison.Ordinal) && !row.StartsWith(TableNames.Due, StringComparison.Ordinal)));
        foreach (var value in new[] { member.Id, AccountSteps.Email, NewEmail, member.KanaName, "1972-04-15", member.PersonKeys[0] })
        {
            rest.Should().NotContainEquivalentOf(value);
        }

        rest.Should().Contain("hanako@example.jp", "the others are still there");
    }

    private static Task<Result<Done>> RequestAsync(CoreApp accounts, Member member, string email) =>
        accounts.Get<RequestEmailChange>().HandleAsync(new RequestEmailChangeCommand(member.Id, AccountSteps.Password, email, email, AccountSteps.App), CancellationToken.None);

    private static async Task<string> RequestEmailAsync(CoreApp accounts, Member member, string email, string? besides = null)
    {
        (await RequestAsync(accounts, member, email)).IsSuccess.Should().BeTrue();
        return (await accounts.MailsAsync(MailKind.EmailChange))
            .Where(mail => mail is not null)
            .Select(mail => ((EmailChangeMail)mail!.Model).Link.Token)
            .Single(token => token != besides);
    }
}
