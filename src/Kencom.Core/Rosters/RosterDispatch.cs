using Kencom.Core.Storage;

namespace Kencom.Core.Rosters;

/// <summary>Sends what a file needs next; again, if need be: whoever receives a message twice finds the work done.</summary>
public sealed class RosterDispatch(QueueSender queue)
{
    /// <summary>The messages that belong to the state of the file.</summary>
    public Task SendAsync(RosterFile file, CancellationToken cancellationToken) => file.State switch
    {
        RosterFileState.Splitting => queue.SendAsync(QueueNames.SplitRoster, new SplitRosterMessage(file.Id), cancellationToken: cancellationToken),
        RosterFileState.Comparing => SendPartsAsync(QueueNames.CompareRoster, file, file.Compared, cancellationToken),
        RosterFileState.Applying => SendPartsAsync(QueueNames.ApplyRoster, file, file.Applied, cancellationToken),
        _ => Task.CompletedTask,
    };

    private Task SendPartsAsync(string queueName, RosterFile file, PartSet done, CancellationToken cancellationToken)
    {
        // When all parts are done but nobody drew the conclusion, one message makes its receiver do so.
        var open = Enumerable.Range(0, file.Parts).Where(part => !done.Contains(part)).DefaultIfEmpty(0);
        return Parallel.ForEachAsync(
            open,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (part, token) => await queue.SendAsync(queueName, new RosterPartMessage(file.Id, part), cancellationToken: token));
    }
}
