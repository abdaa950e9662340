using System.Diagnostics;
using Kencom.Benchmarks;
using Kencom.Core.Rosters;
using Kencom.TestSupport.Rosters;

namespace Kencom.Core.Tests.Rosters;

/// <summary>The process that imports is killed again and again (RST-5).</summary>
public class RosterDeathTests(RosterStorage storage) : IClassFixture<RosterStorage>
{
    private const int Rows = 50_000;
    private const int Deaths = 30;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    [Fact, Trait("Rule", "RST-5")]
    public async Task Import_KilledThirtyTimes_EndsAsOneThatWasLeftAlone()
    {
        var (disturbed, quiet) = (storage.NewAccount(), storage.NewAccount());
        await using var killed = await RosterApp.StartAsync(disturbed);
        await using var undisturbed = await RosterApp.StartAsync(quiet);
        double[] seconds = [await ImportAsync(undisturbed, quiet, 1, 1), await ImportAsync(undisturbed, quiet, 2, 2)];

        var files = await DieAsync(killed, disturbed, seconds);
        await RosterWorker.MeasureAsync(disturbed, Lease);
        await ImportAsync(undisturbed, quiet, 3, files);

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
    /// <param name="seconds">That the first file takes, and each later one.</param>
    /// <returns>How many files there are then; at least two.</returns>
    private static async Task<int> DieAsync(RosterApp app, string connectionString, double[] seconds)
    {
        var random = new Random(20240401);
        var files = 0;
        for (var deaths = 0; deaths < Deaths;)
        {
            var isNew = files == 0 || (await app.FileAsync(PathOf(files))).State is RosterFileState.Done;
            if (isNew)
            {
                await DropAsync(app, ++files);
            }

            using var worker = RosterWorker.Start(connectionString, Lease);
            await worker.StandardOutput.ReadLineAsync();
            var kind = Math.Min(files, 2) - 1;
            var life = Stopwatch.StartNew();
            using var moment = new CancellationTokenSource(TimeSpan.FromSeconds(random.NextDouble() * seconds[kind]));
            try
            {
                await worker.WaitForExitAsync(moment.Token);
                // What the machine does beside the test changes: a moment after the end kills nobody.
                seconds[kind] = isNew ? life.Elapsed.TotalSeconds : seconds[kind];
            }
            catch (OperationCanceledException)
            {
                worker.Kill();
                await worker.WaitForExitAsync();
                deaths++;
            }
        }

        if (files < 2)
        {
            await DropAsync(app, ++files);
        }

        return files;
    }

    /// <summary>Imports files one after the other, by one worker that is left alone.</summary>
    private static async Task<double> ImportAsync(RosterApp app, string connectionString, int first, int last)
    {
        for (var file = first; file <= last; file++)
        {
            await DropAsync(app, file);
        }

        return (await RosterWorker.MeasureAsync(connectionString, Lease)).Seconds;
    }

    private static string PathOf(int file) => $"{RosterGenerator.InsurerNumber}/full/{file}.csv";

    /// <summary>The first file, and then one with other changed rows each time.</summary>
    private static async Task DropAsync(RosterApp app, int number)
    {
        using var file = new MemoryStream();
        await new RosterGenerator(Rows).WriteAsync(file, changedEvery: number == 1 ? 0 : 48 + number);
        await app.DropAsync(PathOf(number), file.ToArray());
        app.Clock.Advance(TimeSpan.FromMilliseconds(1)); // The order of arrival (RST-10).
        await app.Get<ReceiveRosterFiles>().HandleAsync(PathOf(number), default);
    }
}
