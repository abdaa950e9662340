using System.Text;
using Kencom.Core.Checkups.Files;
using Kencom.Core.Files;
using Kencom.Core.Tests.Rosters;

namespace Kencom.Core.Tests.Files;

/// <summary>
/// The files of vectors/roster-files/reading, made into files of viewing codes: the column 資格取得日 becomes 健診閲覧コード, and the day that most of them
/// have there a code. Encoding, header, quotes, totals, spreadsheets' damage and the person are read like a roster's, row by row.
/// </summary>
public sealed class RosterVectorsAsCodeFileTests
{
    public static TheoryData<string> Names => [.. RosterFileVectors.Names(RosterVectorRows.Kind).Where(name => Codes(RosterFileVectors.Read(RosterVectorRows.Kind, name)) is not null)];

    [Theory, MemberData(nameof(Names))]
    [Trait("Rule", "RST-1"), Trait("Rule", "RST-7"), Trait("Rule", "RST-15"), Trait("Rule", "FILE-3")]
    public async Task ReadAsync_RosterMadeACodeFile_HasTheSameRows(string name)
    {
        var vector = RosterFileVectors.Read(RosterVectorRows.Kind, name);
        await RosterVectorRows.ShouldBeReadAsync(vector, Codes(vector)!, new CodeRows(RosterVectorRows.File(FileKind.ViewingCode), vector.Eras, sealer: null!));
    }

    [Fact]
    public void Names_OfVectorsThatFit_AreMost() => Names.Should().HaveCountGreaterThanOrEqualTo(50);

    /// <returns>Null for a vector about what a code file has not (forms of 資格取得日 are no codes), or that cannot be made one.</returns>
    private static byte[]? Codes(RosterFileVectors.Vector vector)
    {
        if (vector.Name.StartsWith("dates-", StringComparison.Ordinal) || RosterVectorRows.IsAboutOtherColumns(vector))
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
}
