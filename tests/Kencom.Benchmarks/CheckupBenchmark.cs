using System.Diagnostics;
using System.Globalization;
using System.Text;
using Azure.Data.Tables;
using Kencom.Core.Files;
using Kencom.Core.Storage;
using Kencom.TestSupport;
using Kencom.TestSupport.Rosters;

namespace Kencom.Benchmarks;

/// <summary>
/// The import of checkup results (FILE-1), as ratios within one run on one emulator: a file of some results of 40 items a person, against the bare SDK adding the
/// same sealed rows; and memory and cost from 200,000 results to a million of 25,000 persons.
/// </summary>
internal static class CheckupBenchmark
{
    private const int ItemsOfAPerson = 40;
    private const int AtOnce = 8;

    private static readonly Encoding Cp932 = CodePagesEncodingProvider.Instance.GetEncoding(932)!;

    public static async Task RunAsync()
    {
        var results = new List<(int Count, WorkerResult Import, double Bare)>();
        foreach (var count in new[] { 40_000, 200_000, 1_000_000 }) // The first one warms the emulator up.
        {
            await using var app = await ImportApp.StartAsync();
            await HaveRosterAsync(app, count / ItemsOfAPerson);
            await DropAsync(app, ContainerNames.Checkups, $"{RosterGenerator.InsurerNumber}/results.csv", Results(count / ItemsOfAPerson));
            var import = await RosterWorker.MeasureAsync(app.StorageConnectionString);
            var file = (await app.Get<FileStore>().ListAsync(RosterGenerator.InsurerNumber, default))[^1];
            if (file.State is not FileState.Done || file.Counts.Added != count)
            {
                throw new InvalidOperationException($"The file is {file.State} with {file.Counts}: {string.Join(' ', file.Reasons)}");
            }

            results.Add((count, import, await BareWriteAsync(app)));
        }

        Console.WriteLine("results          seconds   µs/result   peak MB   import / bare SDK");
        foreach (var (count, import, bare) in results.Skip(1))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{count,9:n0} {import.Seconds,14:f1} {import.Seconds / count * 1e6,11:f1} {import.PeakMegabytes,9:f0} {import.Seconds / bare,19:f2}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory 1,000,000 / 200,000: {results[2].Import.PeakMegabytes / results[1].Import.PeakMegabytes:f2}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cost a result 1,000,000 / 200,000: {results[2].Import.Seconds / 5 / results[1].Import.Seconds:f2}"));
    }

    private static async Task HaveRosterAsync(CoreApp app, int persons)
    {
        var lines = Enumerable.Range(1, persons).Select(person => $"{Person(person)},本人,2015-04-01").Prepend("保険者番号,記号,番号,氏名カナ,生年月日,続柄,資格取得日");
        await DropAsync(app, ContainerNames.Rosters, $"{RosterGenerator.InsurerNumber}/full/1.csv", lines);
        await app.Get<SweepFiles>().HandleAsync(default);
        await app.ImportAsync();
    }

    /// <summary>A long file, a person's rows after each other.</summary>
    private static IEnumerable<string> Results(int persons)
    {
        var items = Core.Checkups.Items.CheckupItems.All.Where(item => item is { Kind: Core.Checkups.Items.ItemKind.Number, Code.Length: 17 }).Take(ItemsOfAPerson).ToArray();
        yield return "保険者番号,記号,番号,氏名カナ,生年月日,性別,受診日,健診機関名,健診種別,項目コード,値,単位";
        for (var person = 1; person <= persons; person++)
        {
            for (var i = 0; i < ItemsOfAPerson; i++)
            {
                var value = ((items[i].Least + items[i].Most) / 2) + (person % 7);
                yield return string.Create(CultureInfo.InvariantCulture, $"{Person(person)},男,2025-06-10,ケンコムケンシンセンター,特定健診,{items[i].Code},{value:0.0},{items[i].Unit}");
            }
        }
    }

    private static string Person(int number) => string.Create(CultureInfo.InvariantCulture, $"{RosterGenerator.InsurerNumber},1234,{number},ケンコムタロウ,1972-04-15");

    private static async Task DropAsync(CoreApp app, string container, string name, IEnumerable<string> lines)
    {
        var blob = app.Blobs.GetBlobContainerClient(container).GetBlobClient(name);
        await using var content = await blob.OpenWriteAsync(overwrite: true);
        await using var writer = new StreamWriter(content, Cp932) { NewLine = "\r\n" };
        foreach (var line in lines)
        {
            await writer.WriteLineAsync(line);
        }
    }

    /// <summary>The same entities once more, each in its person's partition, as the import has to add them.</summary>
    private static async Task<double> BareWriteAsync(CoreApp app)
    {
        var tables = app.Tables;
        var rows = await tables.GetTableClient(TableNames.Checkups).QueryAsync<TableEntity>().ToListAsync();
        var table = tables.GetTableClient("BareWrites");
        await table.CreateAsync();
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (row, token) => await table.AddEntityAsync(row, token));
        return watch.Elapsed.TotalSeconds;
    }
}
