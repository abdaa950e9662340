using System.Globalization;
using Kencom.Benchmarks;

// dotnet run -c Release --project tests/Kencom.Benchmarks -- roster [rows] | roster-growth | roster-troubles [rows] | checkups | sign-in | oracles [requests]
switch (args)
{
    case ["roster", .. var rows]:
        await RosterBenchmark.CompareAsync(rows is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 200_000);
        break;
    case ["roster-growth"]:
        await RosterBenchmark.GrowAsync();
        break;
    case ["roster-troubles", .. var rows]:
        await RosterTroubles.ReportAsync(rows is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 200_000);
        break;
    case [RosterWorker.Command, var connectionString, var lease, var rowsPerPart]:
        await RosterWorker.RunAsync(connectionString, TimeSpan.Parse(lease, CultureInfo.InvariantCulture), int.Parse(rowsPerPart, CultureInfo.InvariantCulture));
        break;
    case ["checkups"]:
        await CheckupBenchmark.RunAsync();
        break;
    case ["sign-in"]:
        await SignInBenchmark.RunAsync();
        break;
    case ["oracles", .. var requests]:
        await OracleBenchmark.RunAsync(requests is [var each] ? int.Parse(each, CultureInfo.InvariantCulture) : 400);
        break;
    default:
        Console.WriteLine("roster [rows]   the roster import, against the bare SDK and the bare pass");
        Console.WriteLine("roster-growth   memory and cost per row of an import from 100,000 to 1,000,000 rows");
        Console.WriteLine("roster-troubles [rows]   the report of a file with one of each trouble in it");
        Console.WriteLine("checkups   the import of a million results, against the bare SDK, and its memory");
        Console.WriteLine("sign-in         signing in, against what the cores can hash and against ASP.NET Core Identity");
        Console.WriteLine("oracles [requests]   whether answers that must look alike take the same storage calls and time");
        break;
}
