using System.Globalization;
using Kencom.Core.Cards;

namespace Kencom.Core.Tests.Rosters;

/// <summary>The files of vectors/roster-files/reading: which rows they hold, which are bad and why, and whom the bad ones may be about.</summary>
public class RosterFileReadingTests
{
    private const string Kind = "reading";

    public static TheoryData<string> Names => [.. RosterFileVectors.Names(Kind)];

    [Theory, MemberData(nameof(Names))]
    [Trait("Rule", "RST-1"), Trait("Rule", "RST-2"), Trait("Rule", "RST-6"), Trait("Rule", "RST-7"), Trait("Rule", "RST-15")]
    public async Task ReadAsync_FileAsSent_GivesItsRowsAndSaysWhatIsWrong(string name)
    {
        var vector = RosterFileVectors.Read(Kind, name);

        var file = await RosterText.ReadAsync(vector.Files.Should().ContainSingle().Subject, vector.Eras);

        Describe(file).Should().Equal(vector.Outcome, vector.Why);
    }

    [Fact]
    public void Vectors_OfReading_AreEnough() => Names.Should().HaveCountGreaterThanOrEqualTo(80);

    private static IEnumerable<string> Describe(RosterText.ReadFile file)
    {
        var rows = file.Rows.Select(row => (row.Line, Text: $"{row.Line} row: {Values(row.Card.InsurerNumber, row.Card.Symbol, row.Card.Number, row.Branch, row.Name, row.BirthDate, row.PersonId)} | {row.Relation} | {Day(row.CoverageStart)} to {Day(row.CoverageEnd)}{(row.ViewingCode is { } code ? $" | {code}" : "")}"));
        var skipped = file.Skipped.SelectMany(row => row.Problems
            .Select(problem => (row.Line, Text: $"{row.Line} {(row.IsPerson ? "bad" : "none")}{(problem.Column.Length > 0 ? " " : "")}{problem.Column}: {problem.Reason}"))
            .Concat(row.MayBe.Select(values => (row.Line, Text: $"{row.Line}   may be: {Values(values.InsurerNumber, values.Symbol, values.Number, values.Branch, values.Name, values.BirthDate, values.PersonId)}"))));
        return rows.Concat(skipped).OrderBy(line => line.Line).Select(line => line.Text).Concat(file.Rejection is { } reason ? [$"rejected: {reason}"] : []);
    }

    /// <summary>A question mark is what could not be read or is not there.</summary>
    private static string Values(InsurerNumber? insurer, CardSymbol? symbol, CardNumber? number, BranchNumber? branch, KanaName? name, DateOnly? birthDate, string? id) =>
        string.Join(" | ", insurer?.Value ?? "?", symbol?.Value ?? "?", number?.Value ?? "?", branch?.Value ?? "?", name?.Value ?? "?", Day(birthDate), id ?? "?");

    private static string Day(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture) ?? "?";
}
