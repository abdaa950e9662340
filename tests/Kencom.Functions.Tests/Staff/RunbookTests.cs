using System.Diagnostics;
using System.Text.RegularExpressions;
using Azure.Storage.Queues;
using Kencom.Core.Storage;
using Kencom.Functions.Tests.Inquiries;
using Kencom.LocalHost.Helpers.Mail;

namespace Kencom.Functions.Tests.Staff;

/// <summary>The commands of infra/README.md that call the API, run by bash, curl and jq as they stand there (STF-6): only the host and the sign-in are the test's.</summary>
public sealed partial class RunbookTests : AppTests
{
    private static string Readme { get; } = Repository.Read("infra", "README.md");

    protected override void Configure(TestAppOptions options) => options.Settings["Mail__GiveUpAfter"] = "00:00:00";

    [Fact]
    [Trait("Rule", "STF-6")]
    public async Task PoisonQueueAndFailedMails_ByTheCommands_AreDiscardedReplayedAndSent()
    {
        App.Host.MailFaults.Set(new MailFault(503));
        using var person = App.NewClient();
        Expect(await person.StartAsync(App.Start()), 202);
        using var operators = App.Staff("運用 花子", "Operator");
        await UntilAsync(() => operators.GetAsync("/api/staff/failed-mails"), answer => answer.Json.GetProperty("mails").GetArrayLength() == 1);
        var poison = App.Queues.GetQueueClient(QueueNames.ApplyFile + QueueNames.PoisonSuffix);
        await poison.CreateIfNotExistsAsync();
        await poison.SendMessageAsync("""{"fileId":"gone","part":0}""");
        await new QueueClient(App.StorageConnectionString, poison.Name).SendMessageAsync("no base64 at all!");
        await App.RunTimerAsync("measure-queues");

        var said = await RunAsync(Blocks("Replaying a poison queue"));
        App.Pass(TimeSpan.FromMinutes(1)); // Not before: once the provider's pause is over, the mail's own message may come back and send it first.

        said.Where(line => line is "1" or "0").Should().Equal(["1", "1", "1"], because: "one message is discarded, one replayed, one mail sent again");
        await UntilAsync(() => person.GetAsync("/api/registrations/current"), answer => answer.Text("mail") == "sent");
        App.Host.Mails.All.Should().ContainSingle();
        (await operators.GetAsync("/api/staff/queues/apply-file/poison")).Json.GetProperty("messages").EnumerateArray()
            .Should().NotContain(message => message.GetProperty("kind").GetString() == "unknown");
        (await ActionsAsync(operators, "apply-file")).Should().BeEquivalentTo("discard-messages", "replay-messages");
    }

    [Theory]
    [InlineData(1, "done", "approve-file")]
    [InlineData(2, "rejected", "reject-file")]
    [Trait("Rule", "STF-6"), Trait("Rule", "STF-4")]
    public async Task WaitingFile_ByTheCommands_IsShownAndDecided(int decision, string state, string action)
    {
        const string insurer = "06123459";
        RosterLine[] lines = [.. Enumerable.Range(1, 10).Select(i => new RosterLine { InsurerNumber = insurer, Number = $"{i}" })];
        await App.HaveRosterAsync(lines);
        await App.DropAsync($"rosters/{insurer}/full/2026-12.csv", RosterFile.Of(lines[5..]));
        using var operators = App.Staff("運用 花子", "Operator");
        var blocks = Blocks("A waiting file");
        blocks.Should().HaveCount(3);

        var said = await RunAsync([blocks[0], blocks[decision]]);
        await App.SettleAsync();

        string.Join('\n', said).Should().Contain("10人のうち5人").And.Contain("\"ended\": 5");
        var file = (await operators.GetAsync($"/api/staff/files?kind=roster&insurerNumber={insurer}")).Json.GetProperty("files")[0];
        file.GetProperty("state").GetString().Should().Be(state);
        (await ActionsAsync(operators, file.GetProperty("id").GetString()!)).Should().Equal(action);
    }

    /// <summary>What the page only names, the app has.</summary>
    [Fact]
    [Trait("Rule", "STF-6")]
    public void Requests_NamedByTheRunbook_Exist()
    {
        var routes = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Guards", "routes.approved.txt"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(parts => parts.Length > 2)
            .Select(parts => $"{parts[0]} {Parameter().Replace(parts[1], "{}")}").ToHashSet(StringComparer.Ordinal);

        var named = NamedRequest().Matches(Readme).Select(request => $"{request.Groups["verb"].Value} {Parameter().Replace(request.Groups["path"].Value, "{}")}").ToList();

        named.Should().HaveCountGreaterThan(5).And.OnlyContain(request => routes.Contains(request));
    }

    private static List<string> Blocks(string section)
    {
        var start = Readme.IndexOf($"\n### {section}\n", StringComparison.Ordinal);
        start.Should().BePositive(because: $"infra/README.md has a section {section}");
        var end = Readme.IndexOf("\n### ", start + 1, StringComparison.Ordinal);
        return [.. ShellBlock().Matches(Readme[start..end]).Select(block => block.Groups["code"].Value)];
    }

    private static async Task<List<string?>> ActionsAsync(ApiClient operators, string subject) =>
        [.. (await operators.GetAsync($"/api/staff/audit?subject={subject}")).Json.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("action").GetString())];

    private static async Task UntilAsync(Func<Task<ApiResponse>> ask, Predicate<ApiResponse> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition(await ask()))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }

    /// <summary>Runs the blocks one after the other in one shell, as somebody pastes them; the first command that fails ends it.</summary>
    /// <returns>The lines that they wrote.</returns>
    private async Task<string[]> RunAsync(IReadOnlyList<string> blocks)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !new[] { "/bin/bash", "/usr/bin/curl", "/usr/bin/jq" }.All(File.Exists), "No bash, curl or jq on this machine.");
        // Stands in for the sign-in: says the token that Entra ID would.
        var signIn = $$"""
            az() { [ "$*" = 'account get-access-token --resource api://client --query accessToken --output tsv' ] && echo '{{App.Host.IssueStaffToken("運用 花子", "Operator")}}'; }

            """;
        var commands = string.Join('\n', blocks);
        commands.Should().Contain("https://www.example.jp/");
        var here = commands.Replace("https://www.example.jp/", App.BaseAddress.AbsoluteUri, StringComparison.Ordinal);
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc", "-euo", "pipefail", "-c", signIn + here])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KENCOM_STAFF_CLIENT_ID"] = "client";
        using var bash = Process.Start(start)!;
        var errors = bash.StandardError.ReadToEndAsync();
        var output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        bash.ExitCode.Should().Be(0, because: $"{await errors}{output}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"```bash\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"`(?<verb>GET|POST|PUT|DELETE) (?<path>/api/[^`?]+)[^`]*`", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedRequest();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
