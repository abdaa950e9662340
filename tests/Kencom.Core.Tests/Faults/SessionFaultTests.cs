using Azure.Data.Tables;
using Kencom.Core.Accounts;
using Kencom.Core.Insurers;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Kencom.Core.Tests.Accounts;
using Kencom.TestSupport;

namespace Kencom.Core.Tests.Faults;

/// <summary>Signing in and out with a fault at each of their storage calls (FIN-3).</summary>
public sealed class SessionFaultTests
{
    [Theory]
    [Trait("Rule", "FIN-3")]
    [Trait("Rule", "SI-10")]
    [MemberData(nameof(FaultMatrix.Faults), MemberType = typeof(FaultMatrix))]
    public async Task SignIn_WithAFaultAtAnyCall_KeepsTheOwnerNeitherOutNorInASessionOfAnother(OperationFault fault)
    {
        Result<SignedIn>? answered = null;
        await FaultMatrix.AtEachCallAsync(
            fault,
            fewest: 4,
            async accounts =>
            {
                answered = null;
                await accounts.HaveMemberAsync();
                var signIn = SignIn(await accounts.Get<CallerNetworks>().PlaceAsync(AccountWorld.App, CancellationToken.None));
                return async (instance, caller) => answered = await signIn(instance, caller);
            },
            async accounts =>
            {
                if (answered is { } answer)
                {
                    answer.IsSuccess.Should().BeTrue("the password is right, whatever happens to the storage");
                    (await accounts.CheckAsync(answer.Value)).Should().NotBeNull();
                }

                (await accounts.SignInAsync()).IsSuccess.Should().BeTrue("a sign-in can be repeated at once");
                var guesses = (await accounts.Get<LoginStore>().FindAccountAsync(AccountWorld.Email, CancellationToken.None)).Guesses?.Value;
                (guesses?.Failures.Values.Sum(failures => failures.InARow) ?? 0).Should().BeLessThanOrEqualTo(answered is null ? 1 : 0, "a try counts once, and a success not at all");
            });
    }

    [Theory]
    [Trait("Rule", "FIN-3")]
    [Trait("Rule", "API-5")]
    [MemberData(nameof(FaultMatrix.Faults), MemberType = typeof(FaultMatrix))]
    public async Task SignIn_WithAFaultAtAnyCall_LeavesNoSessionForEver(OperationFault fault)
    {
        var memberId = "";
        await FaultMatrix.AtEachCallAsync(
            fault,
            fewest: 4,
            async accounts =>
            {
                memberId = (await accounts.HaveMemberAsync()).Id;
                var signIn = SignIn(await accounts.Get<CallerNetworks>().PlaceAsync(AccountWorld.App, CancellationToken.None));
                return (instance, caller) => signIn(instance, caller);
            },
            async accounts =>
            {
                for (var month = 0; month < 3; month++)
                {
                    accounts.Clock.Advance(TimeSpan.FromDays(31));
                    await accounts.SweepAsync();
                }

                (await accounts.Get<SessionStore>().ListAsync(memberId, CancellationToken.None).CountAsync()).Should().Be(0);
                (await RowsAsync(accounts, TableNames.Due)).Should().Be(0);
            });
    }

    [Theory]
    [Trait("Rule", "FIN-3")]
    [Trait("Rule", "SI-10")]
    [InlineData("nobody@example.jp")]
    [InlineData(AccountWorld.Email)]
    public async Task SignIn_WhoseCallerHangsUpWhileThePasswordIsChecked_HasFailed(string email)
    {
        await using var accounts = await AccountWorld.StartAsync();
        await accounts.HaveMemberAsync();
        using var caller = new CancellationTokenSource();
        accounts.Calls.Fault = call =>
        {
            if (call.Method != "GET" && call.Uri.AbsolutePath.Contains("/Logins", StringComparison.Ordinal))
            {
                caller.Cancel(); // The try is being counted.
            }

            return StorageFault.None;
        };
        var signIn = SignIn(await accounts.Get<CallerNetworks>().PlaceAsync(AccountWorld.App, CancellationToken.None), email, "mG7!vq2Rx");

        await FluentActions.Awaiting(() => signIn(accounts, caller.Token)).Should().ThrowAsync<OperationCanceledException>();

        (await RowsAsync(accounts, TableNames.Due)).Should().Be(1, "nobody else would ever delete what was counted");
    }

    [Theory]
    [Trait("Rule", "FIN-3")]
    [Trait("Rule", "SI-5")]
    [MemberData(nameof(FaultMatrix.Faults), MemberType = typeof(FaultMatrix))]
    public async Task SignOut_WithAFaultAtAnyCall_CanBeRepeated(OperationFault fault)
    {
        SignedIn here = null!, elsewhere = null!;
        await FaultMatrix.AtEachCallAsync(
            fault,
            fewest: 2,
            async accounts =>
            {
                await accounts.HaveMemberAsync();
                here = (await accounts.SignInAsync()).Value;
                elsewhere = (await accounts.SignInAsync()).Value;
                return SignOutAsync;
            },
            async accounts =>
            {
                await SignOutAsync(accounts, CancellationToken.None);
                (await accounts.CheckAsync(here)).Should().BeNull();
                (await accounts.CheckAsync(elsewhere)).Should().NotBeNull();
            });

        async Task SignOutAsync(AccountWorld instance, CancellationToken caller)
        {
            if (await instance.Get<CheckSession>().HandleAsync(here.Session.Token, caller) is { } session)
            {
                await instance.Get<SessionStore>().EndAsync(session.MemberId, session.Id);
            }
        }
    }

    [Fact]
    [Trait("Rule", "SI-5")]
    public async Task SignIn_StalledWithTheOldPasswordUntilAllSessionsEnded_GetsNone()
    {
        var stalled = true;
        for (var stalledAt = 1; stalled; stalledAt++)
        {
            await using var accounts = await AccountWorld.StartAsync();
            var member = await accounts.HaveMemberAsync();
            await using var stalling = accounts.OtherInstance();
            var befallen = new FaultAt(stalling.Calls, OperationFault.Stalled, stalledAt, () => Task.Run(() => ChangePasswordAsync(accounts, member.Id)).GetAwaiter().GetResult());

            await stalling.SignInAsync();

            stalled = befallen.Befell;
            if (stalled)
            {
                (await accounts.Get<ListSessions>().HandleAsync(member.Id, CancellationToken.None)).Should().BeEmpty("stalled at call {0}", stalledAt);
            }
            else
            {
                stalledAt.Should().BeGreaterThan(3, "each call before was stalled at");
            }
        }
    }

    private static async Task ChangePasswordAsync(AccountWorld accounts, string memberId)
    {
        const string newPassword = "Xk4#wL9pz";
        var login = (await accounts.Get<LoginStore>().FindAsync(AccountWorld.Email, CancellationToken.None))!;
        (await accounts.Get<SetPassword>().ChangeAsync(login, newPassword, keptSessionId: "", CancellationToken.None)).IsSuccess.Should().BeTrue();

        // The owner signs in with the new one, which forgets the failures that the stalled one was counted as.
        (await accounts.SignInAsync(password: newPassword)).IsSuccess.Should().BeTrue();
        await accounts.Get<SessionStore>().EndAllAsync(memberId, exceptId: null);
    }

    private static Func<AccountWorld, CancellationToken, Task<Result<SignedIn>>> SignIn(Caller placed, string email = AccountWorld.Email, string password = AccountWorld.Password) =>
        (instance, caller) => instance.Get<SignInMember>().HandleAsync(new SignInCommand(email, password, StaySignedIn: true, Captcha: null, placed), caller);

    private static async Task<int> RowsAsync(AccountWorld accounts, string table) =>
        await accounts.Tables.GetTableClient(table).QueryAsync<TableEntity>().CountAsync();
}
