using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Kencom.Core.Rosters;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Kencom.LocalHost.Helpers.Storage;
using Kencom.TestSupport.Rosters;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Benchmarks;

/// <summary>
/// The figures of the roster import (design.md 5), as ratios within one run on one emulator: against the bare SDK writing the same rows, and against
/// the bare pass of decoding, parsing and hashing the same file.
/// </summary>
internal sealed class RosterBenchmark(AzuriteProcess azurite)
{
    private int account;

    public static async Task RunAsync(int rows, bool large)
    {
        await using var azurite = await AzuriteProcess.StartAsync(accounts: 32);
        var benchmark = new RosterBenchmark(azurite);
        await benchmark.CompareAsync(rows);
        if (large)
        {
            await benchmark.GrowAsync();
        }
    }

    private async Task CompareAsync(int rows)
    {
        var connection = NewAccount();
        await using var services = await RosterServicesForTests.StartAsync(connection, TimeProvider.System);
        var path = Path.GetTempFileName();
        try
        {
            await WriteFileAsync(path, rows, changedEvery: 0);
            await WarmAsync(path); // Compiled code is compared with compiled code.
            var pass = await BarePassAsync(services, path);
            await DropAsync(services, "1.csv", path);
            var first = await ImportAsync(services);
            var cards = await ReadCardsAsync(services);
            var bare = await BareWriteAsync(services, cards);

            await DropAsync(services, "2.csv", path);
            var again = await ImportAsync(services);
            await WriteFileAsync(path, rows, changedEvery: 100);
            await DropAsync(services, "3.csv", path);
            var changed = await ImportAsync(services);
            var files = await services.GetRequiredService<RosterFileStore>().ListAsync(RosterGenerator.InsurerNumber, default);

            Print($"rows {rows:n0}, cards {cards.Count:n0}", "seconds", "rows/s", "ratio", "goal");
            Print("bare pass: decode, parse, hash", pass, rows, null, null);
            Print("bare SDK: the same rows, full transactions", bare, rows, null, null);
            Print("first import / bare SDK", first, rows, first / bare, 1.3);
            Print("same file again / bare pass", again, rows, again / pass, 2.0);
            Print("1 % changed rows / bare pass", changed, rows, changed / pass, null);
            foreach (var file in files)
            {
                Console.WriteLine($"  {file.Path}: {file.State}, {file.Counts}, cards written {file.ChangedCards:n0}");
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task WarmAsync(string path)
    {
        await using var services = await RosterServicesForTests.StartAsync(NewAccount(), TimeProvider.System);
        await BarePassAsync(services, path);
        var small = Path.GetTempFileName();
        await WriteFileAsync(small, 20_000, changedEvery: 0);
        foreach (var name in new[] { "1.csv", "2.csv" })
        {
            await DropAsync(services, name, small);
            await ImportAsync(services);
        }

        await BareWriteAsync(services, await ReadCardsAsync(services));
        File.Delete(small);
    }

    private async Task GrowAsync()
    {
        var results = new List<(int Rows, WorkerResult Result)>();
        foreach (var rows in new[] { 100_000, 200_000, 1_000_000 })
        {
            var connection = NewAccount();
            await using var services = await RosterServicesForTests.StartAsync(connection, TimeProvider.System);
            var path = Path.GetTempFileName();
            await WriteFileAsync(path, rows, changedEvery: 0);
            await DropAsync(services, "1.csv", path);
            File.Delete(path);
            results.Add((rows, await RosterWorker.MeasureAsync(connection)));
        }

        Console.WriteLine();
        Console.WriteLine("first import        seconds   µs/row   peak MB");
        foreach (var (rows, result) in results)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows,12:n0} rows {result.Seconds,9:f1} {result.Seconds / rows * 1e6,8:f1} {result.PeakMegabytes,9:f0}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory 1,000,000 / 200,000: {results[2].Result.PeakMegabytes / results[1].Result.PeakMegabytes:f2} (goal 1.10, under 300 MB)"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cost per row 1,000,000 / 100,000: {results[2].Result.Seconds / 10 / results[0].Result.Seconds:f2} (goal 1.20)"));
    }

    private static async Task<double> ImportAsync(IServiceProvider services)
    {
        var watch = Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        await services.GetRequiredService<SweepRosterFiles>().HandleAsync(default);
        await new RosterPump(services).RunAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  import: {watch.Elapsed.TotalSeconds:f2} s, of our process {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:f2} s CPU"));
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> BarePassAsync(IServiceProvider services, string path)
    {
        var watch = Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        await using var file = File.OpenRead(path);
        await using var reader = new RosterReader(file, eras: null);
        using var hashing = new RosterHasher(services.GetRequiredService<KeyedHasher>(), version: 1);
        var rows = 0;
        while (await reader.ReadAsync())
        {
            if (reader.Row is { } row)
            {
                _ = StagedRow.From(row, RosterGenerator.InsurerNumber, hashing);
                rows++;
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  pass: {watch.Elapsed.TotalSeconds:f2} s, of our process {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:f2} s CPU"));
        return rows > 0 ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException(reader.Rejection);
    }

    private static async Task<double> BareWriteAsync(IServiceProvider services, List<RosterCardEntity> cards)
    {
        var table = services.GetRequiredService<TableServiceClient>().GetTableClient("BareWrites");
        await table.CreateAsync();
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(cards.Chunk(100), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (chunk, token) =>
            await table.SubmitTransactionAsync(chunk.Select(card => new TableTransactionAction(TableTransactionActionType.Add, card)), token));
        var seconds = watch.Elapsed.TotalSeconds;
        await table.DeleteAsync();
        return seconds;
    }

    private static async Task<List<RosterCardEntity>> ReadCardsAsync(IServiceProvider services)
    {
        var cards = new List<RosterCardEntity>();
        await foreach (var card in services.GetRequiredService<TableServiceClient>().GetTableClient(TableNames.RosterCards).QueryAsync<RosterCardEntity>())
        {
            cards.Add(card);
        }

        return cards;
    }

    private static async Task WriteFileAsync(string path, int rows, int changedEvery)
    {
        await using var file = File.Create(path);
        await new RosterGenerator(rows).WriteAsync(file, changedEvery: changedEvery);
    }

    private static async Task DropAsync(IServiceProvider services, string name, string path) =>
        await services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(ContainerNames.Rosters)
            .GetBlobClient($"{RosterGenerator.InsurerNumber}/full/{name}").UploadAsync(path, overwrite: true);

    private static void Print(string what, double seconds, int rows, double? ratio, double? goal) => Print(
        what, seconds.ToString("f2", CultureInfo.InvariantCulture), (rows / seconds).ToString("n0", CultureInfo.InvariantCulture),
        ratio?.ToString("f2", CultureInfo.InvariantCulture) ?? "", goal is null ? "" : string.Create(CultureInfo.InvariantCulture, $"≤ {goal:f1}"));

    private static void Print(string what, string seconds, string speed, string ratio, string goal) =>
        Console.WriteLine($"{what,-46}{seconds,9}{speed,11}{ratio,8}{goal,8}");

    private string NewAccount() => azurite.ConnectionString(string.Create(CultureInfo.InvariantCulture, $"account{account++}"));
}
