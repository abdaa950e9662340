using System.Diagnostics;
using Kencom.LocalHost.Host;

namespace Kencom.LocalHost.Testing;

/// <summary>Tells when an app has nothing left to do.</summary>
internal sealed class IdleWatch(IReadOnlyList<QueueListener> listeners, FunctionInvoker invoker)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    public async Task WaitAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            // A message may move to a queue that was already seen empty; then a function was started meanwhile.
            var before = invoker.Started;
            var busy = IsRunning() ? ["functions are running"] : await WaitingAsync(cancellationToken);
            if (busy.Count == 0 && !IsRunning() && invoker.Started == before)
                return;
            if (watch.Elapsed > deadline)
                throw new TimeoutException($"The queues are not idle after {deadline}: {(busy.Count == 0 ? "functions keep starting" : string.Join(", ", busy))}.");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private bool IsRunning() => invoker.Running > 0 || listeners.Any(listener => listener.Held > 0);

    private async Task<List<string>> WaitingAsync(CancellationToken cancellationToken)
    {
        var waiting = new List<string>();
        foreach (var listener in listeners.DistinctBy(listener => listener.QueueName).Where(l => !l.QueueName.EndsWith(QueueListener.PoisonSuffix, StringComparison.Ordinal)))
        {
            if (await listener.CountAsync(cancellationToken) is not (> 0 and var count))
                continue;
            waiting.Add($"{listener.QueueName} has {count}");
            listener.PollNow();
        }

        return waiting;
    }
}
