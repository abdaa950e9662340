using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Azure;

namespace Kencom.Core.Files;

/// <summary>
/// Reads a dropped file once, as a stream, and writes its staged rows to one blob a part (RST-4). One thread decodes and checks, while others hash what is
/// read, in small batches: all cores work, memory stays constant, and the rows come in the order of the file. Repeating it writes the same blobs again.
/// </summary>
public sealed class ReadRows(FileContents contents, FileStore files, FileBlobs blobs, TimeProvider clock)
{
    /// <summary>All staging buffers together; what a part has beyond its share goes to storage as a block.</summary>
    private const int BufferBytes = 32 * 1024 * 1024;
    private const int RowsInBatch = 512;
    private const string Gone = "取り込む前に、ファイルが別の内容に置き換えられたか、削除されました。";

    private static readonly int BatchesAhead = 2 * Environment.ProcessorCount;
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(2);

    /// <param name="file">With the values of its plan.</param>
    public async Task<FileReading> ReadAsync<TRow>(DroppedFile file, IRows<TRow> rows, CancellationToken cancellationToken)
        where TRow : class
    {
        var reading = new FileReading();
        try
        {
            await using var content = await blobs.OpenDropAsync(file, cancellationToken);
            if (content is null)
            {
                reading.Rejection = Gone;
                return reading;
            }

            await using var counted = new CountingStream(content);
            await using var reader = new FileReader<TRow>(counted, rows);
            var parts = Enumerable.Range(0, file.Parts).Select(part => new StagedPart(blobs.Staged(file.Id, part), BufferBytes / file.Parts)).ToArray();
            await StageAsync(file, BatchesAsync(reader, rows, cancellationToken), parts, counted, reading, cancellationToken);
            reading.IgnoredColumns = reader.Columns?.Ignored ?? [];
            reading.Conclude(reader.Rejection, contents.Of(file).MaxBadShare);
            if (reading.Rejection is null)
            {
                await Parallel.ForEachAsync(parts, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (part, token) => await part.CompleteAsync(token));
                await rows.CompleteAsync(cancellationToken);
            }
        }
        catch (RequestFailedException replaced) when (FileBlobs.IsGone(replaced))
        {
            reading.Rejection = Gone;
        }

        return reading;
    }

    private async Task StageAsync<TRow>(
        DroppedFile file, IAsyncEnumerable<Batch<TRow>> batches, StagedPart[] parts, CountingStream counted, FileReading reading, CancellationToken cancellationToken)
        where TRow : class
    {
        var reportedAt = clock.GetTimestamp();
        await foreach (var batch in batches)
        {
            batch.Rows.ForEach(row => reading.Count(row, file));
            for (var i = 0; i < batch.Staged.Count; i++)
            {
                var (part, row) = batch.Staged[i];
                await parts[part].AddAsync(row, cancellationToken);
            }

            if (clock.GetElapsedTime(reportedAt) > ProgressEvery)
            {
                reportedAt = clock.GetTimestamp();
                await ReportProgressAsync(file.Id, counted.BytesRead, reading.Counts);
            }
        }
    }

    private async Task ReportProgressAsync(string fileId, long bytesRead, FileCounts counts) =>
        await files.ChangeAsync(
            fileId,
            file => file.State is FileState.Splitting ? file with { BytesRead = bytesRead, Counts = counts, ProgressAt = clock.GetUtcNow() } : null);

    private static async IAsyncEnumerable<Batch<TRow>> BatchesAsync<TRow>(FileReader<TRow> reader, IRows<TRow> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRow : class
    {
        var batches = System.Threading.Channels.Channel.CreateBounded<Task<Batch<TRow>>>(new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(() => FillAsync(reader, rows, batches.Writer, stop.Token), CancellationToken.None);
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

    private static async Task FillAsync<TRow>(FileReader<TRow> reader, IRows<TRow> rows, ChannelWriter<Task<Batch<TRow>>> to, CancellationToken cancellationToken)
        where TRow : class
    {
        try
        {
            var batch = new List<ParsedRow<TRow>>(RowsInBatch);
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Take(reader.Row);
                batch.Add(reader.Row);
                if (batch.Count == RowsInBatch)
                {
                    await to.WriteAsync(StageAsync(batch, rows), cancellationToken);
                    batch = new List<ParsedRow<TRow>>(RowsInBatch);
                }
            }

            await to.WriteAsync(StageAsync(batch, rows), cancellationToken);
        }
        finally
        {
            to.Complete();
        }
    }

    private static Task<Batch<TRow>> StageAsync<TRow>(List<ParsedRow<TRow>> read, IRows<TRow> rows)
        where TRow : class => Task.Run(() =>
    {
        var staged = new StagedRows();
        rows.Stage([.. read.Select(row => row.Row).OfType<TRow>()], staged);
        return new Batch<TRow>(read, staged);
    });

    private sealed record Batch<TRow>(List<ParsedRow<TRow>> Rows, StagedRows Staged)
        where TRow : class;
}
