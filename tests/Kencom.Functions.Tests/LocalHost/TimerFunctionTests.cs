using Kencom.LocalHost.Host;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.LocalHost;

public sealed class TimerFunctionTests
{
    [Fact]
    public async Task InvokeTimer_ByName_RunsTheFunctionNowAndThrowsWhatItSays()
    {
        var runs = new TimerRuns();
        await using var app = await SmallApp.StartAsync<TimerThings>(builder => builder.Services.AddSingleton(runs));

        await app.InvokeTimerAsync("Sweep");
        var failing = () => app.InvokeTimerAsync("FailingSweep");

        runs.Count.Should().Be(1);
        await failing.Should().ThrowAsync<FunctionFailedException>().WithMessage("no sweep");
    }

    [Theory]
    [InlineData("0 30 18 * * *", "2026-11-22T18:30:00")]
    [InlineData("*/5 * * * * *", "2026-11-22T12:00:05")]
    [InlineData("00:00:05", "2026-11-22T12:00:05")]
    [InlineData("0 0 1 1 *", "2027-01-01T00:00:00")]
    public void Next_OfASchedule_IsInUtc(string schedule, string expected)
    {
        var next = Kencom.LocalHost.Host.Timers.TimerFunctions.NextOf(schedule)!(new DateTime(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc));

        next.Should().Be(DateTime.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }
}

public sealed class TimerRuns
{
    public int Count { get; set; }
}

public sealed class TimerThings(TimerRuns runs)
{
    [Function("Sweep")]
    public void Sweep([TimerTrigger("0 */5 * * * *", RunOnStartup = true)] TimerInfo timer) => runs.Count++;

    [Function("FailingSweep")]
    public Task FailAsync([TimerTrigger("00:05:00")] TimerInfo timer) => throw new InvalidOperationException("no sweep");
}
