using Kencom.Core.Accounts;
using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Tests.Accounts;
using Kencom.TestSupport;

namespace Kencom.Core.Tests.Faults;

/// <summary>
/// Changes of password and address, and leaving, with a fault at each of their storage calls (FIN-3): either nothing has happened, or everything that belongs
/// together. After a death, a storage that was too busy, or a rotation of the hash key it takes the sweep.
/// </summary>
public sealed class AccountFaultTests
{
    private const string NewEmail = "taro.new@example.jp";
    private const string NewPassword = "Xk4#wL9pz";

    /// <summary>A session that was started on another device before.</summary>
    private SignedIn elsewhere = null!;

    [Theory]
    [Trait("Rule", "FIN-3")]
    [Trait("Rule", "SI-5")]
    [MemberData(nameof(FaultMatrix.Faults), MemberType = typeof(FaultMatrix))]
    public Task ChangePassword_WithAFaultAtAnyCall_EndsTheOtherSessionsWithTheOldPassword(OperationFault fault) => FaultMatrix.AtEachCallAsync(
        fault,
        fewest: 4,
        async accounts =>
        {
            await HaveMemberAsync(accounts);
            var here = (await accounts.CheckAsync((await accounts.SignInAsync()).Value))!;
            return (instance, caller) => instance.Get<ChangePassword>().HandleAsync(new ChangePasswordCommand(here, AccountWorld.Password, NewPassword, AccountWorld.App), caller);
        },
        ShouldHaveOnePasswordAsync);

    [Theory]
    [Trait("Rule", "FIN-3")]
    [Trait("Rule", "SI-6")]
    [MemberData(nameof(FaultMatrix.Faults), MemberType = typeof(FaultMatrix))]
    public async Task ConfirmPasswordReset_WithAFaultAtAnyCall_SetsThePasswordOrKeepsTheLink(OperationFault fault)
    {
        var token = "";
        await FaultMatrix.AtEachCallAsync(
            fault,
            fewest: 4,
            async accounts =>
            {
                await HaveMemberAsync(accounts);
                await accounts.Get<RequestPasswordReset>().HandleAsync(new RequestPasswordResetCommand(AccountWorld.Email, Captcha: null, AccountWorld.App), CancellationToken.None);
                token = ((PasswordResetMail)(await accounts.MailsAsync(MailKind.PasswordReset)).Single()!.Model).Link.Token;
                return (instance, caller) => instance.Get<ConfirmPasswordReset>().HandleAsync(new ConfirmPasswordResetCommand(token, NewPassword, AccountWorld.App), caller);
            },
            async accounts =>
            {
                await ShouldHaveOnePasswordAsync(accounts);
                var isChanged = (await accounts.SignInAsync(password: NewPassword)).IsSuccess;
                var again = await accounts.Get<ConfirmPasswordReset>().HandleAsync(new ConfirmPasswordResetCommand(token, "Yb5#vM2qa", AccountWorld.App), CancellationToken.None);
                again.IsSuccess.Should().Be(!isChanged, "a link that did nothing still works, and one that did works no more");
            });
    }

    [Theory]
    [Trait("Rule", "FIN-3")]
    [Trait("Rule", "SI-8")]
    [MemberData(nameof(FaultMatrix.Faults), MemberType = typeof(FaultMatrix))]
    public Task ConfirmEmailChange_WithAFaultAtAnyCall_LeavesOneLogin(OperationFault fault) => FaultMatrix.AtEachCallAsync(
        fault,
        fewest: 4,
        async accounts =>
        {
            await HaveMemberAsync(accounts);
            var request = new RequestEmailChangeCommand(elsewhere.MemberId, AccountWorld.Password, NewEmail, NewEmail, AccountWorld.App);
            (await accounts.Get<RequestEmailChange>().HandleAsync(request, CancellationToken.None)).IsSuccess.Should().BeTrue();
            var token = ((EmailChangeMail)(await accounts.MailsAsync(MailKind.EmailChange)).Single()!.Model).Link.Token;
            return (instance, caller) => instance.Get<ConfirmEmailChange>().HandleAsync(token, caller);
        },
        async accounts =>
        {
            var works = new[] { (await accounts.SignInAsync()).IsSuccess, (await accounts.SignInAsync(NewEmail)).IsSuccess };
            works.Should().ContainSingle(isOpen => isOpen, "one of the two addresses signs in");
            (await accounts.MailsAsync(MailKind.EmailChanged)).Should().HaveCount(works[1] ? 1 : 0);
        });

    [Theory]
    [Trait("Rule", "FIN-3")]
    [Trait("Rule", "SI-8")]
    [MemberData(nameof(FaultMatrix.Faults), MemberType = typeof(FaultMatrix))]
    public Task Leave_WithAFaultAtAnyCall_RemovesTheMemberOrNothing(OperationFault fault) => FaultMatrix.AtEachCallAsync(
        fault,
        fewest: 4,
        async accounts =>
        {
            await HaveMemberAsync(accounts);
            return (instance, caller) => instance.Get<Leave>().HandleAsync(elsewhere.MemberId, AccountWorld.Password, AccountWorld.App, caller);
        },
        async accounts =>
        {
            await accounts.RemoveLeavingAsync();
            var hasLeft = await accounts.Get<MemberStore>().FindAsync(elsewhere.MemberId, CancellationToken.None) is null;
            (await accounts.SignInAsync()).IsSuccess.Should().Be(!hasLeft);
            (await accounts.CheckAsync(elsewhere) is null).Should().Be(hasLeft);
            (await accounts.Get<ClaimStore>().FindAsync($"person-{elsewhere.MemberId}", CancellationToken.None) is null).Should().Be(hasLeft);
        });

    private async Task HaveMemberAsync(AccountWorld accounts)
    {
        await accounts.HaveMemberAsync();
        elsewhere = (await accounts.SignInAsync(stay: true)).Value;
    }

    private async Task ShouldHaveOnePasswordAsync(AccountWorld accounts)
    {
        var isChanged = (await accounts.SignInAsync(password: NewPassword)).IsSuccess;
        (await accounts.SignInAsync()).IsSuccess.Should().Be(!isChanged);
        (await accounts.CheckAsync(elsewhere) is null).Should().Be(isChanged, "the old password's sessions end with it");
        (await accounts.MailsAsync(MailKind.PasswordChanged)).Should().HaveCount(isChanged ? 1 : 0);
    }
}
