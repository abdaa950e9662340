using System.Text.RegularExpressions;
using Kencom.Core.Files;
using Kencom.Core.Tests.Rosters;

namespace Kencom.Core.Tests.Files;

/// <summary>A roster's vector that was made into another file must be read as its outcome says of the roster: the same rows, the same rejection.</summary>
internal static partial class RosterVectorRows
{
    public const string Kind = "reading";

    /// <summary>What a roster says of a row and another file does not: other columns' values, or too few of them.</summary>
    private static readonly string[] OtherColumns = ["続柄", "資格取得日", "資格喪失日", "健診閲覧コード"];

    public static bool IsAboutOtherColumns(RosterFileVectors.Vector vector) =>
        vector.Outcome.Any(line => OtherColumns.Any(column => line.Contains($"{column}:", StringComparison.Ordinal)));

    public static DroppedFile File(FileKind kind) => new()
    {
        Id = "06123459-0",
        Owner = "06123459",
        Path = "06123459/a.csv",
        Kind = kind,
        BlobETag = "",
        Size = 1,
        UploadedAt = default,
        ReceivedAt = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    public static async Task ShouldBeReadAsync<TRow>(RosterFileVectors.Vector vector, byte[] made, IRows<TRow> meaning)
        where TRow : class
    {
        await using var reader = new FileReader<TRow>(new MemoryStream(made), meaning);
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

    [GeneratedRegex("^[0-9]+ (row|bad|none)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
