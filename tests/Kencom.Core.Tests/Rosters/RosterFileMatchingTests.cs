using System.Globalization;
using Kencom.Core.Files;
using Kencom.Core.Rosters;

namespace Kencom.Core.Tests.Rosters;

/// <summary>
/// The files of vectors/roster-files/matching, imported one after the other: what became of each, which rows were not taken as they stand, and whom a
/// check with the values of each row finds after each file.
/// </summary>
/// <remarks>
/// In an outcome a person is a number, the same for the same key; <c>×</c>: not covered; <c>?</c>: somebody, but nobody can tell who; <c>-</c>: nobody.
/// </remarks>
public class RosterFileMatchingTests
{
    private const string Kind = "matching";
    private const string Insurer = "06123459";

    public static TheoryData<string> Names => [.. RosterFileVectors.Names(Kind)];

    [Theory, MemberData(nameof(Names))]
    [Trait("Rule", "RST-6"), Trait("Rule", "RST-7"), Trait("Rule", "RST-13"), Trait("Rule", "EL-8"), Trait("Rule", "EL-15")]
    public async Task Import_FilesAsSent_TellsPersonsApart(string name)
    {
        var vector = RosterFileVectors.Read(Kind, name);
        await using var app = await RosterSteps.StartAsync();
        var checks = new List<(string Check, List<string> Answers)>();
        var outcome = new List<string>();
        var keys = new List<string>();
        foreach (var (content, kind, number) in vector.Files.Zip(vector.Settings["files"].Split(' '), Enumerable.Range(1, vector.Files.Count)))
        {
            var text = System.Text.Encoding.UTF8.GetString(content);
            var file = await app.ImportAsync(string.Create(CultureInfo.InvariantCulture, $"{Insurer}/{kind}/{number}.csv"), text);
            outcome.Add($"{number} {kind}: {Describe(file)}");
            outcome.AddRange((await app.ReportAsync(file)).Rows.Select(row => $"  {row.Line} {row.Outcome}{(row.Column.Length > 0 ? " " : "")}{row.Column}"));
            checks.AddRange((await RosterText.ReadAsync(content)).Rows.Select(ToCheck).Where(check => !checks.Exists(known => known.Check == check)).Distinct().Select(check => (check, Enumerable.Repeat("-", number - 1).ToList())).ToList());
            foreach (var (check, answers) in checks)
            {
                answers.Add(await AnswerAsync(app, check.Split(' '), keys));
            }
        }

        outcome.AddRange(checks.Select(check => $"{check.Check}: {string.Join(' ', check.Answers)}"));
        if (Environment.GetEnvironmentVariable("KENCOM_WRITE_OUTCOMES") is { Length: > 0 } folder)
        {
            await File.AppendAllLinesAsync(Path.Combine(folder, name + ".outcome"), outcome, TestContext.Current.CancellationToken);
        }

        outcome.Should().Equal(vector.Outcome, vector.Why);
    }

    [Fact]
    public void Vectors_OfMatching_AreEnough() => Names.Should().HaveCountGreaterThanOrEqualTo(30);

    private static string Describe(DroppedFile file)
    {
        var counts = new (string Name, int Count)[]
        {
            ("added", file.Counts.Added), ("changed", file.Counts.Changed), ("unchanged", file.Counts.Unchanged), ("undecided", file.Counts.Undecided),
            ("replaced", file.Counts.Replaced), ("skipped", file.Counts.Skipped), ("ended", file.Counts.Ended),
        };
        var doubts = string.Concat(file.Doubts.Where(doubt => doubt.IsExceeded).Select(doubt => $" ({doubt.Name} {doubt.Count} of {doubt.Of})"));
        return $"{file.State.ToString().ToLowerInvariant()}{doubts}, {string.Join(", ", counts.Where(count => count.Count > 0).Select(count => $"{count.Name} {count.Count}"))}";
    }

    private static string ToCheck(RosterRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.Card.Symbol.Value} {row.Card.Number.Value} {row.Name.Value} {row.BirthDate:yyyy-MM-dd}");

    private static async Task<string> AnswerAsync(CoreApp app, string[] check, List<string> keys)
    {
        var match = await app.CheckAsync(Insurer, check[0], check[1], check[2], check[3]);
        if (match?.Person is not { } person)
        {
            return match is { IsAmbiguous: true } ? "?" : "-";
        }

        if (!keys.Contains(person.Key))
        {
            keys.Add(person.Key);
        }

        var number = (keys.IndexOf(person.Key) + 1).ToString(CultureInfo.InvariantCulture);
        return await app.Get<RosterStore>().IsCoveredAsync(person, JapanTime.Today(app.Clock), default) ? number : number + "×";
    }
}
