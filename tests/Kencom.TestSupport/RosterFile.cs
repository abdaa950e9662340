using System.Text;
using Azure.Storage.Blobs;
using Kencom.Core.Storage;

namespace Kencom.TestSupport;

/// <summary>One row of an insurer's file, as the insurer writes it. The defaults are the manual's example person.</summary>
public sealed record RosterLine
{
    public string InsurerNumber { get; init; } = "123456";

    public string Symbol { get; init; } = "1234";

    public string Number { get; init; } = "123456";

    public string Branch { get; init; } = "";

    public string KanaName { get; init; } = "ケンコムタロウ";

    public string BirthDate { get; init; } = "1972-04-15";

    public string Relation { get; init; } = "本人";

    public string CoverageStart { get; init; } = "2020-04-01";

    public string CoverageEnd { get; init; } = "";

    public string PersonId { get; init; } = "";

    public override string ToString() =>
        string.Join(',', InsurerNumber, Symbol, Number, Branch, KanaName, BirthDate, Relation, CoverageStart, CoverageEnd, PersonId);
}

/// <summary>An insurer's roster file in CP932 with CRLF, as most arrive.</summary>
public static class RosterFile
{
    private const string Header = "保険者番号,記号,番号,枝番,氏名カナ,生年月日,続柄,資格取得日,資格喪失日,加入者ID";

    static RosterFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static byte[] Of(params IEnumerable<RosterLine> lines) =>
        Encoding.GetEncoding(932, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            .GetBytes(string.Concat(lines.Select(line => line + "\r\n").Prepend(Header + "\r\n")));

    /// <summary>Drops a file as an insurer does, announces it as Event Grid does, and waits until it is imported.</summary>
    public static async Task DropAsync(this TestApp app, string path, byte[] content, bool announce = true)
    {
        var (container, name) = (path[..path.IndexOf('/', StringComparison.Ordinal)], path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        var blob = app.Blobs.GetBlobContainerClient(container).GetBlobClient(name);
        await blob.UploadAsync(new BinaryData(content), overwrite: true);
        if (announce)
        {
            await app.AnnounceAsync(blob);
            await app.SettleAsync();
        }
    }

    /// <summary>The event that Event Grid delivers to the queue for a blob (CloudEvents 1.0).</summary>
    public static async Task AnnounceAsync(this TestApp app, BlobClient blob)
    {
        var properties = await blob.GetPropertiesAsync();
        var arrival = new
        {
            specversion = "1.0",
            type = "Microsoft.Storage.BlobCreated",
            source = "/subscriptions/test/resourceGroups/test/providers/Microsoft.Storage/storageAccounts/test",
            id = Guid.NewGuid(),
            time = DateTimeOffset.UnixEpoch,
            subject = $"/blobServices/default/containers/{blob.BlobContainerName}/blobs/{blob.Name}",
            data = new { api = "PutBlob", eTag = properties.Value.ETag.ToString("G"), contentLength = properties.Value.ContentLength, url = blob.Uri },
        };
        await app.Queues.GetQueueClient(QueueNames.FileArrivals).SendMessageAsync(System.Text.Json.JsonSerializer.Serialize(arrival));
    }

    /// <summary>Makes the insurers of these lines, with their rosters imported.</summary>
    public static async Task HaveRosterAsync(this TestApp app, params RosterLine[] lines)
    {
        if (lines is [var only] && only == new RosterLine())
        {
            await app.HaveInsurerAsync();
            await ExampleRoster.CopyToAsync(app);
        }
        else
        {
            await app.ImportRosterAsync(lines);
        }
    }

    /// <summary>Makes the insurers of these lines and imports their rosters as they arrive.</summary>
    public static async Task ImportRosterAsync(this TestApp app, params RosterLine[] lines)
    {
        foreach (var insurer in lines.Select(line => line.InsurerNumber).Distinct(StringComparer.Ordinal))
        {
            await app.HaveInsurerAsync(insurer);
            await app.DropAsync($"rosters/{insurer}/full/2026-11.csv", Of(lines.Where(line => line.InsurerNumber == insurer)));
        }
    }
}
