using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using Kencom.Core.Accounts;
using Kencom.Core.Security;
using Kencom.TestSupport;
using Kencom.TestSupport.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kencom.Benchmarks;

/// <summary>
/// The figures of signing in (SI-1, SI-10), over real HTTP, 16 at once, as ratios within one run: against what the cores can hash, with clients and
/// emulator on the same cores, and against ASP.NET Core Identity's own endpoints on SQLite. The rounds take turns, so that what else the machine does
/// falls on all of them.
/// </summary>
internal static class SignInBenchmark
{
    private const int AtOnce = 16;
    private const int Accounts = 64;
    private const int Rounds = 5;
    private const string AppKey = "benchmark-app-key";
    private const string Password = "mG7!vq2Rt";

    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(4);

    public static async Task RunAsync()
    {
        await using var kencom = await LocalFunctionApp.StartAsync(
            Assembly.Load("Kencom.Functions"),
            new LocalFunctionAppOptions
            {
                StorageConnectionString = await StorageEmulator.NewAccountAsync(),
                Settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["SignIn__AppKeys__0"] = AppKey, ["Limits__Loopback"] = "Loose" },
            });
        var hasher = kencom.Services.GetRequiredService<PasswordHasher>();
        await HaveMembersAsync(kencom.Services, hasher);
        var database = Path.GetTempFileName();
        await using var identity = await StartIdentityAsync(database);
        using var client = new HttpClient();

        var stored = await hasher.HashAsync(Password, CancellationToken.None);
        Func<int, Task>[] works =
        [
            async _ => await hasher.CheckAsync(Password, stored, CancellationToken.None),
            account => SignInAsync(client, new Uri(kencom.BaseAddress, "/api/sessions"), account, HttpStatusCode.Created),
            account => SignInAsync(client, new Uri(identity.Urls.First() + "/login"), account, HttpStatusCode.OK),
        ];
        var totals = works.Select(_ => new Rate(0, 0, 0)).ToArray();
        for (var round = 0; round <= Rounds; round++)
        {
            for (var work = 0; work < works.Length; work++)
            {
                var measured = await MeasureAsync(works[work]);
                totals[work] = round == 0 ? totals[work] : totals[work] + measured; // The first round warms up.
            }
        }

        await identity.StopAsync();
        File.Delete(database);
        var (hashes, ours, theirs) = (totals[0], totals[1], totals[2]);
        Print($"{AtOnce} at once, {Environment.ProcessorCount} cores", "a second", "ms of a core", "ratio", "goal");
        Print("Argon2id hashes alone", hashes, "", "");
        Print("sign-ins / hashes", ours, Ratio(ours.PerSecond / hashes.PerSecond), ">= 0.80");
        Print("Identity's /login on SQLite", theirs, "", "");
        Print("sign-ins / Identity's", ours, Ratio(ours.PerSecond / theirs.PerSecond), ">= 2.00");
        Print("a core's time: hash / sign-in", "", "", Ratio(hashes.CoreMilliseconds / ours.CoreMilliseconds), "");
    }

    private static string EmailOf(int account) => string.Create(CultureInfo.InvariantCulture, $"person{account}@example.jp");

    private static async Task HaveMembersAsync(IServiceProvider services, PasswordHasher hasher)
    {
        for (var account = 0; account < Accounts; account++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"member{account}");
            var hash = await hasher.HashAsync(Password, CancellationToken.None);
            await services.GetRequiredService<LoginStore>().AddAsync(new Login(EmailOf(account), hash, id));
        }
    }

    private static async Task<WebApplication> StartIdentityAsync(string database)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthorization();
        builder.Services.AddDbContext<IdentityDbContext>(options => options.UseSqlite($"Data Source={database}"));
        builder.Services.AddIdentityApiEndpoints<IdentityUser>().AddEntityFrameworkStores<IdentityDbContext>();
        var app = builder.Build();
        app.MapIdentityApi<IdentityUser>();
        await app.StartAsync();
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IdentityDbContext>().Database.EnsureCreatedAsync();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>();
        for (var account = 0; account < Accounts; account++)
        {
            var created = await users.CreateAsync(new IdentityUser(EmailOf(account)) { Email = EmailOf(account) }, Password);
            if (!created.Succeeded)
            {
                throw new InvalidOperationException(created.ToString());
            }
        }

        return app;
    }

    private static async Task SignInAsync(HttpClient client, Uri address, int account, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(new { email = EmailOf(account), password = Password }) };
        request.Headers.Add("X-Kencom-App-Key", AppKey);
        using var response = await client.SendAsync(request);
        if (response.StatusCode != expected)
        {
            throw new InvalidOperationException($"{address} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>How often a work is done, and what it takes of the cores, clients and emulator included. Each of those at once has accounts of its own.</summary>
    private static async Task<Rate> MeasureAsync(Func<int, Task> work)
    {
        using var process = Process.GetCurrentProcess();
        var done = 0;
        var time = Stopwatch.StartNew();
        var before = process.TotalProcessorTime + await StorageEmulator.ProcessorTimeAsync();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async worker =>
        {
            for (var turn = 0; time.Elapsed < RoundTime; turn++)
            {
                await work((worker + (turn * AtOnce)) % Accounts);
                Interlocked.Increment(ref done);
            }
        }));
        process.Refresh();
        return new Rate(done, time.Elapsed.TotalSeconds, (process.TotalProcessorTime + await StorageEmulator.ProcessorTimeAsync() - before).TotalSeconds);
    }

    private static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static void Print(string what, Rate rate, string ratio, string goal) => Print(
        what, rate.PerSecond.ToString("0.0", CultureInfo.InvariantCulture), rate.CoreMilliseconds.ToString("0.0", CultureInfo.InvariantCulture), ratio, goal);

    private static void Print(string what, string rate, string cores, string ratio, string goal) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-32}{rate,10}{cores,14}{ratio,8}{goal,10}"));

    private sealed record Rate(int Done, double Seconds, double CoreSeconds)
    {
        public double PerSecond => Done / Seconds;

        public double CoreMilliseconds => CoreSeconds * 1000 / Done;

        public static Rate operator +(Rate one, Rate other) => new(one.Done + other.Done, one.Seconds + other.Seconds, one.CoreSeconds + other.CoreSeconds);
    }
}
