using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kencom.Core.Files;
using Kencom.Core.Rosters;
using Kencom.TestSupport;
using Kencom.TestSupport.Rosters;

namespace Kencom.Benchmarks;

/// <summary>What a worker tells: seconds of work and the most memory that its process ever held.</summary>
public sealed record WorkerResult(double Seconds, double PeakMegabytes);

/// <summary>
/// A process that imports what lies in an account and then ends: an instance of the app without its front. It is measured from outside, and killed
/// by the test of RST-5.
/// </summary>
public static class RosterWorker
{
    public const string Command = "roster-worker";

    /// <summary>The line that a worker writes when it begins to work.</summary>
    public const string Started = "started";

    /// <param name="lease">After how long the messages of a killed worker come back.</param>
    /// <param name="rowsPerPart">Rows that one message compares and applies.</param>
    public static async Task RunAsync(string connectionString, TimeSpan lease, int rowsPerPart)
    {
        // What stalls is sent again only after the messages of a killed worker are back: else each death would leave the same work twice.
        var stalledAfter = lease * 4;
        await using var app = await ImportApp.StartAsync(
            connectionString,
            ("Storage:CreateMissing", "false"), // The account is there: something was dropped.
            ("Import:StalledAfter", stalledAfter.ToString("c", CultureInfo.InvariantCulture)),
            ("Import:RowsPerPart", rowsPerPart.ToString(CultureInfo.InvariantCulture)));
        var pump = new QueuePump(app.Services, ImportApp.Queues, concurrency: 4, lease);
        var files = app.Get<FileStore>();
        var sweep = app.Get<SweepFiles>();
        var watch = Stopwatch.StartNew();
        Console.WriteLine(Started);
        await sweep.HandleAsync(default);
        await pump.RunAsync();
        while ((await files.ListAsync(RosterGenerator.InsurerNumber, default)).Any(file => file.IsUnderWay || file.State is FileState.Received))
        {
            // Only after a death: its messages come back when their lease ends, or the sweep sends them again.
            await Task.Delay(TimeSpan.FromMilliseconds(200));
            await sweep.HandleAsync(default);
            await pump.RunAsync();
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new WorkerResult(watch.Elapsed.TotalSeconds, PeakMegabytes())));
    }

    /// <summary>Starts a worker of its own process.</summary>
    /// <param name="isShortLived">It is not measured and lives for seconds: profiling code to compile it better would cost more than it brings.</param>
    public static Process Start(string connectionString, TimeSpan lease, int rowsPerPart, bool isShortLived = false)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        // How much garbage may lie before it is collected follows the third-level cache, which on some hosts is hundreds of MB; as on an instance of the plan: 32 MB.
        start.Environment["DOTNET_GCgen0size"] = "0x2000000";
        if (isShortLived)
        {
            start.Environment["DOTNET_TieredPGO"] = "0";
        }

        start.ArgumentList.Add(typeof(RosterWorker).Assembly.Location);
        start.ArgumentList.Add(Command);
        start.ArgumentList.Add(connectionString);
        start.ArgumentList.Add(lease.ToString("c", CultureInfo.InvariantCulture));
        start.ArgumentList.Add(rowsPerPart.ToString(CultureInfo.InvariantCulture));
        return Process.Start(start)!;
    }

    public static async Task<WorkerResult> MeasureAsync(string connectionString, TimeSpan? lease = null, int? rowsPerPart = null)
    {
        using var process = Start(connectionString, lease ?? TimeSpan.FromMinutes(5), rowsPerPart ?? new ImportOptions().RowsPerPart);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<WorkerResult>(output[Started.Length..])!
            : throw new InvalidOperationException($"The worker ended with {process.ExitCode}.");
    }

    private static double PeakMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1048576.0;
    }
}
