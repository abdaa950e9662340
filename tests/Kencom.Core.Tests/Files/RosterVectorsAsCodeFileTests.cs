using System.Text;
using System.Text.RegularExpressions;
using Kencom.Core.Checkups.Files;
using Kencom.Core.Files;
using Kencom.Core.Tests.Rosters;

namespace Kencom.Core.Tests.Files;

/// <summary>
/// The files of vectors/roster-files/reading, made into files of viewing codes: the column 資格取得日 becomes 健診閲覧コード, and the day that most of them
/// have there a code. Encoding, header, quotes, totals, spreadsheets' damage and the person are read like a roster's, row by row.
/// </summary>
public sealed partial class RosterVectorsAsCodeFileTests
{
    private const string Kind = "reading";

    /// <summary>What a roster says of a row and a code file does not: other columns' values, or too few of them.</summary>
    private static readonly string[] OtherColumns = ["続柄", "資格取得日", "資格喪失日", "健診閲覧コード"];

    public static TheoryData<string> Names => [.. RosterFileVectors.Names(Kind).Where(name => Codes(RosterFileVectors.Read(Kind, name)) is not null)];

    [Theory, MemberData(nameof(Names))]
    [Trait("Rule", "RST-1"), Trait("Rule", "RST-7"), Trait("Rule", "RST-15"), Trait("Rule", "FILE-3")]
    public async Task ReadAsync_RosterMadeACodeFile_HasTheSameRows(string name)
    {
        var vector = RosterFileVectors.Read(Kind, name);
        var file = new DroppedFile
        {
            Id = "06123459-0",
            Owner = "06123459",
            Path = "06123459/a.csv",
            Kind = FileKind.ViewingCode,
            BlobETag = "",
            Size = 1,
            UploadedAt = default,
            ReceivedAt = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
        await using var reader = new FileReader<CodeRow>(new MemoryStream(Codes(vector)!), new CodeRows(file, vector.Eras, sealer: null!));
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            // An insurer's number that is another's is none that could not be read.
            rows.Add(reader.Row.Skipped is { As: not SkippedAs.OfAnotherInsurer } skipped
                ? $"{skipped.Line} {(skipped.As is SkippedAs.NoRow ? "none" : "bad")}"
                : $"{reader.Row.Line} row");
        }

        rows.Should().Equal(
            vector.Outcome.Select(line => Row().Match(line)).Where(match => match.Success).Select(match => match.Value).Distinct(), vector.Why);
        (reader.Rejection is not null).Should().Be(vector.Outcome.Any(line => line.StartsWith("rejected", StringComparison.Ordinal)));
    }

    [Fact]
    public void Names_OfVectorsThatFit_AreMost() => Names.Should().HaveCountGreaterThanOrEqualTo(50);

    /// <returns>Null for a vector about what a code file has not (forms of 資格取得日 are no codes), or that cannot be made one.</returns>
    private static byte[]? Codes(RosterFileVectors.Vector vector)
    {
        if (vector.Name.StartsWith("dates-", StringComparison.Ordinal) || vector.Outcome.Any(line => OtherColumns.Any(column => line.Contains($"{column}:", StringComparison.Ordinal))))
        {
            return null;
        }

        var bytes = Convert.ToHexString(vector.Files[0]);
        var made = new[] { Encoding.UTF8, RosterText.Cp932 }.Aggregate(bytes, (text, encoding) => Replace(text, encoding.GetBytes("資格取得日"), encoding.GetBytes("健診閲覧コード")));
        made = made == bytes ? made : Replace(made, "2020-04-01"u8, "AbCd2345"u8);
        return made == bytes ? null : Convert.FromHexString(made);
    }

    private static string Replace(string text, ReadOnlySpan<byte> word, ReadOnlySpan<byte> other) =>
        text.Replace(Convert.ToHexString(word), Convert.ToHexString(other), StringComparison.Ordinal);

    [GeneratedRegex("^[0-9]+ (row|bad|none)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
