using System.Text;
using Kencom.Core.Files;
using Kencom.Core.Rosters;

namespace Kencom.Core.Tests.Rosters;

public class RosterReaderTests
{
    [Theory, Trait("Rule", "RST-1")]
    [InlineData("cp932", "\r\n")]
    [InlineData("cp932", "\n")]
    [InlineData("utf-8", "\r\n")]
    [InlineData("utf-8-bom", "\n")]
    public async Task ReadAsync_EveryEncodingAndLineEnd_GivesTheSameRow(string encoding, string lineEnd)
    {
        var text = RosterText.File(RosterText.Row(name: "ｹﾝｺﾑ　ﾀﾛｳ", symbol: "健保", id: "K1"), RosterText.Row(branch: "", end: "2024/3/31")).Replace("\r\n", lineEnd, StringComparison.Ordinal);
        var bytes = encoding switch
        {
            "cp932" => RosterText.Cp932.GetBytes(text),
            "utf-8-bom" => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
            _ => Encoding.UTF8.GetBytes(text),
        };

        var file = await RosterText.ReadAsync(bytes);

        file.Rejection.Should().BeNull();
        file.Skipped.Should().BeEmpty();
        file.Rows.Select(row => (row.Line, row.Card.InsurerNumber.Value, row.Card.Symbol.Value, row.Card.Number.Value, row.Branch?.Value, row.Name.Value, row.BirthDate, row.CoverageEnd, row.PersonId))
            .Should().Equal(
                (2, "06123459", "健保", "123456", "00", "ケンコムタロウ", new DateOnly(1972, 4, 15), (DateOnly?)null, "K1"),
                (3, "06123459", "1234", "123456", null, "ケンコムタロウ", new DateOnly(1972, 4, 15), new DateOnly(2024, 3, 31), null));
    }

    [Fact, Trait("Rule", "RST-1")]
    public async Task ReadAsync_ColumnsInAnotherOrderWithUnknownOnes_AreFoundByName()
    {
        var file = await RosterText.ReadAsync("備考,加入者ID,続 柄,NameKana,生年月日,番号,記号,保険者番号,資格取得日,住所\n\"改行\nあり\",,家族,ハナコ,S50.1.2,7,,123456,R1.5.1,\"東京都, 1\"\n");

        file.Rejection.Should().BeNull();
        file.Rows.Should().ContainSingle().Which.Should().BeEquivalentTo(new
        {
            Line = 2,
            Relation = Relation.Dependent,
            BirthDate = new DateOnly(1975, 1, 2),
            CoverageStart = new DateOnly(2019, 5, 1),
            CoverageEnd = (DateOnly?)null,
            Branch = (object?)null,
        });
    }

    [Theory, Trait("Rule", "RST-1")]
    [InlineData("", "空です")]
    [InlineData("\r\n\r\n", "空です")]
    [InlineData("記号,番号\n1,2\n", "列がありません: 保険者番号、氏名カナ、生年月日、続柄、資格取得日")]
    [InlineData("こんにちは\n", "見出し行がありません")]
    [InlineData("保険者番号,記号,番号,氏名カナ,生年月日,続柄,資格取得日,番号\n", "「番号」の列が2つ")]
    [InlineData("PK\u0003\u0004....", "CSV形式で保存")]
    public async Task ReadAsync_NoRosterFile_IsRejectedWithTheReason(string text, string reason)
    {
        var file = await RosterText.ReadAsync(text);

        file.Rows.Should().BeEmpty();
        file.Rejection.Should().Contain(reason);
    }

    [Fact, Trait("Rule", "RST-1")]
    public async Task ReadAsync_Utf16_IsRejectedWithTheReason() =>
        (await RosterText.ReadAsync([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(RosterText.File(RosterText.Row()))])).Rejection.Should().Contain("UTF-16");

    public static TheoryData<string, string, string> BadValues => new()
    {
        { RosterText.Row(insurer: "1234"), "保険者番号", "桁" },
        { RosterText.Row(symbol: "1.23457E+07"), "記号", "表計算" },
        { RosterText.Row(symbol: "1月2日"), "記号", "表計算" },
        { RosterText.Row(symbol: "2024/1/2"), "記号", "表計算" },
        { RosterText.Row(symbol: "2-Jan"), "記号", "表計算" },
        { RosterText.Row(symbol: "Jan-02"), "記号", "表計算" },
        { RosterText.Row(symbol: "71-"), "記号", "ハイフン" },
        { RosterText.Row(symbol: "\uE000"), "記号", "使えない" },
        { RosterText.Row(number: "1.23457E+07"), "番号", "表計算" },
        { RosterText.Row(number: ""), "番号", "数字" },
        { RosterText.Row(branch: "1-1"), "枝番", "2桁" },
        { RosterText.Row(name: "健康太郎"), "氏名カナ", "カタカナ" },
        { RosterText.Row(name: "ケンコム\uE000"), "氏名カナ", "外字" },
        { RosterText.Row(name: ""), "氏名カナ", "カタカナ" },
        { RosterText.Row(birth: "3470415"), "生年月日", "日付" },
        { RosterText.Row(birth: "26404"), "生年月日", "日付" },
        { RosterText.Row(relation: "世帯主"), "続柄", "本人" },
        { RosterText.Row(start: ""), "資格取得日", "日付" },
        { RosterText.Row(end: "未定"), "資格喪失日", "日付" },
        { RosterText.Row(end: "2020-03-31"), "資格喪失日", "より前" },
        { RosterText.Row(id: "K\u00001"), "加入者ID", "使えない" },
        { "06123459,1234", "番号", "数字" },
        { RosterText.Row() + ",,,余り", "", "列の数" },
    };

    [Theory, MemberData(nameof(BadValues)), Trait("Rule", "RST-7")]
    public async Task ReadAsync_BadValue_SkipsTheRowAndSaysWhere(string row, string column, string reason)
    {
        var file = await RosterText.ReadAsync(RosterText.File(RosterText.Row(), row, RosterText.Row()));

        file.Rejection.Should().BeNull();
        file.Rows.Select(read => read.Line).Should().Equal(2, 4);
        var skipped = file.Skipped.Should().ContainSingle().Which;
        skipped.Line.Should().Be(3);
        skipped.IsPerson.Should().BeTrue();
        skipped.Problems.Should().Contain(problem => problem.Column == column && problem.Reason.Contains(reason, StringComparison.Ordinal));
    }

    [Fact, Trait("Rule", "RST-7")]
    public async Task ReadAsync_SeveralBadValues_AreAllReportedWithoutThem()
    {
        var file = await RosterText.ReadAsync(RosterText.File(RosterText.Row(symbol: "1月2日", name: "山田", birth: "きのう")));

        var problems = file.Skipped.Should().ContainSingle().Which.Problems;
        problems.Select(problem => problem.Column).Should().Equal("記号", "氏名カナ", "生年月日");
        problems.Select(problem => problem.Reason).Should().NotContain(reason => reason.Contains("山田") || reason.Contains("きのう"));
    }

    [Fact, Trait("Rule", "RST-7")]
    public async Task ReadAsync_TotalRowAndRepeatedHeader_AreNoPersons()
    {
        var file = await RosterText.ReadAsync(RosterText.File(RosterText.Row(), RosterText.Header, RosterText.Row(), ",,,,,,,,,", "", "合計,2,,,,,,,,", "件数：2", "\u001A"));

        file.Rows.Should().HaveCount(2);
        file.Skipped.Select(skipped => (skipped.Line, skipped.IsPerson)).Should().Equal((3, false), (7, false), (8, false));
    }

    [Fact, Trait("Rule", "RST-1")]
    public async Task ReadAsync_SpreadsheetHabits_AreUnderstood()
    {
        var file = await RosterText.ReadAsync(
            RosterText.Header + ",,\n" + RosterText.Row(insurer: "6123459", number: "=\"0012\"", branch: "1", name: "\"ケンコム　タロウ\"", birth: "1972/4/15 0:00") + ",,,\n" + RosterText.Row(symbol: "'0012") + "\n");

        file.Skipped.Should().BeEmpty();
        file.Rows.Select(row => (row.Line, row.Card.InsurerNumber.Value, row.Card.Symbol.Value, row.Card.Number.Value)).Should().Equal((2, "06123459", "1234", "12"), (3, "06123459", "12", "123456"));
    }

    [Theory, Trait("Rule", "RST-7")]
    [InlineData(new byte[] { 0x82 }, 1)]
    [InlineData(new byte[] { 0x85, 0x40 }, 1)]
    [InlineData(new byte[] { 0x80 }, 1)]
    [InlineData(new byte[] { 0xA0 }, 1)]
    [InlineData(new byte[] { 0xFD }, 1)]
    [InlineData(new byte[] { 0xF0, 0x40 }, 1)]
    [InlineData(new byte[] { 0xFC, 0x4C }, 1)]
    public async Task ReadAsync_Cp932ThatDoesNotDecode_LosesThatRowOnly(byte[] bad, int expected)
    {
        // The broken name ends with the bad bytes, directly before the comma that an undecoded lead byte would swallow.
        var marked = RosterText.Cp932.GetBytes(RosterText.File(RosterText.Row(), RosterText.Row(name: "タロウ@"), RosterText.Row(name: "ハナコ")));
        var at = Array.IndexOf(marked, (byte)'@');

        var file = await RosterText.ReadAsync([.. marked[..at], .. bad, .. marked[(at + 1)..]]);

        file.Rows.Select(row => row.Line).Should().Equal(2, 4);
        file.Skipped.Should().HaveCount(expected).And.OnlyContain(skipped => skipped.Line == 3);
    }

    [Theory, Trait("Rule", "RST-7")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_FileCutInTheMiddleOfACharacter_LosesTheLastRowOnly(bool cp932)
    {
        var text = RosterText.File(RosterText.Row(), RosterText.Row()) + "06123459,1234,123456,00,ケンコ";
        var bytes = (cp932 ? RosterText.Cp932 : Encoding.UTF8).GetBytes(text)[..^1];

        var file = await RosterText.ReadAsync(bytes);

        file.Rejection.Should().BeNull();
        file.Rows.Should().HaveCount(2);
        file.Skipped.Should().ContainSingle().Which.Problems.Should().Contain(problem => problem.Reason.Contains("文字コード"));
    }

    [Fact, Trait("Rule", "RST-7")]
    public async Task ReadAsync_QuoteThatIsNeverClosed_LosesItsLineOnly()
    {
        var file = await RosterText.ReadAsync(RosterText.File([RosterText.Row(), RosterText.Row(symbol: "\"12"), .. Enumerable.Repeat(RosterText.Row(), 50)]));

        file.Rejection.Should().BeNull();
        file.Rows.Should().HaveCount(51);
        file.Rows[^1].Line.Should().Be(53);
        file.Skipped.Should().ContainSingle().Which.Line.Should().Be(3);
    }

    [Theory, Trait("Rule", "RST-15")]
    [InlineData("備考", "\"要確認", 40)]
    [InlineData("備考", "\"要確認", 20_000)]
    [InlineData("記号", "\"12", 20_000)]
    public async Task ReadAsync_QuoteThatIsNeverClosed_LosesItsLineOnlyHoweverLongTheFile(string column, string value, int rows)
    {
        var bad = column == "記号" ? RosterText.Row(symbol: value) + "," : RosterText.Row() + "," + value;
        var file = await RosterText.ReadAsync(string.Join("\r\n", [RosterText.Header + ",備考", RosterText.Row() + ",", bad, .. Enumerable.Repeat(RosterText.Row() + ",", rows)]));

        file.Rejection.Should().BeNull();
        file.Rows.Should().HaveCount(rows + 1);
        var skipped = file.Skipped.Should().ContainSingle().Which;
        skipped.Line.Should().Be(3);
        skipped.Problems[0].Reason.Should().Contain("引用符");
        skipped.MayBe.Should().ContainSingle().Which.Name!.Value.Value.Should().Be("ケンコムタロウ");
    }

    [Theory, Trait("Rule", "RST-15"), Trait("Rule", "RST-16")]
    [InlineData(70_000, true)]
    [InlineData(3_000_000, true)]
    [InlineData(3_000_000, false)]
    public async Task ReadAsync_LineLongerThanAnyRow_IsOneBadRow(int length, bool hasLineEnd)
    {
        var file = await RosterText.ReadAsync(RosterText.File(RosterText.Row()) + RosterText.Row(id: "K2") + "," + new string('x', length) + (hasLineEnd ? "\r\n" + RosterText.Row() : ""));

        file.Rejection.Should().BeNull();
        file.Rows.Should().HaveCount(hasLineEnd ? 2 : 1);
        var skipped = file.Skipped.Should().ContainSingle().Which;
        (skipped.Line, skipped.Problems[0].Reason).Should().Be((3, "行が長すぎます。"));
        skipped.MayBe.Should().ContainSingle().Which.PersonId.Should().Be("K2");
    }

    [Fact, Trait("Rule", "RST-1"), Trait("Rule", "RST-16")]
    public async Task ReadAsync_EndlessTitle_IsSkipped()
    {
        var file = await RosterText.ReadAsync(new string('=', 200_000) + "\r\n" + RosterText.File(RosterText.Row()));

        file.Rejection.Should().BeNull();
        file.Rows.Should().ContainSingle().Which.Line.Should().Be(3);
    }

    [Fact, Trait("Rule", "RST-15"), Trait("Rule", "RST-4")]
    public async Task ReadAsync_FileOfOneEndlessLine_IsRejectedInConstantMemory()
    {
        // The stream never waits, so all is done on this thread.
        var before = GC.GetAllocatedBytesForCurrentThread();
        await using var reader = new FileReader<IRosterFileRow>(new EndlessLine(200_000_000), new RowsAsParsed(eras: null));

        (await reader.ReadAsync()).Should().BeFalse();

        reader.Rejection.Should().Contain("見出し行がありません");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(8_000_000);
    }

    [Fact, Trait("Rule", "RST-1")]
    public async Task ReadAsync_EveryCodeOfCp932_ReadsAsPublished()
    {
        // Every double-byte code and its character as Microsoft publishes them; 398 codes are duplicates, NEC's and IBM's.
        var codes = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Rosters", "vectors", "cp932.txt"));
        codes.Should().HaveCount(9604);

        foreach (var line in codes)
        {
            FileEncoding.Cp932.GetString(Convert.FromHexString(line[..4])).Should().Be(line[5..], line[..4]);
        }
    }

    [Theory, Trait("Rule", "RST-1")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_UnusedColumnInTheOtherEncoding_DoesNotMatter(bool cp932)
    {
        var (one, other) = cp932 ? (RosterText.Cp932, Encoding.UTF8) : (Encoding.UTF8, RosterText.Cp932);
        byte[] header = one.GetBytes(RosterText.Header + ",住所\r\n"), row = [.. one.GetBytes(RosterText.Row() + ","), .. other.GetBytes("東京都千代田区\r\n")];

        var file = await RosterText.ReadAsync([.. header, .. row, .. row, .. row]);

        file.Rejection.Should().BeNull();
        file.Rows.Should().HaveCount(3);
    }

    [Fact, Trait("Rule", "RST-1")]
    public async Task ReadAsync_OneBrokenByteInUtf8_DoesNotTurnTheFileIntoCp932()
    {
        var bytes = Encoding.UTF8.GetBytes(RosterText.File(RosterText.Row(), RosterText.Row(name: "タロウ@"), RosterText.Row()));
        bytes[Array.IndexOf(bytes, (byte)'@')] = 0xFF;

        var file = await RosterText.ReadAsync(bytes);

        file.Rows.Should().HaveCount(2);
        file.Skipped.Should().ContainSingle();
    }

    /// <summary>So many bytes without a line end.</summary>
    private sealed class EndlessLine(int length) : Stream
    {
        private int left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = Math.Min(left, buffer.Length);
            buffer[..read].Fill((byte)'x');
            left -= read;
            return read;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
