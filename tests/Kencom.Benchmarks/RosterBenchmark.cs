using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Kencom.Core.Files;
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
    private const int Rounds = 5;

    private int account;

    public static async Task CompareAsync(int rows)
    {
        await using var azurite = await AzuriteProcess.StartAsync(accounts: 32);
        await new RosterBenchmark(azurite).MeasureRoundsAsync(rows);
    }

    public static async Task GrowAsync()
    {
        await using var azurite = await AzuriteProcess.StartAsync(accounts: 32);
        await new RosterBenchmark(azurite).MeasureGrowthAsync();
    }

    private async Task MeasureRoundsAsync(int rows)
    {
        var (original, changed) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            await WriteFileAsync(original, rows, changedEvery: 0);
            await WriteFileAsync(changed, rows, changedEvery: 100);
            await MeasureAsync(original, changed); // Compiled code, and an emulator with its memory, are compared with the same.
            var rounds = new List<Round>();
            while (rounds.Count < Rounds)
            {
                rounds.Add(await MeasureAsync(original, changed));
            }

            PrintTable(rows, rounds);
        }
        finally
        {
            File.Delete(original);
            File.Delete(changed);
        }
    }

    /// <summary>One after the other on one emulator, so that whatever else the machine does falls on all alike.</summary>
    private async Task<Round> MeasureAsync(string original, string changed)
    {
        await using var services = await RosterServicesForTests.StartAsync(NewAccount(), TimeProvider.System);
        var pass = await BarePassAsync(services, original);
        var first = await ImportAsync(services, "1.csv", original);
        var cards = await ReadCardsAsync(services);
        var bare = await BareWriteAsync(services, cards);
        var again = await ImportAsync(services, "2.csv", original);
        var onePercent = await ImportAsync(services, "3.csv", changed);
        var files = await services.GetRequiredService<FileStore>().ListAsync(RosterGenerator.InsurerNumber, default);
        return new Round(pass, bare, first, again, onePercent, cards.Count, files[^1].Changes);
    }

    private static void PrintTable(int rows, List<Round> rounds)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"rows",-42}{rows,9:n0}     cards {rounds[0].Cards:n0}; medians of {rounds.Count} rounds"));
        Print("bare pass: decode, parse, hash", rounds, round => round.Pass, null);
        Print("bare SDK: the same rows, full transactions", rounds, round => round.Bare, null);
        Print("first import / bare SDK", rounds, round => round.First, round => round.Bare, goal: 1.3);
        Print("same file again / bare pass", rounds, round => round.Again, round => round.Pass, goal: 2.0);
        Print("1 % changed rows / bare pass", rounds, round => round.OnePercent, round => round.Pass);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"1 % changed rows: {rounds[0].CardsChanged:n0} cards written"));
    }

    private async Task MeasureGrowthAsync()
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

    /// <summary>From the sweep that finds the dropped file to the last message.</summary>
    private static async Task<double> ImportAsync(IServiceProvider services, string name, string path)
    {
        await DropAsync(services, name, path);
        var watch = Stopwatch.StartNew();
        await services.GetRequiredService<SweepFiles>().HandleAsync(default);
        await new RosterPump(services).RunAsync();
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> BarePassAsync(IServiceProvider services, string path)
    {
        var watch = Stopwatch.StartNew();
        await using var file = File.OpenRead(path);
        var hasher = services.GetRequiredService<KeyedHasher>();
        var dropped = new DroppedFile
        {
            Id = "",
            Owner = RosterGenerator.InsurerNumber,
            Path = path,
            Kind = FileKind.Full,
            BlobETag = "",
            Size = file.Length,
            UploadedAt = default,
            ReceivedAt = default,
        };
        await using var reader = new FileReader<IRosterFileRow>(file, new RosterRows(dropped, eras: null, hasher, services.GetRequiredService<RosterBlobs>()));
        using var hashing = new RosterHasher(hasher, version: 1);
        var rows = 0;
        while (await reader.ReadAsync())
        {
            if (reader.Row.Row is RosterRow row)
            {
                _ = StagedRow.From(row, RosterGenerator.InsurerNumber, hashing);
                rows++;
            }
        }

        return rows > 0 ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException(reader.Rejection);
    }

    private static async Task<double> BareWriteAsync(IServiceProvider services, List<TableEntity> cards)
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

    private static async Task<List<TableEntity>> ReadCardsAsync(IServiceProvider services)
    {
        var cards = new List<TableEntity>();
        await foreach (var card in services.GetRequiredService<TableServiceClient>().GetTableClient(TableNames.RosterCards).QueryAsync<TableEntity>())
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

    private static void Print(string what, List<Round> rounds, Func<Round, double> seconds, Func<Round, double>? against, double? goal = null)
    {
        var ratio = against is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Median(rounds, round => seconds(round) / against(round)):f2}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-42}{Median(rounds, seconds),9:f2} s{ratio,8}{(goal is null ? "" : $"  ≤ {goal:f1}")}"));
    }

    private static double Median(List<Round> rounds, Func<Round, double> value) => rounds.Select(value).Order().ElementAt(rounds.Count / 2);

    private string NewAccount() => azurite.ConnectionString(string.Create(CultureInfo.InvariantCulture, $"account{account++}"));

    /// <summary>Seconds of each measurement.</summary>
    private sealed record Round(double Pass, double Bare, double First, double Again, double OnePercent, int Cards, int CardsChanged);
}
