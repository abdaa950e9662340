using System.Diagnostics;

namespace Kencom.Core.Tests.Accounts;

/// <summary>Alone in the process, whose memory is looked at.</summary>
[CollectionDefinition(nameof(SignInBurstTests), DisableParallelization = true)]
[Collection(nameof(SignInBurstTests))]
public sealed class SignInBurstTests
{
    private const int Burst = 200;
    private const long Megabyte = 1024 * 1024;

    [Fact]
    [Trait("Rule", "REG-5")]
    public async Task Handle_TwoHundredAtOnce_AllAreAnsweredWithinFourHundredMegabytes()
    {
        await using var accounts = await CoreApp.StartAsync(options =>
        {
            options.DearPasswords = true;
            options.Settings["SignIn__Captcha__RefuseFromNetworkFailures"] = "100000";
            options.Settings["SignIn__Captcha__Levels__0__MaxNumber"] = "1000";
        });
        await accounts.SignInAsync("first@example.jp");
        using var process = Process.GetCurrentProcess();
        var before = WorkingSet();
        var most = before;

        var burst = Task.WhenAll(Enumerable.Range(0, Burst).Select(i => accounts.SignInAsync($"person{i}@example.jp")));
        while (await Task.WhenAny(burst, Task.Delay(2)) != burst)
        {
            most = Math.Max(most, WorkingSet());
        }

        (await burst).Should().OnlyContain(answer => answer.Error == Errors.SignInFailed).And.HaveCount(Burst);
        ((most - before) / Megabyte).Should().BeLessThan(400);

        long WorkingSet()
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }
}
