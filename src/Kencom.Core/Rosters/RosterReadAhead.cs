using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Kencom.Core.Cards;
using Kencom.Core.Security;

namespace Kencom.Core.Rosters;

/// <summary>A row as read, with its hashes: of a person of this insurer, or of whom a bad row may be about.</summary>
/// <param name="Bad">Of a bad row, the readings with a card.</param>
/// <param name="Loose">Of a bad row, the readings without.</param>
internal readonly record struct ReadRow(RosterRow? Row, SkippedRow? Skipped, StagedRow? Staged, IReadOnlyList<StagedRow> Bad, IReadOnlyList<LooseRow> Loose);

/// <summary>
/// Reads a roster ahead of whoever takes its rows: one thread decodes and checks, while others hash what is read, in small batches. All cores work,
/// memory stays constant, and the rows come in the order of the file.
/// </summary>
internal sealed class RosterReadAhead(RosterReader reader, string insurerNumber, KeyedHasher hasher, int hashVersion)
{
    private const int RowsInBatch = 512;

    private readonly InsurerNumber folder =
        InsurerNumber.TryParse(insurerNumber, out var number) ? number : throw new ArgumentException("Not an insurer's number.", nameof(insurerNumber));

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
        return rows.ConvertAll(read =>
            read.Row is null ? Bad(read.Skipped!.Line, read.Skipped, read.Skipped.MayBe, hashing)
            : read.Row.Card.InsurerNumber.Value == insurerNumber ? new ReadRow(read.Row, null, StagedRow.From(read.Row, insurerNumber, hashing), [], [])
            : Foreign(read.Row, hashing)).ToArray();
    });

    /// <summary>A row with another insurer's number is not imported (RST-12), but it may be the insurer's own person with a wrong number.</summary>
    private ReadRow Foreign(RosterRow row, RosterHasher hashing)
    {
        var values = new ReadableValues(null, row.Card.Symbol, row.Card.Number, row.Branch, row.Name, row.BirthDate, row.PersonId);
        return Bad(row.Line, null, [values], hashing) with { Row = row };
    }

    private ReadRow Bad(int line, SkippedRow? skipped, IReadOnlyList<ReadableValues> mayBe, RosterHasher hashing)
    {
        var (bad, loose) = (new List<StagedRow>(), new List<LooseRow>());
        foreach (var values in mayBe)
        {
            // A row in the folder is about the folder's insurer, whatever number it names.
            if ((values with { InsurerNumber = folder }).CardOf(folder) is { } card)
            {
                bad.Add(StagedRow.Bad(line, card, values, insurerNumber, hashing));
            }
            else if (LooseRow.From(line, values, insurerNumber, hashing) is { SaysAnything: true } row)
            {
                loose.Add(row);
            }
        }

        return new ReadRow(null, skipped, null, bad, loose);
    }
}
