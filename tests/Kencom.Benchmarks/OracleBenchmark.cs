using System.Diagnostics;
using System.Globalization;
using Kencom.Functions.Mail;
using Kencom.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace Kencom.Benchmarks;

/// <summary>
/// What a stranger could learn from the time that an answer takes (EL-12, REG-9, SI-1, SI-6): outcomes that must look alike, two by two, asked in turns whose order
/// a seed throws. Printed are the calls of the storage, which must be equal, and the z of the ranks of the times (Mann and Whitney's: one slow answer among many
/// does not carry it): beyond 3 in two of three runs is a difference. On a machine that has other work, z says little.
/// </summary>
internal static class OracleBenchmark
{
    private const int WarmUp = 10;
    private const string Member = "taro@example.jp";
    private const string Stranger = "stranger@example.jp";
    private const string AppKey = "benchmark-app-key";

    private static readonly int[] Seeds = [1, 2, 3];

    /// <param name="requests">For each pair and seed, both outcomes together.</param>
    public static async Task RunAsync(int requests)
    {
        var (storage, clock, token) = await PrepareAsync();
        Console.WriteLine($"{requests} requests a pair and seed, {Environment.ProcessorCount} cores, {await File.ReadAllTextAsync("/proc/loadavg")}");
        Console.WriteLine($"{"",-44}{"calls",12}{"median ms",18}{"z",8}  answer");
        await using (var app = await StartAsync(storage, clock, rotated: false))
        {
            using var client = ClientOf(app, token);
            await CompareAsync("card check, ", app, Checks(client), requests);
            await CompareAsync("", app, Addresses(client, app), requests);
        }

        await using (var app = await StartAsync(storage, clock, rotated: true))
        {
            using var client = ClientOf(app, token);
            await CompareAsync("after a rotation, ", app, Checks(client), requests);
        }
    }

    /// <summary>A member, a roster with a covered and a lapsed row, and somebody before the check.</summary>
    private static async Task<(string Storage, FakeTimeProvider Clock, string Token)> PrepareAsync()
    {
        await using var app = await TestApp.StartAsync(options => options.DearPasswords = true);
        await app.HaveRosterAsync(new RosterLine(), new RosterLine { Number = "7", CoverageStart = "2010-04-01", CoverageEnd = "2020-03-31" }, new RosterLine { Number = "8", KanaName = "ケンコムハナコ" });
        await app.MemberAsync(email: Member);
        using var waiting = await app.ActivatedAsync(email: "hanako@example.jp");
        return (app.StorageConnectionString, app.Clock, waiting.Bearer!);
    }

    /// <summary>Without waits and limits, which would answer first; mails are not sent meanwhile.</summary>
    private static Task<TestApp> StartAsync(string storage, FakeTimeProvider clock, bool rotated) => TestApp.StartAsync(options =>
    {
        (options.StorageConnectionString, options.Clock, options.DearPasswords) = (storage, clock, true);
        options.Functions = type => type != typeof(SendMailFunction);
        options.Settings["SignIn__AppKeys__0"] = AppKey;
        options.Settings["SignIn__Captcha__Levels__0__MaxNumber"] = "1000";
        options.Settings["SignIn__Guessing__Waits__0"] = "00:00:00";
        options.Settings["SignIn__Guessing__ResetNeededFrom"] = "1000000";
        options.Settings["SignIn__Guessing__OwnerToldFrom"] = "1000000";
        options.Settings["Eligibility__MaxFailedChecks"] = "1000000";
        foreach (var allowance in new[] { "Mails", "PersonMisses", "CardMisses", "PersonReminders", "CardReminders" })
        {
            options.Settings[$"Allowances__Times__{allowance}"] = "100000";
        }

        if (rotated)
        {
            options.Settings["Security__HashKeys__2"] = Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray());
            options.Settings["Security__CurrentHashKey"] = "2";
        }
    });

    private static ApiClient ClientOf(TestApp app, string token)
    {
        var client = app.NewClient();
        client.Bearer = token;
        client.SameOrigin = false;
        client.Headers["X-Kencom-App-Key"] = AppKey;
        return client;
    }

    private static Pair[] Checks(ApiClient client)
    {
        Outcome near = new("near miss", () => client.CheckAsync(SignUp.Card() with { KanaName = "ケンコムジロウ" }));
        Outcome far = new("far miss", () => client.CheckAsync(SignUp.Card() with { CardNumber = "99", BirthDate = "1972-04-16" }));
        Outcome lapsed = new("lapsed row", () => client.CheckAsync(SignUp.Card() with { CardNumber = "7" }));
        Outcome hit = new("hit", () => client.CheckAsync(SignUp.Card() with { KanaName = "ケンコムハナコ", CardNumber = "8" }));
        return [new(near, far), new(lapsed, far), new(lapsed, near), new(hit, far) { AnswersDiffer = true }];
    }

    private static Pair[] Addresses(ApiClient client, TestApp app)
    {
        var newcomers = 0;
        Outcome ever = new("start of who ever started", () => StartAsync(Stranger));
        Outcome never = new("of a newcomer", () => StartAsync($"new{newcomers++}@example.jp"));
        Outcome reminded = new("reminder of a member", () => RemindAsync(SignUp.Card()));
        Outcome nobody = new("of nobody", () => RemindAsync(SignUp.Card() with { KanaName = "ケンコムジロウ", CardNumber = "99" }));
        return [Of("start", StartAsync), Of("sign-in", SignInAsync), Of("reset", ResetAsync), new(ever, never), new(reminded, nobody)];

        Pair Of(string name, Func<string, Task<ApiResponse>> ask) => new(new($"{name} of a member", () => ask(Member)), new("of a stranger", () => ask(Stranger)));

        Task<ApiResponse> StartAsync(string email) => client.StartAsync(app.Start("app", email));

        Task<ApiResponse> SignInAsync(string email) => client.PostAsync("/api/sessions", new { email, password = "nG7!vq2Rt" });

        Task<ApiResponse> RemindAsync(CardBody card) => Captchas.SolvingAsync(captcha => client.PostAsync(
            "/api/login-id-reminders", new { card.KanaName, card.BirthDate, card.InsurerNumber, card.CardSymbol, card.CardNumber, captcha }));

        Task<ApiResponse> ResetAsync(string email) => client.PostAsync("/api/password-resets", new { email });
    }

    private static async Task CompareAsync(string what, TestApp app, Pair[] pairs, int requests)
    {
        foreach (var pair in pairs)
        {
            var runs = new List<(Sample One, Sample Other)>();
            foreach (var seed in Seeds)
            {
                runs.Add(await MeasureAsync(app, pair, requests / 2, new Random(seed)));
            }

            foreach (var (one, other) in runs)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{$"{what}{pair.One.Name} / {pair.Other.Name}",-44}{$"{one.Calls} / {other.Calls}",12}{$"{one.Median:0.0} / {other.Median:0.0}",18}{RankZ(one.Times, other.Times),8:0.0}  {(one.Answer == other.Answer ? one.Answer : $"{one.Answer} / {other.Answer}")}"));
            }

            var alike = runs.TrueForAll(run => run.One.Calls == run.Other.Calls && (pair.AnswersDiffer || run.One.Answer == run.Other.Answer)) && runs.Count(run => Math.Abs(RankZ(run.One.Times, run.Other.Times)) < 3) >= 2;
            Console.WriteLine(alike ? "  alike" : "  NOT ALIKE");
        }
    }

    private static async Task<(Sample One, Sample Other)> MeasureAsync(TestApp app, Pair pair, int rounds, Random order)
    {
        var (one, other) = (new Sample(), new Sample());
        for (var round = -WarmUp; round < rounds; round++)
        {
            (Outcome Outcome, Sample Sample)[] turns = [(pair.One, one), (pair.Other, other)];
            order.Shuffle(turns);
            foreach (var (outcome, sample) in turns)
            {
                var watch = Stopwatch.GetTimestamp();
                var answer = await outcome.AskAsync();
                var time = Stopwatch.GetElapsedTime(watch).TotalMilliseconds;
                if (round >= 0)
                {
                    sample.Add(time, app.Storage.Of(answer.TraceId).Count, $"{(int)answer.Status} {answer.Code}");
                }
            }
        }

        return (one, other);
    }

    /// <summary>By how many standard deviations the ranks of one's times among all lie above those that chance gives.</summary>
    private static double RankZ(List<double> one, List<double> other)
    {
        var ranked = one.Select(time => (time, IsOne: true)).Concat(other.Select(time => (time, IsOne: false))).OrderBy(pair => pair.time).ToArray();
        var sum = ranked.Select((pair, index) => pair.IsOne ? index + 1.0 : 0).Sum();
        var (n, m) = ((double)one.Count, (double)other.Count);
        return (sum - (n * (n + m + 1) / 2)) / Math.Sqrt(n * m * (n + m + 1) / 12);
    }

    private sealed record Outcome(string Name, Func<Task<ApiResponse>> AskAsync);

    private sealed record Pair(Outcome One, Outcome Other)
    {
        /// <summary>Who asked is told; only who looks on from outside must see no difference.</summary>
        public bool AnswersDiffer { get; init; }
    }

    private sealed class Sample
    {
        private readonly SortedSet<int> calls = [];
        private readonly SortedSet<string> answers = new(StringComparer.Ordinal);

        public List<double> Times { get; } = [];

        public double Median => Times.Order().ElementAt(Times.Count / 2);

        /// <summary>Each number of calls that was seen: one, unless something else ran.</summary>
        public string Calls => string.Join(',', calls);

        public string Answer => string.Join(',', answers);

        public void Add(double time, int callsOfIt, string answer)
        {
            Times.Add(time);
            calls.Add(callsOfIt);
            answers.Add(answer);
        }
    }
}
