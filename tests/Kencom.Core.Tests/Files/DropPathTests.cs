using Kencom.Core.Files;
using Kencom.Core.Storage;

namespace Kencom.Core.Tests.Files;

[Trait("Rule", "RST-1")]
public class DropPathTests
{
    [Theory]
    [InlineData("06123459/full/202404.csv", FileKind.Full)]
    [InlineData("06123459/diff/変更分.CSV", FileKind.Diff)]
    [InlineData("123456/full/a.tsv", FileKind.Full)]
    [InlineData("123456/full/a.b.txt", FileKind.Full)]
    public void TryParse_PathOfTheRule_GivesInsurerAndKind(string path, FileKind kind)
    {
        DropPath.TryParse(ContainerNames.Rosters, path, out var drop, out var reason).Should().BeTrue();
        reason.Should().BeNull();
        (drop!.Owner, drop.Kind).Should().Be((path.Split('/')[0], kind));
    }

    [Theory]
    [InlineData(ContainerNames.Checkups, "06123459/2026.csv", FileKind.Checkup)]
    [InlineData(ContainerNames.Checkups, "DEMO-GROUP/2026.TSV", FileKind.Checkup)]
    [InlineData(ContainerNames.ViewingCodes, "123456/a.txt", FileKind.ViewingCode)]
    [InlineData(ContainerNames.ViewingCodes, "1a/a.txt", FileKind.ViewingCode)]
    public void TryParse_PathOfAnotherKind_GivesOwnerAndKind(string container, string path, FileKind kind)
    {
        DropPath.TryParse(container, path, out var drop, out var reason).Should().BeTrue();
        reason.Should().BeNull();
        (drop!.Owner, drop.Kind).Should().Be((path.Split('/')[0], kind));
    }

    [Theory]
    [InlineData("2026.csv", "保険者番号または団体連携コードのフォルダーに入っていません")]
    [InlineData("6123459/a.csv", "「06123459」")]
    [InlineData("1234/a.csv", "でも団体連携コードでもありません")]
    [InlineData("団体/a.csv", "でも団体連携コードでもありません")]
    [InlineData("_unplaced/a.csv", "でも団体連携コードでもありません")]
    [InlineData("06123459/full/a.csv", "さらにフォルダー")]
    [InlineData("DEMO-GROUP/a.xlsx", ".csv、.tsv、.txt")]
    public void TryParse_PathOfNoRuleForOtherKinds_SaysWhy(string path, string reason)
    {
        DropPath.TryParse(ContainerNames.Checkups, path, out var drop, out var why).Should().BeFalse();
        drop.Should().BeNull();
        why.Should().Contain(reason);
    }

    [Theory]
    [InlineData("202404.csv", "フォルダーに入っていません")]
    [InlineData("kenpo/full/a.csv", "保険者番号（6桁または8桁の数字）ではありません")]
    [InlineData("6123459/full/a.csv", "「06123459」")]
    [InlineData("00123456/full/a.csv", "「123456」")]
    [InlineData("０６１２３４５９/full/a.csv", "「06123459」")]
    [InlineData("06123459/a.csv", "full または diff のフォルダーに入っていません")]
    [InlineData("06123459/FULL/a.csv", "小文字の full でも diff でもありません")]
    [InlineData("06123459/全件/a.csv", "小文字の full でも diff でもありません")]
    [InlineData("06123459/full/2026/a.csv", "さらにフォルダー")]
    [InlineData("06123459/full/a.xlsx", ".csv、.tsv、.txt")]
    [InlineData("06123459/full/a", ".csv、.tsv、.txt")]
    [InlineData("06123459/full/.csv", ".csv、.tsv、.txt")]
    [InlineData("06123459/full/", ".csv、.tsv、.txt")]
    public void TryParse_PathOfNoRule_SaysWhy(string path, string reason)
    {
        DropPath.TryParse(ContainerNames.Rosters, path, out var drop, out var why).Should().BeFalse();
        drop.Should().BeNull();
        why.Should().Contain(reason);
    }
}
