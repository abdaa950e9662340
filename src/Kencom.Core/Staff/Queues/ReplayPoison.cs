using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Staff;

/// <summary>Which of a queue's failed messages are meant.</summary>
/// <param name="Ids">Null for all.</param>
public sealed record PoisonSelection(StaffAct Act, string Queue, IReadOnlyList<string>? Ids);

/// <summary>
/// Sends failed messages to their queue again, or discards them (STF-6), at most <see cref="MostAtOnce"/> a request: who has more asks again. One that fails again comes
/// back as a new one.
/// </summary>
public sealed class ReplayPoison(AuditLog audit, PoisonMessages messages, RawQueues queues)
{
    public const int MostAtOnce = 1000;

    private const int Parallel = 8;

    /// <returns>How many were sent again.</returns>
    public Task<int> ReplayAsync(PoisonSelection selection, CancellationToken cancellationToken)
    {
        var queue = queues.Client.GetQueueClient(selection.Queue);
        return ForEachAsync(
            selection,
            "replay-messages",
            async message =>
            {
                await queue.SendMessageAsync(messages.ContentOf(message), timeToLive: TimeSpan.FromDays(7), cancellationToken: CancellationToken.None);
                return await messages.RemoveAsync(message);
            },
            cancellationToken);
    }

    /// <returns>How many were discarded.</returns>
    public Task<int> DiscardAsync(PoisonSelection selection, CancellationToken cancellationToken) =>
        ForEachAsync(selection, "discard-messages", messages.RemoveAsync, cancellationToken);

    private async Task<int> ForEachAsync(PoisonSelection selection, string action, Func<PoisonMessage, Task<bool>> work, CancellationToken cancellationToken)
    {
        var chosen = selection.Ids is null
            ? await messages.ListAsync(selection.Queue, after: null, cancellationToken).Take(MostAtOnce).ToListAsync(cancellationToken)
            : [.. (await Task.WhenAll(selection.Ids.Distinct(StringComparer.Ordinal).Select(id => messages.FindAsync(selection.Queue, id, cancellationToken)))).OfType<PoisonMessage>()];
        await audit.AddAsync(selection.Act.Entry(action, selection.Queue));
        var done = 0;
        await System.Threading.Tasks.Parallel.ForEachAsync(
            chosen,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel },
            async (message, _) =>
            {
                if (await work(message))
                {
                    Interlocked.Increment(ref done);
                }
            });
        return done;
    }
}
