using Kencom.Benchmarks;
using Kencom.Core.Rosters;
using Kencom.TestSupport.Rosters;

namespace Kencom.Core.Tests.Rosters;

/// <summary>The process that imports is killed again and again (RST-5).</summary>
public class RosterDeathTests(RosterStorage storage) : IClassFixture<RosterStorage>
{
    private const int Rows = 50_000;
    private const int Deaths = 30;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    [Fact, Trait("Rule", "RST-5")]
    public async Task Import_KilledThirtyTimes_EndsAsOneThatWasLeftAlone()
    {
        var (disturbed, quiet) = (storage.NewAccount(), storage.NewAccount());
        await using var killed = await RosterApp.StartAsync(disturbed);
        await using var undisturbed = await RosterApp.StartAsync(quiet);
        await DropAsync(undisturbed, 1);
        var whole = (await RosterWorker.MeasureAsync(quiet, Lease)).Seconds;

        var files = await DieAsync(killed, disturbed, whole);
        await RosterWorker.MeasureAsync(disturbed, Lease);

        for (var file = 2; file <= files; file++)
        {
            await DropAsync(undisturbed, file);
            await RosterWorker.MeasureAsync(quiet, Lease);
        }

        for (var file = 1; file <= files; file++)
        {
            var (one, other) = (await killed.ReportAsync(await killed.FileAsync(PathOf(file))), await undisturbed.ReportAsync(await undisturbed.FileAsync(PathOf(file))));
            one.State.Should().Be(RosterFileState.Done);
            one.Should().BeEquivalentTo(other, options => options
                .Excluding(report => report.Id).Excluding(report => report.ReceivedAt).Excluding(report => report.StartedAt).Excluding(report => report.FinishedAt).Excluding(report => report.Seconds));
            (one.Counts.Added + one.Counts.Changed + one.Counts.Unchanged + one.Counts.Skipped + one.Counts.Replaced).Should().Be(Rows);
        }

        var tables = await killed.TablesAsync();
        tables.Should().HaveCountGreaterThan(Rows / 4);
        tables.SequenceEqual(await undisturbed.TablesAsync(), StringComparer.Ordinal).Should().BeTrue("every row is the same");
    }

    /// <summary>
    /// Starts workers and kills them (SIGKILL) at random moments of the time that a whole import takes; when a file is done all the same, the next comes.
    /// </summary>
    /// <returns>How many files there are then.</returns>
    private static async Task<int> DieAsync(RosterApp app, string connectionString, double wholeSeconds)
    {
        var random = new Random(20240401);
        var files = 0;
        for (var deaths = 0; deaths < Deaths;)
        {
            if (files == 0 || (await app.FileAsync(PathOf(files))).State is RosterFileState.Done)
            {
                await DropAsync(app, ++files);
                await app.Get<ReceiveRosterFiles>().HandleAsync(PathOf(files), default);
            }

            using var worker = RosterWorker.Start(connectionString, Lease);
            await worker.StandardOutput.ReadLineAsync();
            using var moment = new CancellationTokenSource(TimeSpan.FromSeconds(random.NextDouble() * wholeSeconds));
            try
            {
                await worker.WaitForExitAsync(moment.Token);
            }
            catch (OperationCanceledException)
            {
                worker.Kill();
                await worker.WaitForExitAsync();
                deaths++;
            }
        }

        return files;
    }

    private static string PathOf(int file) => $"{RosterGenerator.InsurerNumber}/full/{file}.csv";

    /// <summary>The first file, and then one with other changed rows each time.</summary>
    private static async Task DropAsync(RosterApp app, int number)
    {
        using var file = new MemoryStream();
        await new RosterGenerator(Rows).WriteAsync(file, changedEvery: number == 1 ? 0 : 48 + number);
        await app.DropAsync(PathOf(number), file.ToArray());
    }
}
