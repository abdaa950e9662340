using System.Globalization;
using Kencom.Benchmarks;

// dotnet run -c Release --project tests/Kencom.Benchmarks -- roster [rows] [grow]
switch (args)
{
    case ["roster", .. var options]:
        await RosterBenchmark.RunAsync(
            options is [var rows, ..] && int.TryParse(rows, CultureInfo.InvariantCulture, out var count) ? count : 200_000, large: options.Contains("grow"));
        break;
    case [RosterWorker.Command, var connectionString, var lease]:
        await RosterWorker.RunAsync(connectionString, TimeSpan.Parse(lease, CultureInfo.InvariantCulture));
        break;
    default:
        Console.WriteLine("roster [rows] [grow]   the roster import's figures");
        break;
}
