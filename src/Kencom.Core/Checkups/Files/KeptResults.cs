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
    TableServiceClient tables, FilePersons persons, CheckupStore checkups, ResultRetention retention, Sealer sealer, Due due, IOptions<CheckupOptions> options,
    TimeProvider clock, ILogger<KeptResults> logger)
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

    /// <summary>Deletes what nobody's roster has taken up in time.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => due.LookAsync(
        Kind,
        async (fileId, token) =>
        {
            var range = RowRange.Prefix(FileKeys.OwnerOf(fileId), fileId + "-");
            var left = await rows.ListKeysAsync(range, token).CountAsync(token);
            if (left > 0)
            {
                Log.Dropped(logger, left, fileId);
                await rows.DeleteAsync(range, except: null, token);
            }

            return null;
        },
        cancellationToken);

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
