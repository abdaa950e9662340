using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kencom.Core.Storage;

/// <summary>Something that goes on by itself: finishes what was interrupted, or deletes what has ended. Each is bounded by what is due (API-5).</summary>
/// <param name="Group">Those of a group are run by one timer.</param>
/// <param name="RunAsync">Goes on where the last run stopped, since what is done is no longer due.</param>
public sealed record Sweep(string Group, string Name, Func<CancellationToken, Task> RunAsync);

/// <summary>The timers that run sweeps.</summary>
public static class SweepGroups
{
    public const string Registrations = "registrations";
    public const string Mails = "mails";
    public const string Files = "files";
    public const string Accounts = "accounts";
    public const string Inquiries = "inquiries";
    public const string Queues = "queues";
}

/// <summary>Runs the sweeps of a group. None starves another: each has a time of its own, and one that fails leaves the others to run.</summary>
public sealed partial class RunSweeps(IEnumerable<Sweep> sweeps, SweepRuns runs, ILogger<RunSweeps> logger)
{
    /// <summary>The time of one sweep. The sweeps of a group together fit into a function's time (host.json).</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public async Task HandleAsync(string group, CancellationToken cancellationToken)
    {
        foreach (var sweep in sweeps.Where(sweep => sweep.Group == group))
        {
            await RunAsync(sweep, cancellationToken);
        }
    }

    private async Task RunAsync(Sweep sweep, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        try
        {
            await sweep.RunAsync(limit.Token);
            await runs.SucceededAsync(sweep.Name);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.TimeOver(logger, sweep.Name);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, fault, sweep.Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The sweep {Sweep} has used its time; the next run goes on.", EventName = "sweep-time-over")]
        public static partial void TimeOver(ILogger logger, string sweep);

        [LoggerMessage(LogLevel.Error, "The sweep {Sweep} failed; the next run tries again.", EventName = "sweep-failed")]
        public static partial void Failed(ILogger logger, Exception fault, string sweep);
    }
}

public static class SweepServices
{
    public static IServiceCollection AddSweep<TService>(
        this IServiceCollection services, string group, string name, Func<TService, Func<CancellationToken, Task>> run)
        where TService : notnull
        => services.AddSingleton(provider => new Sweep(group, name, token => run(provider.GetRequiredService<TService>())(token)));
}
