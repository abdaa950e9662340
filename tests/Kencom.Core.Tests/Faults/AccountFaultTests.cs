using Azure;
using Kencom.Core.Accounts;
using Kencom.Core.Mail;
using Kencom.Core.Members;
using Kencom.Core.Storage;
using Kencom.Core.Tests.Accounts;

namespace Kencom.Core.Tests.Faults;

/// <summary>
/// Changes of password and address, and leaving, with a fault at each of their storage calls (FIN-3): either nothing has happened, or everything that belongs
/// together. After a death, a storage that was
/// too busy, or a rotation of the hash key it takes the sweep.
/// </summary>
public sealed class AccountFaultTests
{
    private const string NewEmail = "taro.new@example.jp";
    private const string NewPassword = "Xk4#wL9pz";

    private static readonly (string Key, string? Value)[] RotatedKey =
    [
        ("Security:HashKeys:2", Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray())),
        ("Security:CurrentHashKey", "2"),
    ];

    [Theory]
    [Trait("Rule", "FIN-3")]
    [Trait("Rule", "SI-5")]
    [InlineData(OperationFault.Cancelled)]
    [InlineData(OperationFault.Killed)]
    [InlineData(OperationFault.LostAnswer)]
    [InlineData(OperationFault.Throttled)]
    [InlineData(OperationFault.KeyRotated)]
    public Task ChangePassword_WithAFaultAtAnyCall_EndsTheOtherSessionsWithTheOldPassword(OperationFault fault) => AtEachCallAsync(
        fault,
        async (accounts, faulty, cancellationToken) =>
        {
            var here = (await accounts.CheckAsync((await accounts.SignInAsync()).Value))!;
            return () => faulty.Get<ChangePassword>().HandleAsync(new ChangePasswordCommand(here, AccountSteps.Password, NewPassword, AccountSteps.App), cancellationToken);
        },
        ShouldHaveOnePasswordAsync);

    [Theory]
    [Trait("Rule", "FIN-3")]
    [Trait("Rule", "SI-6")]
    [InlineData(OperationFault.Cancelled)]
    [InlineData(OperationFault.Killed)]
    [InlineData(OperationFault.LostAnswer)]
    [InlineData(OperationFault.Throttled)]
    [InlineData(OperationFault.KeyRotated)]
    public async Task ConfirmPasswordReset_WithAFaultAtAnyCall_SetsThePasswordOrKeepsTheLink(OperationFault fault)
    {
        var token = "";
        await AtEachCallAsync(
            fault,
            async (accounts, faulty, cancellationToken) =>
            {
                await accounts.Get<RequestPasswordReset>().HandleAsync(new RequestPasswordResetCommand(AccountSteps.Email, Captcha: null, AccountSteps.App), CancellationToken.None);
                token = ((PasswordResetMail)(await accounts.MailsAsync(MailKind.PasswordReset)).Single()!.Model).Link.Token;
                return async () => (await faulty.Get<ConfirmPasswordReset>().HandleAsync(new ConfirmPasswordResetCommand(token, NewPassword, AccountSteps.App), cancellationToken)) is { Error: { } error }
                    ? error
                    : new Result<Done>(default(Done));
            },
            async (accounts, elsewhere) =>
            {
                await ShouldHaveOnePasswordAsync(accounts, elsewhere);
                var isChanged = (await accounts.SignInAsync(password: NewPassword)).IsSuccess;
                var again = await accounts.Get<ConfirmPasswordReset>().HandleAsync(new ConfirmPasswordResetCommand(token, "Yb5#vM2qa", AccountSteps.App), CancellationToken.None);
                again.IsSuccess.Should().Be(!isChanged, "a link that did nothing still works, and one that did works no more");
            });
    }

    [Theory]
    [Trait("Rule", "FIN-3")]
    [Trait("Rule", "SI-8")]
    [InlineData(OperationFault.Cancelled)]
    [InlineData(OperationFault.Killed)]
    [InlineData(OperationFault.LostAnswer)]
    [InlineData(OperationFault.Throttled)]
    [InlineData(OperationFault.KeyRotated)]
    public Task ConfirmEmailChange_WithAFaultAtAnyCall_LeavesOneLogin(OperationFault fault) => AtEachCallAsync(
        fault,
        async (accounts, faulty, cancellationToken) =>
        {
            var member = (await accounts.Get<LoginStore>().FindAsync(AccountSteps.Email, CancellationToken.None))!.Value.MemberId;
            var request = new RequestEmailChangeCommand(member, AccountSteps.Password, NewEmail, NewEmail, AccountSteps.App);
            (await accounts.Get<RequestEmailChange>().HandleAsync(request, CancellationToken.None)).IsSuccess.Should().BeTrue();
            var token = ((EmailChangeMail)(await accounts.MailsAsync(MailKind.EmailChange)).Single()!.Model).Link.Token;
            return () => faulty.Get<ConfirmEmailChange>().HandleAsync(token, cancellationToken);
        },
        async (accounts, _) =>
        {
            var works = new[] { (await accounts.SignInAsync()).IsSuccess, (await accounts.SignInAsync(NewEmail)).IsSuccess };
            works.Should().ContainSingle(isOpen => isOpen, "one of the two addresses signs in");
            (await accounts.MailsAsync(MailKind.EmailChanged)).Should().HaveCount(works[1] ? 1 : 0);
        });

    [Theory]
    [Trait("Rule", "FIN-3")]
    [Trait("Rule", "SI-8")]
    [InlineData(OperationFault.Cancelled)]
    [InlineData(OperationFault.Killed)]
    [InlineData(OperationFault.LostAnswer)]
    [InlineData(OperationFault.Throttled)]
    [InlineData(OperationFault.KeyRotated)]
    public Task Leave_WithAFaultAtAnyCall_RemovesTheMemberOrNothing(OperationFault fault) => AtEachCallAsync(
        fault,
        async (accounts, faulty, cancellationToken) =>
        {
            var member = (await accounts.Get<LoginStore>().FindAsync(AccountSteps.Email, CancellationToken.None))!.Value.MemberId;
            return () => faulty.Get<Leave>().HandleAsync(member, AccountSteps.Password, AccountSteps.App, cancellationToken);
        },
        async (accounts, elsewhere) =>
        {
            await accounts.RemoveLeavingAsync();
            var hasLeft = await accounts.Get<MemberStore>().FindAsync(elsewhere.MemberId, CancellationToken.None) is null;
            (await accounts.SignInAsync()).IsSuccess.Should().Be(!hasLeft);
            (await accounts.CheckAsync(elsewhere) is null).Should().Be(hasLeft);
            (await accounts.Get<ClaimStore>().FindAsync($"person-{elsewhere.MemberId}", CancellationToken.None) is null).Should().Be(hasLeft);
        });

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task SignIn_StalledWithTheOldPasswordUntilAllSessionsEnded_GetsNone()
    {
        for (var stalledAt = 1; ; stalledAt++)
        {
            await using var accounts = await CoreApp.StartAsync();
            var member = await accounts.HaveMemberAsync();
            await using var stalling = accounts.OtherInstance();
            var calls = 0;
            var changed = false;
            stalling.Storage.Fault = _ =>
            {
                if (++calls == stalledAt && !changed)
                {
                    changed = true;
                    Task.Run(async () =>
                    {
                        var login = (await accounts.Get<LoginStore>().FindAsync(AccountSteps.Email, CancellationToken.None))!;
                        (await accounts.Get<SetPassword>().ChangeAsync(login, NewPassword, keptSessionId: "", CancellationToken.None)).IsSuccess.Should().BeTrue();

                        // The owner signs in with the new one, which forgets the failures that the stalled one was counted as.
                        (await accounts.SignInAsync(password: NewPassword)).IsSuccess.Should().BeTrue();
                        await accounts.Get<SessionStore>().EndAllAsync(member.Id, exceptId: null);
                    }).GetAwaiter().GetResult();
                }

                return StorageFault.None;
            };

            await stalling.SignInAsync();

            if (!changed)
            {
                stalledAt.Should().BeGreaterThan(3, "each call before was stalled at");
                return;
            }

            (await accounts.Get<ListSessions>().HandleAsync(member.Id, CancellationToken.None)).Should().BeEmpty("stalled at call {0}", stalledAt);
        }
    }

    private static async Task ShouldHaveOnePasswordAsync(CoreApp accounts, SignedIn elsewhere)
    {
        var isChanged = (await accounts.SignInAsync(password: NewPassword)).IsSuccess;
        (await accounts.SignInAsync()).IsSuccess.Should().Be(!isChanged);
        (await accounts.CheckAsync(elsewhere) is null).Should().Be(isChanged, "the old password's sessions end with it");
        (await accounts.MailsAsync(MailKind.PasswordChanged)).Should().HaveCount(isChanged ? 1 : 0);
    }

    /// <param name="prepare">Gives the operation that the fault befalls.</param>
    /// <param name="check">Is given a session that was started elsewhere before.</param>
    private static async Task AtEachCallAsync(
        OperationFault fault,
        Func<CoreApp, CoreApp, CancellationToken, Task<Func<Task<Result<Done>>>>> prepare,
        Func<CoreApp, SignedIn, Task> check)
    {
        for (var at = 1; ; at++)
        {
            await using var accounts = await CoreApp.StartAsync(("Storage:RequestRetries", "1"));
            await accounts.HaveMemberAsync();
            var elsewhere = (await accounts.SignInAsync(stay: true)).Value;
            await using var faulty = accounts.OtherInstance();
            using var caller = new CancellationTokenSource();
            var operation = await prepare(accounts, faulty, caller.Token);
            var befallen = new FaultAt(faulty.Storage, fault, at, caller.Cancel);
            await RunAsync(operation);
            if (fault is not (OperationFault.Killed or OperationFault.Throttled or OperationFault.KeyRotated))
            {
                await check(accounts, elsewhere);
            }
            else
            {
                await using var later = fault == OperationFault.KeyRotated ? accounts.OtherInstance(RotatedKey) : accounts.OtherInstance();
                accounts.Clock.Advance(TimeSpan.FromMinutes(11));
                await later.SweepAsync();
                await check(later, elsewhere);
            }

            if (!befallen.Befell)
            {
                at.Should().BeGreaterThan(4, "the fault befell each call before");
                return;
            }
        }
    }

    /// <summary>As a request: with an end, after few tries of each call.</summary>
    private static async Task RunAsync(Func<Task<Result<Done>>> operation)
    {
        RequestDeadline.Begin(TimeSpan.FromSeconds(30));
        try
        {
            await operation();
        }
        catch (Exception interrupted) when (interrupted is StorageCalls.StorageAbortedException or OperationCanceledException or RequestFailedException { Status: 503 })
        {
        }
    }
}
