using System.Globalization;
using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Functions.Tests.Abuse;

/// <summary>What requests of strangers leave behind (ABU-4): so many rows each, gone within a day after what they serve has ended.</summary>
public sealed class LeftoverTests : AppTests
{
    private const string AddressHeader = "X-Azure-SocketIP";
    private const string AppKeyHeader = "X-Kencom-App-Key";

    /// <summary>What the service keeps of itself, however many ask.</summary>
    private static readonly string[] Own = [TableNames.SweepRuns, TableNames.MailBudgets];

    private static readonly string[] Sweeps = ["sweep-registrations", "sweep-accounts", "sweep-mails"];

    protected override void Configure(TestAppOptions options)
    {
        options.Settings["Http__ClientAddressHeader"] = AddressHeader;
        options.Settings["SignIn__AppKeys__0"] = "app";
        options.Settings["SignIn__Captcha__Levels__0__MaxNumber"] = "4";
    }

    [Theory]
    [InlineData("a start", 8, 3)]
    [InlineData("a reset", 7, 3)]
    [InlineData("a login-id reminder", 7, 3)]
    [InlineData("a sign-in for an unknown address", 3, 31)]
    [Trait("Rule", "ABU-4")]
    [Trait("Rule", "RST-11")]
    public async Task Request_OfAStranger_LeavesFewRowsAndTheyEnd(string kind, int rows, int days)
    {
        await App.HaveRosterAsync(new RosterLine());
        await App.SettleAsync();
        var before = await KeysAsync();
        using var stranger = Stranger(1);

        await AskAsync(stranger, kind, "stranger@example.jp");

        await App.SettleAsync();
        var left = (await KeysAsync()).Except(before).ToList();
        left.Should().NotBeEmpty().And.HaveCountLessThanOrEqualTo(rows, string.Join('\n', left));
        var lasted = 0;
        for (; lasted <= days && (await KeysAsync()).Except(before).Any(); lasted++)
        {
            App.Pass(TimeSpan.FromDays(1));
            await SweepAsync();
        }

        lasted.Should().BeLessThanOrEqualTo(days, string.Join('\n', (await KeysAsync()).Except(before)));
        TestContext.Current.TestOutputHelper!.WriteLine($"| {kind} | {left.Count} rows | {lasted} days |");
    }

    [Fact]
    [Trait("Rule", "ABU-4")]
    public async Task Requests_BeyondWhatANetworkHas_LeaveNothing()
    {
        await App.HaveRosterAsync(new RosterLine());
        for (var i = 0; i < 40; i++)
        {
            using var stranger = Stranger(i);
            foreach (var kind in new[] { "a start", "a reset", "a login-id reminder" })
            {
                await AskAsync(stranger, kind, $"stranger{i}@example.jp", mayBeRefused: true);
            }
        }

        await App.SettleAsync();
        var before = await KeysAsync();
        for (var i = 40; i < 60; i++)
        {
            using var stranger = Stranger(i);
            foreach (var kind in new[] { "a start", "a reset", "a login-id reminder" })
            {
                (await AskAsync(stranger, kind, $"stranger{i}@example.jp", mayBeRefused: true)).Should().Be(429);
            }
        }

        (await KeysAsync()).Except(before).Should().BeEmpty("what is refused is not counted, and so not kept");
    }

    /// <summary>All of one address; another name and card each, so that only the network's allowances end it.</summary>
    private ApiClient Stranger(int number)
    {
        var client = App.NewClient();
        client.SameOrigin = false;
        client.Headers[AddressHeader] = "198.51.100.66";
        client.Headers[AppKeyHeader] = "app";
        client.Headers["X-Number"] = number.ToString(CultureInfo.InvariantCulture);
        return client;
    }

    private async Task<int> AskAsync(ApiClient client, string kind, string email, bool mayBeRefused = false)
    {
        var number = client.Headers["X-Number"];
        var (answer, status) = kind switch
        {
            "a start" => (await Captchas.SolvingAsync(captcha => client.StartAsync(App.Start("app", email) with { Captcha = captcha })), 202),
            "a reset" => (await Captchas.SolvingAsync(captcha => client.PostAsync("/api/password-resets", new { email, captcha })), 202),
            "a login-id reminder" => (await Captchas.SolvingAsync(captcha => client.PostAsync(
                "/api/login-id-reminders",
                new { kanaName = NameOf(number), birthDate = "1972-04-15", insurerNumber = "123456", cardSymbol = "1234", cardNumber = $"9{number}", captcha })), 202),
            _ => (await Captchas.SolvingAsync(captcha => client.PostAsync("/api/sessions", new { email, password = Password, captcha })), 401),
        };
        if (!mayBeRefused)
        {
            Expect(answer, status);
        }

        return (int)answer.Status;
    }

    private static string NameOf(string number) => string.Concat(number.Select(digit => "アイウエオカキクケコ"[digit - '0']));

    private async Task SweepAsync()
    {
        foreach (var sweep in Sweeps)
        {
            await App.RunTimerAsync(sweep);
        }

        await App.SettleAsync();
    }

    private async Task<IReadOnlyList<string>> KeysAsync()
    {
        var keys = new List<string>();
        foreach (var table in TableNames.All.Except(Own))
        {
            keys.AddRange(await App.Tables.GetTableClient(table).QueryAsync<TableEntity>().Select(row => $"{table} {row.PartitionKey} {row.RowKey}").ToListAsync());
        }

        return keys;
    }
}
