using System.Globalization;
using Kencom.Benchmarks;

// dotnet run -c Release --project tests/Kencom.Benchmarks -- roster [rows] [grow] | sign-in
switch (args)
{
    case ["roster", .. var options]:
        await RosterBenchmark.RunAsync(
            options is [var rows, ..] && int.TryParse(rows, CultureInfo.InvariantCulture, out var count) ? count : 200_000, large: options.Contains("grow"));
        break;
    case [RosterWorker.Command, var connectionString, var lease]:
        await RosterWorker.RunAsync(connectionString, TimeSpan.Parse(lease, CultureInfo.InvariantCulture));
        break;
    case ["sign-in"]:
        await SignInBenchmark.RunAsync();
        break;
    default:
        Console.WriteLine("roster [rows] [grow]   the roster import, against the bare SDK and the bare pass");
        Console.WriteLine("sign-in                signing in, against what the cores can hash and against ASP.NET Core Identity");
        break;
}
