using System.Diagnostics;

namespace Kencom.Functions.Tests.Accounts;

/// <summary>Nobody learns by signing in, or by asking for a reset, whose address is a member's (SI-1, SI-6).</summary>
public sealed class SilenceTests : AccountTests
{
    private const int Rounds = 60;
    private const int WarmUp = 5;

    protected override void Configure(TestAppOptions options)
    {
        base.Configure(options);
        options.DearPasswords = true;
        options.Settings["SignIn__Captcha__Levels__0__MaxNumber"] = "1000";
        options.Settings["SignIn__Guessing__Waits__0"] = "00:00:00";
        options.Settings["SignIn__Guessing__ResetNeededFrom"] = "100000";
        options.Settings["SignIn__Guessing__OwnerToldFrom"] = "100000";
        options.Settings["Allowances__Times__Mails"] = "10000";
    }

    [Fact]
    [Trait("Rule", "SI-1")]
    public async Task SignIn_AnyFailure_TakesAsLongAsAnyOther()
    {
        await HaveMemberAsync();
        using var client = NewApp();

        await ShouldTakeAlikeAsync(
            () => client.PostAsync("/api/sessions", new { email = Email, password = "nG7!vq2Rt" }),
            () => client.PostAsync("/api/sessions", new { email = "strange@example.jp", password = "nG7!vq2Rt" }),
            () => client.PostAsync("/api/sessions", new { email = Email.ToUpperInvariant(), password = Password }));
    }

    [Fact]
    [Trait("Rule", "SI-6")]
    public async Task RequestReset_ForAMember_TakesAsLongAsForAStranger()
    {
        await HaveMemberAsync();
        using var client = NewApp();

        await ShouldTakeAlikeAsync(
            () => client.PostAsync("/api/password-resets", new { email = Email }),
            () => client.PostAsync("/api/password-resets", new { email = "strange@example.jp" }));
    }

    /// <summary>
    /// Each round is a race, in turns of who goes first. Were one of them spared the hash, it would win nearly always, on a busy machine too; alike, each wins
    /// about half of the rounds, and three quarters once in ten thousand runs.
    /// </summary>
    private static async Task ShouldTakeAlikeAsync(params Func<Task<ApiResponse>>[] requests)
    {
        var won = new int[requests.Length];
        var answers = new HashSet<string>(StringComparer.Ordinal);
        for (var round = -WarmUp; round < Rounds; round++)
        {
            var times = new double[requests.Length];
            for (var turn = 0; turn < requests.Length; turn++)
            {
                var which = (turn + round + WarmUp) % requests.Length;
                var watch = Stopwatch.GetTimestamp();
                answers.Add((await requests[which]()).ToString());
                times[which] = Stopwatch.GetElapsedTime(watch).TotalMilliseconds;
            }

            for (var other = 1; round >= 0 && other < requests.Length; other++)
            {
                won[other] += times[other] < times[0] ? 1 : 0;
            }
        }

        answers.Should().ContainSingle();
        won.Skip(1).Should().OnlyContain(rounds => rounds > Rounds / 4 && rounds < Rounds * 3 / 4);
    }
}
