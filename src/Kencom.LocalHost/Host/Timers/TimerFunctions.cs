using System.Globalization;
using System.Text.Json;
using Kencom.LocalHost.Host.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NCrontab;

namespace Kencom.LocalHost.Host.Timers;

/// <summary>
/// Timer functions on real time (UTC). One function never overlaps itself. The real host keeps that promise over all instances by a lease on a blob, and remembers
/// there when a function last ran, so that a missed time is made up for at once (IsPastDue); here there is one instance, and its sweeps come every few seconds.
/// </summary>
internal sealed partial class TimerFunctions(
    FunctionCatalogue catalogue, FunctionInvoker invoker, IConfiguration configuration, TimerStart start, Drain drain, ILogger<TimerFunctions> logger)
    : IHostedLifecycleService
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    /// <summary>Runs a timer function now, whatever its schedule says.</summary>
    public async Task InvokeAsync(string functionName, CancellationToken cancellationToken)
    {
        var function = Timers().FirstOrDefault(timer => string.Equals(timer.Name, functionName, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"There is no timer function '{functionName}'.", nameof(functionName));
        await invoker.InvokeAsync(function, InputOf(Now, NextOf(function)(Now)), complete: null, cancellationToken);
    }

    /// <returns>Given a time, the next one of the schedule; null when it cannot be read.</returns>
    internal static Func<DateTime, DateTime>? NextOf(string schedule)
    {
        if (TimeSpan.TryParse(schedule, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero)
        {
            return now => now + interval;
        }

        var withSeconds = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6;
        return CrontabSchedule.TryParse(schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = withSeconds }) is { } crontab
            ? crontab.GetNextOccurrence
            : null;
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // A schedule that cannot be read must stop the start, not the first run.
        foreach (var function in Timers())
        {
            _ = NextOf(function);
        }

        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (start == TimerStart.BySchedule)
        {
            foreach (var function in Timers())
            {
                _ = Task.Run(() => RunAsync(function), CancellationToken.None);
            }
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The schedule follows the real time, whatever clock the app has.</summary>
    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private IEnumerable<HostedFunction> Timers() => catalogue.Of(HostedFunction.TimerTrigger);

    private async Task RunAsync(HostedFunction function)
    {
        var nextOf = NextOf(function);
        var run = function.Flag("runOnStartup");
        while (!drain.Stopping.IsCancellationRequested)
        {
            if (run)
            {
                await TryRunAsync(function, nextOf(Now));
            }

            await UntilAsync(nextOf(Now));
            run = true;
        }
    }

    private async Task UntilAsync(DateTime next)
    {
        while (next - Now is { Ticks: > 0 } wait && !drain.Stopping.IsCancellationRequested)
        {
            // A delay cannot be longer than some weeks.
            await Task.Delay(wait < LongestDelay ? wait : LongestDelay, drain.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TryRunAsync(HostedFunction function, DateTime next)
    {
        try
        {
            await invoker.InvokeAsync(function, InputOf(Now, next), complete: null, drain.Cancelled);
        }
        catch (Exception e) when (e is FunctionFailedException or LocalHostException)
        {
            // The invoker has logged it; the next time comes anyway.
            Log.WaitsForNext(logger, function.Name);
        }
    }

    private static TypedData InputOf(DateTime now, DateTime next) => new()
    {
        Json = JsonSerializer.Serialize(new { ScheduleStatus = new { Last = now, Next = next, LastUpdated = now }, IsPastDue = false }),
    };

    private Func<DateTime, DateTime> NextOf(HostedFunction function)
    {
        var text = NameResolver.Resolve(function.Text("schedule")!, configuration);
        return NextOf(text)
            ?? throw new LocalHostException($"The schedule '{text}' of the function {function.Name} is neither an NCRONTAB expression nor a time span.");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The timer function {Function} failed; it runs again at its next time.")]
        public static partial void WaitsForNext(ILogger logger, string function);
    }
}

/// <summary>What makes timer functions run.</summary>
internal enum TimerStart
{
    BySchedule,
    ByHandOnly,
}
