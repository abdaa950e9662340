using Kencom.Benchmarks;
using Kencom.Core.Files;
using Kencom.Core.Rosters;
using Kencom.Core.Storage;
using Kencom.TestSupport.Rosters;

namespace Kencom.Core.Tests.Rosters;

/// <summary>The process that imports is killed again and again (RST-5).</summary>
public class RosterDeathTests
{
    private const int Rows = 50_000;
    private const int Deaths = 30;

    /// <summary>Small parts: a killed worker leaves some done, some half done and some untouched.</summary>
    private const int RowsPerPart = 2_000;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    /// <summary>All rows are new, and then one in a hundred has changed.</summary>
    private static readonly (string Path, byte[] Content)[] Files = [File(1, changedEvery: 0), File(2, changedEvery: 100)];

    private readonly Random random = new(20240401);

    [Fact, Trait("Rule", "RST-5")]
    public async Task Import_KilledAtThirtyMoments_EndsAsOneThatWasLeftAlone()
    {
        var quiet = await StorageEmulator.NewAccountAsync();
        await using var undisturbed = await RosterSteps.StartAsync(quiet, configure: null);
        foreach (var file in Files)
        {
            await DropAsync(undisturbed, file);
        }

        var seconds = (await RosterWorker.MeasureAsync(quiet, Lease, RowsPerPart)).Seconds;
        var expected = await undisturbed.TablesAsync();
        expected.Should().HaveCountGreaterThan(Rows / 4);

        for (var deaths = 0; deaths < Deaths;)
        {
            var disturbed = await StorageEmulator.NewAccountAsync();
            await using var killed = await RosterSteps.StartAsync(disturbed, configure: null);
            foreach (var file in Files)
            {
                await DropAsync(killed, file);
                deaths += await DieAsync(killed, disturbed, file.Path, seconds, Math.Min(Deaths / Files.Length, Deaths - deaths));
            }

            (await killed.TablesAsync()).SequenceEqual(expected, StringComparer.Ordinal).Should().BeTrue("every row is the same");
            foreach (var (path, _) in Files)
            {
                await CompareReportsAsync(killed, undisturbed, path);
            }
        }
    }

    /// <summary>Starts one worker after the other, each of which is killed (SIGKILL) at a random moment, until one is done before its moment comes.</summary>
    /// <param name="seconds">What both files take.</param>
    /// <param name="most">After so many deaths the next worker is left alone.</param>
    /// <returns>How many died.</returns>
    private async Task<int> DieAsync(CoreApp app, string connectionString, string path, double seconds, int most)
    {
        for (var deaths = 0; ; deaths++)
        {
            // A file is split in one go, which must succeed once; its parts take many lives, however short.
            var isToBeSplit = (await app.FileAsync(path)).State is FileState.Received or FileState.Splitting;
            var longest = isToBeSplit ? seconds / 3 : seconds / 10;
            using var worker = RosterWorker.Start(connectionString, Lease, RowsPerPart, isShortLived: true);
            await worker.StandardOutput.ReadLineAsync();
            using var moment = new CancellationTokenSource(deaths < most ? TimeSpan.FromSeconds(random.NextDouble() * longest) : Timeout.InfiniteTimeSpan);
            try
            {
                await worker.WaitForExitAsync(moment.Token);
                worker.ExitCode.Should().Be(0);
                return deaths;
            }
            catch (OperationCanceledException)
            {
                worker.Kill();
                await worker.WaitForExitAsync();
            }
        }
    }

    private static async Task CompareReportsAsync(CoreApp killed, CoreApp undisturbed, string path)
    {
        var (one, other) = (await killed.ReportAsync(await killed.FileAsync(path)), await undisturbed.ReportAsync(await undisturbed.FileAsync(path)));
        one.State.Should().Be(FileState.Done);
        one.Should().BeEquivalentTo(other, options => options
            .Excluding(report => report.Id).Excluding(report => report.ReceivedAt).Excluding(report => report.StartedAt).Excluding(report => report.FinishedAt).Excluding(report => report.Seconds));
        (one.Counts.Added + one.Counts.Changed + one.Counts.Unchanged + one.Counts.Skipped + one.Counts.Replaced).Should().Be(Rows);
    }

    private static (string Path, byte[] Content) File(int number, int changedEvery)
    {
        using var file = new MemoryStream();
        new RosterGenerator(Rows).WriteAsync(file, changedEvery: changedEvery).GetAwaiter().GetResult();
        return ($"{RosterGenerator.InsurerNumber}/full/{number}.csv", file.ToArray());
    }

    private static async Task DropAsync(CoreApp app, (string Path, byte[] Content) file)
    {
        await app.DropAsync(file.Path, file.Content);
        app.Clock.Advance(TimeSpan.FromMilliseconds(1)); // The order of arrival (RST-10).
        await app.Get<ReceiveFiles>().HandleAsync(ContainerNames.Rosters, file.Path, default);
    }
}
