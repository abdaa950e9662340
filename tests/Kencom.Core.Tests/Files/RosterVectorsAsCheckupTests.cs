using System.Globalization;
using System.Text;
using Kencom.Core.Checkups.Files;
using Kencom.Core.Files;
using Kencom.Core.Tests.Rosters;

namespace Kencom.Core.Tests.Files;

/// <summary>
/// The files of vectors/roster-files/reading, made into files of checkups by other words in the header (資格取得日 becomes 受診日, 続柄 an item): encoding,
/// header, quotes, totals, spreadsheets' damage and the person are read like a roster's, row by row.
/// </summary>
public sealed class RosterVectorsAsCheckupTests
{
    private static readonly Encoding Cp932 = RosterText.Cp932;

    public static TheoryData<string> Names => [.. RosterFileVectors.Names(RosterVectorRows.Kind).Where(name => Checkup(RosterFileVectors.Read(RosterVectorRows.Kind, name)) is not null)];

    [Theory, MemberData(nameof(Names))]
    [Trait("Rule", "RST-1"), Trait("Rule", "RST-2"), Trait("Rule", "RST-7"), Trait("Rule", "RST-15"), Trait("Rule", "FILE-1")]
    public async Task ReadAsync_RosterMadeACheckupFile_HasTheSameRows(string name)
    {
        var vector = RosterFileVectors.Read(RosterVectorRows.Kind, name);
        await RosterVectorRows.ShouldBeReadAsync(vector, Checkup(vector)!, new CheckupRows(RosterVectorRows.File(FileKind.Checkup), vector.Eras, sealer: null!));
    }

    [Fact]
    public void Names_OfVectorsThatFit_AreMost() => Names.Should().HaveCountGreaterThanOrEqualTo(60);

    /// <returns>Null for a vector about what a checkup file has not, or whose header cannot be made one's.</returns>
    private static byte[]? Checkup(RosterFileVectors.Vector vector)
    {
        if (RosterVectorRows.IsAboutOtherColumns(vector))
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
}
