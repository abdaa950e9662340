using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NCrontab;

namespace Kencom.LocalHost.Host;

/// <summary>Timer functions on real time (UTC). One function never overlaps itself; missed times are not made up for.</summary>
internal sealed partial class TimerFunctions(
    FunctionCatalogue catalogue, FunctionInvoker invoker, IConfiguration configuration, Launch launch, Drain drain, ILogger<TimerFunctions> logger)
    : IHostedLifecycleService
{
    private static readonly Dictionary<string, object?> NoData = [];
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    /// <summary>Runs a timer function now, whatever its schedule says.</summary>
    public async Task InvokeAsync(string functionName, CancellationToken cancellationToken)
    {
        var function = catalogue.Functions.FirstOrDefault(f =>
            f.Trigger is TimerTriggerAttribute && string.Equals(f.Name, functionName, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"There is no timer function '{functionName}'.", nameof(functionName));
        await using var context = invoker.CreateContext(function, new TimerInfo(), NoData, cancellationToken);
        await invoker.InvokeAsync(context);
    }

    /// <returns>Given a time, the next one of the schedule; null when it cannot be read.</returns>
    internal static Func<DateTime, DateTime>? NextOf(string schedule)
    {
        if (TimeSpan.TryParse(schedule, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero)
            return now => now + interval;
        var withSeconds = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6;
        return CrontabSchedule.TryParse(schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = withSeconds }) is { } crontab
            ? crontab.GetNextOccurrence
            : null;
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // A schedule that cannot be read must stop the start, not the first run.
        foreach (var function in Timers())
            _ = NextOf(function);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (launch.RunTimers)
        {
            foreach (var function in Timers())
                _ = Task.Run(() => RunAsync(function), CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The schedule follows the real time, whatever clock the app has.</summary>
    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private IEnumerable<LocalFunction> Timers() => catalogue.Functions.Where(function => function.Trigger is TimerTriggerAttribute);

    private async Task RunAsync(LocalFunction function)
    {
        var trigger = (TimerTriggerAttribute)function.Trigger;
        var nextOf = NextOf(function);
        var last = default(DateTime);
        var run = trigger.RunOnStartup;
        while (!drain.Stopping.IsCancellationRequested)
        {
            var next = nextOf(Now);
            if (run)
            {
                last = Now;
                await TryRunAsync(function, new ScheduleStatus { Last = last, Next = next, LastUpdated = last });
                next = nextOf(Now);
            }

            await UntilAsync(next);
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

    private async Task TryRunAsync(LocalFunction function, ScheduleStatus status)
    {
        var trigger = (TimerTriggerAttribute)function.Trigger;
        var timer = new TimerInfo { ScheduleStatus = trigger.UseMonitor ? status : null };
        try
        {
            await using var context = invoker.CreateContext(function, timer, NoData, drain.Cancelled);
            await invoker.InvokeAsync(context);
        }
        catch (Exception)
        {
            // The invoker has logged it; the next time comes anyway.
            Log.WaitsForNext(logger, function.Name);
        }
    }

    private Func<DateTime, DateTime> NextOf(LocalFunction function)
    {
        var text = NameResolver.Resolve(((TimerTriggerAttribute)function.Trigger).Schedule, configuration);
        return NextOf(text)
            ?? throw new LocalHostException($"The schedule '{text}' of the function {function.Name} is neither an NCRONTAB expression nor a time span.");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The timer function {Function} failed; it runs again at its next time.")]
        public static partial void WaitsForNext(ILogger logger, string function);
    }
}
