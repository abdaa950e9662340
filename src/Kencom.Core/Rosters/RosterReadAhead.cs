using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Kencom.Core.Eligibility;
using Kencom.Core.Security;

namespace Kencom.Core.Rosters;

/// <summary>A row as read, with its hashes: of a person of this insurer, or of a skipped row whose card could be read.</summary>
internal readonly record struct ReadRow(RosterRow? Row, SkippedRow? Skipped, StagedRow? Staged);

/// <summary>
/// Reads a roster ahead of whoever takes its rows: one thread decodes and checks, while others hash what is read, in small batches. All cores work,
/// memory stays constant, and the rows come in the order of the file.
/// </summary>
internal sealed class RosterReadAhead(RosterReader reader, string insurerNumber, KeyedHasher hasher, int hashVersion)
{
    private const int RowsInBatch = 512;

    private static readonly int BatchesAhead = 2 * Environment.ProcessorCount;

    /// <summary>All rows; then the reader's <see cref="RosterReader.Rejection"/> tells how the file ended.</summary>
    public async IAsyncEnumerable<ReadRow[]> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batches = System.Threading.Channels.Channel.CreateBounded<Task<ReadRow[]>>(new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(() => FillAsync(batches.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancellationToken))
            {
                yield return await batch;
            }

            await reading;
        }
        finally
        {
            // The reader is disposed of next: nobody may read from it any more.
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FillAsync(ChannelWriter<Task<ReadRow[]>> to, CancellationToken cancellationToken)
    {
        try
        {
            var rows = new List<(RosterRow?, SkippedRow?)>(RowsInBatch);
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add((reader.Row, reader.Skipped));
                if (rows.Count == RowsInBatch)
                {
                    await to.WriteAsync(HashAsync(rows), cancellationToken);
                    rows = new List<(RosterRow?, SkippedRow?)>(RowsInBatch);
                }
            }

            await to.WriteAsync(HashAsync(rows), cancellationToken);
        }
        finally
        {
            to.Complete();
        }
    }

    private Task<ReadRow[]> HashAsync(List<(RosterRow? Row, SkippedRow? Skipped)> rows) => Task.Run(() =>
    {
        using var hashing = new RosterHasher(hasher, hashVersion);
        return rows.ConvertAll(read => new ReadRow(read.Row, read.Skipped, Stage(read.Row, read.Skipped, hashing))).ToArray();
    });

    private StagedRow? Stage(RosterRow? row, SkippedRow? skipped, RosterHasher hashing) =>
        row is not null ? row.Card.InsurerNumber.Value == insurerNumber ? StagedRow.From(row, insurerNumber, hashing) : null
        : skipped is not null && CardOf(skipped) is { } card ? StagedRow.Unreadable(skipped.Line, hashing.Card(card).Key)
        : null;

    private Card? CardOf(SkippedRow skipped) =>
        InsurerNumber.TryParse(insurerNumber, out var folder) ? skipped.MayBe.Select(values => values.CardOf(folder)).FirstOrDefault(card => card is not null) : null;
}
