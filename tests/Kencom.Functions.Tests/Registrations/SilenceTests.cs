using System.Diagnostics;

namespace Kencom.Functions.Tests.Registrations;

/// <summary>Times are compared, so nothing else of this project runs meanwhile.</summary>
[CollectionDefinition(nameof(SilenceTests), DisableParallelization = true)]
public sealed class SilenceTestsRunAlone;

/// <summary>Nobody learns by starting whose address is a member's (REG-9).</summary>
[Collection(nameof(SilenceTests))]
public sealed class SilenceTests : AppTests
{
    private const int Requests = 200;

    protected override void Configure(TestAppOptions options) => options.Settings["Registration__StartsPerHourByEmail"] = "100000";

    [Fact]
    [Trait("Rule", "REG-9")]
    public async Task Start_ForAMembersAddress_IsAnsweredAsForAStrangers()
    {
        await App.HaveRosterAsync(new RosterLine());
        await App.MemberAsync(email: "member@example.jp");
        using var client = App.NewClient();
        var shapes = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal) { ["member@example.jp"] = [], ["strange@example.jp"] = [] };
        var times = shapes.Keys.ToDictionary(address => address, _ => new List<double>(), StringComparer.Ordinal);
        var calls = shapes.Keys.ToDictionary(address => address, _ => new List<int>(), StringComparer.Ordinal);

        // In pairs whose order changes, so that whatever else the machine does falls on both alike; the first are warm-up.
        for (var request = -20; request < Requests; request++)
        {
            foreach (var address in request % 2 == 0 ? shapes.Keys : shapes.Keys.Reverse())
            {
                client.SetCookie("__Host-kencom-registration", "");
                var watch = Stopwatch.GetTimestamp();
                var started = await client.StartAsync(App.Start(email: address));
                if (request >= 0)
                {
                    times[address].Add(Stopwatch.GetElapsedTime(watch).TotalMilliseconds);
                    calls[address].Add(App.Storage.Of(started.TraceId).Count);
                    shapes[address].Add(ShapeOf(started));
                }
            }
        }

        shapes["member@example.jp"].Should().BeEquivalentTo(shapes["strange@example.jp"]).And.HaveCount(1);
        Math.Abs(Median(calls["member@example.jp"].Select(count => (double)count)) - Median(calls["strange@example.jp"].Select(count => (double)count)))
            .Should().BeLessThanOrEqualTo(1);

        // The median of the differences within each pair: what slows the machine slows both of a pair, so 5 ms would stand out.
        Median(times["member@example.jp"].Zip(times["strange@example.jp"], (member, stranger) => member - stranger)).Should().BeInRange(-2.5, 2.5);
    }

    private static string ShapeOf(ApiResponse response) => string.Join(
        '\n',
        (int)response.Status,
        string.Join(',', response.Message.Headers.Select(header => header.Key).Order(StringComparer.Ordinal)),
        string.Join(',', response.Json.EnumerateObject().Select(member => $"{member.Name}:{member.Value.ToString().Length}")));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
