using Kencom.Benchmarks;

// dotnet run -c Release --project tests/Kencom.Benchmarks -- sign-in
switch (args)
{
    case ["sign-in"]:
        await SignInBenchmark.RunAsync();
        break;
    default:
        Console.WriteLine("sign-in   signing in, against what the cores can hash and against ASP.NET Core Identity");
        break;
}
