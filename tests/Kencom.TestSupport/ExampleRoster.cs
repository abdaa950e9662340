using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Kencom.Core.Storage;

namespace Kencom.TestSupport;

/// <summary>
/// What the import of a roster with the example person alone leaves in a storage. Most tests start from it: it is imported once, by an app of its own, and then
/// copied, with a dozen calls instead of a hundred. The dropped file itself stays behind, as after its time (RST-11).
/// </summary>
internal static class ExampleRoster
{
    private static readonly string[] TablesOfAnImport = [TableNames.Files, TableNames.Rosters, TableNames.RosterCards, TableNames.RosterPersons];
    private static readonly string[] ContainersOfAnImport = [ContainerNames.RosterState, ContainerNames.FileReports];

    private static readonly Lazy<Task<Imported>> Once = new(ImportAsync);

    public static async Task CopyToAsync(TestApp app)
    {
        var imported = await Once.Value;
        foreach (var rows in imported.Rows)
        {
            await app.Tables.GetTableClient(rows.Key).SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)));
        }

        foreach (var blob in imported.Blobs)
        {
            await app.Blobs.GetBlobContainerClient(blob.Container).GetBlobClient(blob.Name).UploadAsync(blob.Content, new BlobUploadOptions { Metadata = blob.Metadata });
        }
    }

    private static async Task<Imported> ImportAsync()
    {
        await using var app = await TestApp.StartAsync();
        await app.ImportRosterAsync(new RosterLine());
        return new Imported(await RowsAsync(app.Tables), await BlobsAsync(app.Blobs));
    }

    /// <summary>By table; all rows of one table have one partition.</summary>
    private static async Task<ILookup<string, TableEntity>> RowsAsync(TableServiceClient tables)
    {
        var rows = new List<(string Table, TableEntity Row)>();
        foreach (var table in TablesOfAnImport)
        {
            rows.AddRange((await tables.GetTableClient(table).QueryAsync<TableEntity>().ToListAsync()).Select(row => (table, row)));
        }

        return rows.ToLookup(row => row.Table, row => row.Row, StringComparer.Ordinal);
    }

    private static async Task<IReadOnlyList<Blob>> BlobsAsync(BlobServiceClient service)
    {
        var blobs = new List<Blob>();
        foreach (var container in ContainersOfAnImport.Select(service.GetBlobContainerClient))
        {
            await foreach (var blob in container.GetBlobsAsync())
            {
                var downloaded = (await container.GetBlobClient(blob.Name).DownloadContentAsync()).Value;
                blobs.Add(new Blob(container.Name, blob.Name, downloaded.Content, downloaded.Details.Metadata));
            }
        }

        return blobs;
    }

    private sealed record Imported(ILookup<string, TableEntity> Rows, IReadOnlyList<Blob> Blobs);

    private sealed record Blob(string Container, string Name, BinaryData Content, IDictionary<string, string> Metadata);
}
