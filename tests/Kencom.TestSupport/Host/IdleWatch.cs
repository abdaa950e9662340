using System.Diagnostics;
using Kencom.LocalHost.Host;
using Kencom.LocalHost.Host.Queues;

namespace Kencom.TestSupport.Host;

/// <summary>
/// Tells when an app has nothing left to do. Tests ask it after nearly every step, so it asks the storage as little as it can: a queue
/// that has messages is asked again before the others are, and less often while they stay hidden.
/// </summary>
internal sealed class IdleWatch(IReadOnlyList<QueueListener> listeners, FunctionInvoker invoker)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(80);

    private readonly LinkedList<QueueListener> queues = new(listeners
        .DistinctBy(listener => listener.QueueName)
        .Where(listener => !listener.QueueName.EndsWith(QueueListener.PoisonSuffix, StringComparison.Ordinal)));

    public async Task WaitAsync(TimeSpan deadline)
    {
        var watch = Stopwatch.StartNew();
        var pause = ShortestPause;
        while (true)
        {
            // A message may move to a queue that was already seen empty; then a function was started meanwhile.
            var before = invoker.Started;
            var busy = IsRunning() ? "functions are running" : await FirstWaitingAsync();
            var hasStarted = invoker.Started != before;
            if (busy is null && !IsRunning() && !hasStarted)
            {
                return;
            }

            if (watch.Elapsed > deadline)
            {
                throw new TimeoutException($"The queues are not idle after {deadline}: {busy ?? "functions keep starting"}.");
            }

            await Task.Delay(pause);
            pause = IsRunning() || hasStarted ? ShortestPause : Longer(pause);
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    private bool IsRunning() => invoker.Running > 0 || listeners.Any(listener => listener.Held > 0);

    private async Task<string?> FirstWaitingAsync()
    {
        for (var queue = queues.First; queue is not null; queue = queue.Next)
        {
            if (await queue.Value.CountAsync(CancellationToken.None) is not (> 0 and var count))
            {
                continue;
            }

            queue.Value.PollNow();
            queues.Remove(queue);
            queues.AddFirst(queue);
            return $"{queue.Value.QueueName} has {count}";
        }

        return null;
    }
}
