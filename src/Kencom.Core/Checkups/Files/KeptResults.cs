using System.IO.Compression;
using System.Text.Json;
using Azure.Data.Tables;
using Kencom.Core.Checkups.Results;
using Kencom.Core.Files;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kencom.Core.Checkups.Files;

/// <summary>A row of results for nobody in the roster yet, sealed, and of which file.</summary>
internal sealed record KeptResult(string Sealed, int Sequence);

/// <summary>
/// Rows that came before their persons (FILE-2): an insurer's are one partition, named by their file. Each roster of the insurer has them tried again; after their
/// time they are deleted.
/// </summary>
public sealed partial class KeptResults(
    TableServiceClient tables, FilePersons persons, CheckupStore checkups, ResultRetention retention, FileStore files, WriteFileReport reports, Sealer sealer, Due due,
    IOptions<CheckupOptions> options, TimeProvider clock, ILogger<KeptResults> logger)
{
    private const string Kind = "kept-results";
    private const string Purpose = "kept-result";

    private readonly Rows<KeptResult> rows = new(tables, TableNames.KeptResults, CheckupJson.Default.KeptResult);

    /// <summary>A roster of the insurer has been applied: takes up whoever is on it now. Can be repeated at will.</summary>
    public async Task TakeUpAsync(string insurerNumber, CancellationToken cancellationToken)
    {
        var known = new List<RetainedPerson>();
        await foreach (var row in rows.ListAsync(RowRange.Partition(insurerNumber), cancellationToken))
        {
            var kept = Open(row);
            if (await persons.FindAsync(kept.Person, cancellationToken) is { PersonKey: { } key } found)
            {
                await retention.AddAsync($"{row.Key.Row}-taken", [new RetainedPerson(key, found.CardKey!, JapanTime.Today(clock))]);
                await checkups.MergeAsync(key, kept.Checkup, row.Value.Sequence, isLikelyNew: false);
                await rows.DeleteAsync(row.Key);
            }
        }
    }

    /// <summary>Ends the time of rows that were kept: what nobody's roster has taken up is deleted, and the file's report says what became of each (FILE-2).</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => due.LookAsync(
        Kind,
        async (fileId, token) =>
        {
            await EndAsync(fileId, token);
            return null;
        },
        cancellationToken);

    private async Task EndAsync(string fileId, CancellationToken cancellationToken)
    {
        var range = RowRange.Prefix(FileKeys.OwnerOf(fileId), fileId + "-");
        var left = await rows.ListAsync(range, cancellationToken).Select(Open).ToDictionaryAsync(row => row.Line, row => row.Rows, cancellationToken: cancellationToken);

        // First the report: repeated after a death in between, it finds the same rows left, or is as it should be.
        if (await reports.RewriteAsync(fileId, report => Conclude(report, left), cancellationToken) is { } counts)
        {
            await files.ChangeAsync(fileId, file => file.Counts == counts ? null : file with { Counts = counts });
        }

        if (left.Count > 0)
        {
            Log.Dropped(logger, left.Count, fileId);
            await rows.DeleteAsync(range, except: null, cancellationToken);
        }
    }

    /// <param name="left">How many rows of the file each of those is, by its line, that found nobody.</param>
    private static FileReport Conclude(FileReport report, Dictionary<int, int> left)
    {
        if (report.Counts.Kept == 0)
        {
            return report;
        }

        var dropped = left.Values.Sum();
        return report with
        {
            Counts = report.Counts with { Kept = 0, Skipped = report.Counts.Skipped + dropped, Added = report.Counts.Added + report.Counts.Kept - dropped },
            Rows = [.. report.Rows.Select(row => row.Outcome != "kept" ? row
                : left.ContainsKey(row.Line) ? ReportedRow.Skipped(row.Line, row.Column, "保管期限までに届いた加入者データに見つからなかったため、取り込まずに削除しました。")
                : row with { Reason = "あとから届いた加入者データで見つかったため、取り込みました。", Outcome = "added" })],
        };
    }

    internal Task RemoveAsync(string insurerNumber, CancellationToken cancellationToken) =>
        rows.DeleteAsync(RowRange.Partition(insurerNumber), except: null, cancellationToken);

    internal async Task AddAsync(DroppedFile file, int part, IReadOnlyList<CheckupRow> kept)
    {
        if (kept.Count == 0)
        {
            return;
        }

        await due.AddAsync(new DueEntry(Kind, file.Id, file.ReceivedAt + options.Value.UnknownKeptFor));
        for (var i = 0; i < kept.Count; i++)
        {
            var key = new RowKey(file.Owner, $"{file.Id}-{part:d3}-{i:d5}");
            await rows.AddAsync(key, new KeptResult(Seal(key, kept[i]), file.Sequence));
        }
    }

    private CheckupRow Open(Row<KeptResult> row)
    {
        using var packed = new BrotliStream(new MemoryStream(sealer.Open(Purpose, row.Key.ToString(), Convert.FromBase64String(row.Value.Sealed))), CompressionMode.Decompress);
        return JsonSerializer.Deserialize(packed, CheckupFileJson.Default.CheckupRow)!;
    }

    private string Seal(RowKey key, CheckupRow row)
    {
        using var packed = new MemoryStream();
        using (var packing = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(packing, row, CheckupFileJson.Default.CheckupRow);
        }

        return Convert.ToBase64String(sealer.Seal(Purpose, key.ToString(), packed.GetBuffer().AsSpan(0, (int)packed.Length)));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Count} rows of results of file {FileId} were for nobody in any roster in their time, and are deleted.", EventName = "kept-results-dropped")]
        public static partial void Dropped(ILogger logger, int count, string fileId);
    }
}
