using Kencom.Core.Storage;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Files;

/// <summary>
/// Sends what a file needs next; again, if need be: whoever receives a message twice finds the work done. Parts go in as many lanes as may be on their
/// way at once: who has done a part sends the next one of its lane (RST-16).
/// </summary>
public sealed class FileDispatch(QueueSender queue, FileStore files, IOptions<ImportOptions> options)
{
    /// <summary>The messages that belong to the state of the file: of each lane the first part that is not done.</summary>
    public async Task SendAsync(DroppedFile file, CancellationToken cancellationToken)
    {
        if (file.State is FileState.Splitting)
        {
            await queue.SendAsync(QueueNames.SplitFile, new SplitFileMessage(file.Id), cancellationToken: cancellationToken);
        }
        else if (QueueOf(file) is { } name)
        {
            var done = (await files.ListPartsAsync(file, cancellationToken)).Select(part => part.Number).ToHashSet();
            var lanes = Enumerable.Range(0, Math.Min(options.Value.PartsAtOnce, file.Parts))
                .Select(lane => PartsOfLane(file, lane).FirstOrDefault(part => !done.Contains(part), lane));

            // When all parts of a lane are done, its first one is sent all the same: whoever did the last part may have died before it ended the phase, and the receiver does.
            await Parallel.ForEachAsync(
                lanes,
                new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
                async (part, token) => await queue.SendAsync(name, new FilePartMessage(file.Id, part), cancellationToken: token));
        }
    }

    /// <summary>Sends the next part of the lane that nobody has done.</summary>
    /// <returns>False when the lane is at its end.</returns>
    public async Task<bool> SendNextAsync(DroppedFile file, int part, CancellationToken cancellationToken)
    {
        foreach (var next in PartsOfLane(file, part).Skip(1))
        {
            if (!await files.IsPartDoneAsync(file, next, cancellationToken))
            {
                await queue.SendAsync(QueueOf(file)!, new FilePartMessage(file.Id, next), cancellationToken: cancellationToken);
                return true;
            }
        }

        return false;
    }

    private static string? QueueOf(DroppedFile file) => file.State switch
    {
        FileState.Comparing => QueueNames.CompareFile,
        FileState.Applying => QueueNames.ApplyFile,
        _ => null,
    };

    private IEnumerable<int> PartsOfLane(DroppedFile file, int from)
    {
        for (var part = from; part < file.Parts; part += options.Value.PartsAtOnce)
        {
            yield return part;
        }
    }
}
