using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Kencom.Core.Checkups.Files;
using Kencom.Core.Files;
using Kencom.Core.Tests.Rosters;

namespace Kencom.Core.Tests.Files;

/// <summary>
/// The files of vectors/roster-files/reading, made into files of checkups by other words in the header (資格取得日 becomes 受診日, 続柄 an item): encoding,
/// header, quotes, totals, spreadsheets' damage and the person are read like a roster's, row by row.
/// </summary>
public sealed partial class RosterVectorsAsCheckupTests
{
    private const string Kind = "reading";

    /// <summary>What a roster says of a row and a checkup file does not: other columns' values, or too few of them.</summary>
    private static readonly string[] OtherColumns = ["続柄", "資格取得日", "資格喪失日", "健診閲覧コード"];

    private static readonly Encoding Cp932 = RosterText.Cp932;

    public static TheoryData<string> Names => [.. RosterFileVectors.Names(Kind).Where(name => Checkup(RosterFileVectors.Read(Kind, name)) is not null)];

    [Theory, MemberData(nameof(Names))]
    [Trait("Rule", "RST-1"), Trait("Rule", "RST-2"), Trait("Rule", "RST-7"), Trait("Rule", "RST-15"), Trait("Rule", "FILE-1")]
    public async Task ReadAsync_RosterMadeACheckupFile_HasTheSameRows(string name)
    {
        var vector = RosterFileVectors.Read(Kind, name);
        var file = new DroppedFile
        {
            Id = "06123459-0",
            Owner = "06123459",
            Path = "06123459/a.csv",
            Kind = FileKind.Checkup,
            BlobETag = "",
            Size = 1,
            UploadedAt = default,
            ReceivedAt = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
        await using var reader = new FileReader<CheckupRow>(new MemoryStream(Checkup(vector)!), new CheckupRows(file, vector.Eras, sealer: null!));
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
    public void Names_OfVectorsThatFit_AreMost() => Names.Should().HaveCountGreaterThanOrEqualTo(60);

    /// <returns>Null for a vector about what a checkup file has not, or whose header cannot be made one's.</returns>
    private static byte[]? Checkup(RosterFileVectors.Vector vector)
    {
        if (vector.Outcome.Any(line => OtherColumns.Any(column => line.Contains($"{column}:", StringComparison.Ordinal))))
        {
            return null;
        }

        var bytes = Convert.ToHexString(vector.Files[0]);
        foreach (var encoding in new[] { Encoding.UTF8, Cp932 })
        {
            foreach (var (word, other) in new[] { ("資格取得日", "受診日"), ("続柄", "身長") })
            {
                bytes = ReplaceFirst(bytes, Convert.ToHexString(encoding.GetBytes(word)), Convert.ToHexString(encoding.GetBytes(other)));
            }
        }

        var made = Convert.FromHexString(bytes);
        return made.AsSpan().SequenceEqual(vector.Files[0]) ? null : made;
    }

    private static string ReplaceFirst(string text, string word, string other) =>
        text.IndexOf(word, StringComparison.Ordinal) is >= 0 and var at ? string.Concat(text.AsSpan(0, at), other, text.AsSpan(at + word.Length)) : text;

    [GeneratedRegex("^[0-9]+ (row|bad|none)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
