using System.Diagnostics;
using Kencom.Functions.Mail;

namespace Kencom.Functions.Tests.Registrations;

/// <summary>Times are compared, so nothing else of this project runs meanwhile.</summary>
[CollectionDefinition(nameof(SilenceTests), DisableParallelization = true)]
public sealed class SilenceTestsRunAlone;

/// <summary>Nobody learns by starting whose address is a member's (REG-9).</summary>
[Collection(nameof(SilenceTests))]
public sealed class SilenceTests
{
    private const int Requests = 200;
    private const string Member = "member@example.jp";
    private const string Stranger = "strange@example.jp";

    private static readonly string[] Addresses = [Member, Stranger];

    [Fact]
    [Trait("Rule", "REG-9")]
    public async Task Start_ForAMembersAddress_IsAnsweredAsForAStrangers()
    {
        var storage = await HaveMemberAsync();
        await using var app = await TestApp.StartAsync(options =>
        {
            options.StorageConnectionString = storage;
            options.DearPasswords = true;
            options.Settings["Allowances__Times__Mails"] = "10000";
            options.Functions = type => type != typeof(SendMailFunction); // Nothing runs beside the requests.
        });
        using var browsers = new Browsers(app.NewClient(), app.NewClient());
        for (var request = 0; request < 10; request++)
        {
            await MeasurePairAsync(app, browsers, Addresses); // Warm-up.
        }

        // What else the machine does can shift one comparison, but a true difference of 5 ms shows in each of them.
        var differences = new List<double>();
        while (differences.Count < 4 && !differences.Any(difference => Math.Abs(difference) < 2.5))
        {
            differences.Add(await CompareAsync(app, browsers));
        }

        differences.Should().Contain(difference => Math.Abs(difference) < 2.5);
    }

    /// <returns>The storage that knows the member.</returns>
    private static async Task<string> HaveMemberAsync()
    {
        await using var app = await TestApp.StartAsync();
        await app.HaveRosterAsync(new RosterLine());
        await app.MemberAsync(email: Member);
        return app.StorageConnectionString;
    }

    /// <summary>Answers and storage work must be the same.</summary>
    /// <returns>By how many milliseconds the member's address takes longer.</returns>
    private static async Task<double> CompareAsync(TestApp app, Browsers browsers)
    {
        var starts = Addresses.ToDictionary(address => address, _ => new List<Start>(), StringComparer.Ordinal);
        for (var request = 0; request < Requests; request++)
        {
            // Both at once, in an order that changes, so that whatever else the machine does falls on both alike.
            foreach (var start in await MeasurePairAsync(app, browsers, request % 2 == 0 ? Addresses : [.. Addresses.AsEnumerable().Reverse()]))
            {
                starts[start.Address].Add(start);
            }
        }

        starts[Member].Select(start => start.Shape).Distinct(StringComparer.Ordinal).Should()
            .BeEquivalentTo(starts[Stranger].Select(start => start.Shape).Distinct(StringComparer.Ordinal)).And.HaveCount(1);
        Math.Abs(starts[Member].Average(start => start.StorageCalls) - starts[Stranger].Average(start => start.StorageCalls)).Should().BeLessThanOrEqualTo(1);

        // Load only ever adds time: the lower quarter of a distribution moves with the work itself.
        return LowerQuartile(starts[Member]) - LowerQuartile(starts[Stranger]);
    }

    private static Task<Start[]> MeasurePairAsync(TestApp app, Browsers browsers, string[] addresses) =>
        Task.WhenAll(MeasureAsync(app, browsers.One, addresses[0]), MeasureAsync(app, browsers.Other, addresses[1]));

    private static async Task<Start> MeasureAsync(TestApp app, ApiClient client, string address)
    {
        client.SetCookie("__Host-kencom-registration", "");
        var body = app.Start(email: address);
        var watch = Stopwatch.GetTimestamp();
        var started = await client.StartAsync(body);
        return new Start(address, Stopwatch.GetElapsedTime(watch).TotalMilliseconds, app.Storage.Of(started.TraceId).Count, ShapeOf(started));
    }

    private static string ShapeOf(ApiResponse response) => string.Join(
        '\n',
        (int)response.Status,
        string.Join(',', response.Message.Headers.Select(header => header.Key).Order(StringComparer.Ordinal)),
        string.Join(',', response.Json.EnumerateObject().Select(member => $"{member.Name}:{member.Value.ToString().Length}")));

    private static double LowerQuartile(IEnumerable<Start> starts)
    {
        var sorted = starts.Select(start => start.Milliseconds).Order().ToArray();
        return sorted[sorted.Length / 4];
    }

    private sealed record Start(string Address, double Milliseconds, int StorageCalls, string Shape);

    private sealed record Browsers(ApiClient One, ApiClient Other) : IDisposable
    {
        public void Dispose()
        {
            One.Dispose();
            Other.Dispose();
        }
    }
}
