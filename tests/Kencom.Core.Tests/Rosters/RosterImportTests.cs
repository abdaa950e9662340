using System.Text;
using Kencom.Core.Files;
using Kencom.Core.Members;
using Kencom.Core.Rosters;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Tests.Rosters;

/// <summary>Whole imports on real storage: what becomes of files, and what a check finds afterwards.</summary>
public class RosterImportTests
{
    private const string Full = "06123459/full/202404.csv";

    [Theory, Trait("Rule", "RST-1"), Trait("Rule", "EL-7")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Import_FirstFile_LetsEveryPersonBeFound(bool cp932)
    {
        await using var app = await StartAsync();

        var file = await app.ImportAsync(Full, RosterText.File(
            RosterText.Row(symbol: "71-1234", number: "12345678", name: "ｹﾝｺﾑ ﾀﾛｳ"),
            RosterText.Row(symbol: "71-1234", number: "12345678", branch: "01", name: "ケンコム　ハナコ", birth: "S50.1.2", relation: "家族")), cp932);

        file.State.Should().Be(FileState.Done);
        file.Counts.Should().Be(new FileCounts(Read: 2, Added: 2));
        file.Percent.Should().Be(100);
        var found = await app.CheckAsync("06123459", "1234", "2345678", "けんこむ たろう", "1972-04-15");
        found!.Person.Should().BeEquivalentTo(new { Relation = Relation.Insured, CoverageStart = new DateOnly(2020, 4, 1), CoverageEnd = (DateOnly?)null });
        found.Step.Should().Be(1);
        (await app.CheckAsync("6123459", "９-1234", "2345678", "ハナコ・ケンコム", "1975-01-02"))!.Person.Should().BeNull("the order of the names differs");
        (await app.CheckAsync("6123459", "９-1234", "2345678", "ケンコムハナコ", "1975-01-02"))!.Person!.Relation.Should().Be(Relation.Dependent);
        (await app.CheckAsync("06123459", "1234", "2345679", "ケンコムタロウ", "1972-04-15")).Should().BeNull();
    }

    [Fact, Trait("Rule", "EL-5"), Trait("Rule", "EL-7")]
    public async Task Match_FamiliesAndTwins_FindsExactlyTheOwnRowOrNothing()
    {
        await using var app = await StartAsync();
        await app.ImportAsync(Full, RosterText.File(
            RosterText.Row(branch: "00", name: "ヤマダイチロウ"),
            RosterText.Row(branch: "01", name: "ヤマダミヅキ", birth: "2010-05-05", relation: "家族"),
            RosterText.Row(branch: "02", name: "ヤマダミズキ", birth: "2010-05-05", relation: "家族"),
            RosterText.Row(branch: "03", name: "ヤマダキヨウコ", birth: "2010-05-05", relation: "家族"),
            RosterText.Row(branch: "04", name: "ヤマダフミヲ", birth: "2012-05-05", relation: "家族"),
            RosterText.Row(branch: "05", name: "ヤマダフミオ", birth: "2012-05-05", relation: "家族")));

        async Task<CardMatch> Find(string name, string birth) => (await app.CheckAsync("06123459", "1234", "123456", name, birth))!;
        var one = await Find("ヤマダミヅキ", "2010-05-05");
        var other = await Find("ヤマダミズキ", "2010-05-05");
        (one.Step, other.Step).Should().Be((1, 1));
        one.Person!.Key.Should().NotBe(other.Person!.Key);
        (await Find("ヤマダキョウコ", "2010-05-05")).Should().Match<CardMatch>(match => match.Person != null && match.Step == 2);
        (await Find("ヤマダイチロウ", "2010-05-05")).Person.Should().BeNull("the birth date is another's");
        (await Find("ヤマダフミヰ", "2012-05-05")).Should().Be(new CardMatch(null, null, false));
        var both = await Find("ヤマダフミヲ", "2012-05-05");
        both.Person.Should().NotBeNull("the first step decides before the last is asked");
        (await Find("ヤマダミッキ", "2010-05-05")).Person.Should().BeNull();
    }

    [Fact, Trait("Rule", "EL-7")]
    public async Task Match_SeveralAtTheSameStep_IsAmbiguous()
    {
        await using var app = await StartAsync();
        await app.ImportAsync(Full, RosterText.File(
            RosterText.Row(branch: "01", name: "ヤマダユヅキ", birth: "2010-05-05", relation: "家族"), RosterText.Row(branch: "02", name: "ヤマダユズキ", birth: "2010-05-05", relation: "家族"),
            RosterText.Row(branch: "03", name: "サトウアイ", birth: "2011-05-05", relation: "家族"), RosterText.Row(branch: "04", name: "サトウアイ", birth: "2011-05-05", relation: "家族")));

        (await app.CheckAsync("06123459", "1234", "123456", "サトウアイ", "2011-05-05")).Should().Be(new CardMatch(null, 1, true));
        (await app.CheckAsync("06123459", "1234", "123456", "ヤマダュヅキ", "2010-05-05"))!.Person.Should().NotBeNull("only one is left at the second step");
    }

    [Fact, Trait("Rule", "RST-3")]
    public async Task Receive_AnnouncedThreeTimesAndSwept_ImportsOnce()
    {
        await using var app = await StartAsync();
        await app.DropAsync(Full, RosterText.File(RosterText.Row()));
        for (var i = 0; i < 3; i++)
        {
            await app.Get<ReceiveFiles>().HandleAsync(ContainerNames.Rosters, Full, default);
        }

        await app.PumpAsync();
        await app.Get<SweepFiles>().HandleAsync(default);
        await app.PumpAsync();

        var files = await app.Get<FileStore>().ListAsync("06123459", default);
        files.Should().ContainSingle().Which.State.Should().Be(FileState.Done);
        files[0].Counts.Should().Be(new FileCounts(Read: 1, Added: 1));
    }

    [Fact, Trait("Rule", "RST-3")]
    public async Task Receive_SameNameNewContent_IsANewFile()
    {
        await using var app = await StartAsync();
        await app.ImportAsync(Full, RosterText.File(RosterText.Row()));
        var second = await app.ImportAsync(Full, RosterText.File(RosterText.Row(), RosterText.Row(number: "7")));

        second.Counts.Should().Be(new FileCounts(Read: 2, Added: 1, Unchanged: 1));
        (await app.Get<FileStore>().ListAsync("06123459", default)).Should().HaveCount(2).And.OnlyContain(file => file.State == FileState.Done);
    }

    [Fact, Trait("Rule", "RST-3")]
    public async Task Sweep_UnannouncedFile_IsFoundAndImported()
    {
        await using var app = await StartAsync();
        await app.DropAsync(Full, RosterText.File(RosterText.Row()));
        await app.DropAsync("notes/full/a.csv", "x");
        await app.DropAsync("06123459/other/a.csv", "x");

        await app.Get<SweepFiles>().HandleAsync(default);
        await app.PumpAsync();

        (await app.FileAsync(Full)).State.Should().Be(FileState.Done);
    }

    [Fact, Trait("Rule", "RST-10")]
    public async Task Receive_FilesAnnouncedTheWrongWayRound_AreAppliedInTheOrderOfArrival()
    {
        await using var app = await StartAsync();
        await app.DropAsync("06123459/full/a.csv", RosterText.File(RosterText.Row(name: "ケンコムタロウ")));
        await app.DropAsync("06123459/diff/b.csv", RosterText.File(RosterText.Row(name: "ケンコムジロウ")));

        await app.Get<ReceiveFiles>().HandleAsync(ContainerNames.Rosters, "06123459/diff/b.csv", default);
        (await app.FileAsync("06123459/diff/b.csv")).State.Should().Be(FileState.Received, "one at a time");
        (await app.FileAsync("06123459/full/a.csv")).State.Should().Be(FileState.Splitting);
        await app.PumpAsync();

        (await app.CheckAsync("06123459", "1234", "123456", "ケンコムジロウ", "1972-04-15"))!.Person.Should().NotBeNull();
        (await app.FileAsync("06123459/diff/b.csv")).Counts.Should().Be(new FileCounts(Read: 1, Changed: 1));
    }

    [Fact, Trait("Rule", "RST-4")]
    public async Task Import_SameFileAgain_WritesNothing()
    {
        await using var app = await StartAsync();
        var text = RosterText.File([.. Enumerable.Range(1, 50).Select(i => RosterText.Row(number: $"{i}"))]);
        await app.ImportAsync(Full, text);
        var before = await app.TablesAsync();

        var again = await app.ImportAsync("06123459/full/202405.csv", text);

        again.State.Should().Be(FileState.Done);
        again.Counts.Should().Be(new FileCounts(Read: 50, Unchanged: 50));
        again.Changes.Should().Be(0);
        (await app.TablesAsync()).Should().Equal(before);
    }

    [Fact, Trait("Rule", "RST-4"), Trait("Rule", "RST-8")]
    public async Task Import_FewChangedRows_WritesOnlyThose()
    {
        await using var app = await StartAsync(("Import:RowsPerPart", "100"));
        string[] rows = [.. Enumerable.Range(1, 1000).Select(i => RosterText.Row(number: $"{i}"))];
        await app.ImportAsync(Full, RosterText.File(rows));
        rows[10] = RosterText.Row(number: "11", name: "ケンコムジロウ", id: "K11");
        rows[700] = RosterText.Row(number: "701", end: "2023-03-31");

        var file = await app.ImportAsync("06123459/full/202405.csv", RosterText.File([.. rows, RosterText.Row(number: "2000")]));

        file.Parts.Should().BeGreaterThan(1);
        file.Counts.Should().Be(new FileCounts(Read: 1001, Added: 1, Changed: 2, Unchanged: 998));
        file.Changes.Should().Be(3);
        (await app.TablesAsync()).Where(row => row.StartsWith(TableNames.RosterCards, StringComparison.Ordinal)).Should().HaveCount(1001);
    }

    [Fact, Trait("Rule", "RST-6")]
    public async Task Import_FewMissingFromFullFile_EndsTheirCoverage()
    {
        await using var app = await StartAsync();
        string[] rows = [.. Enumerable.Range(1, 40).Select(i => RosterText.Row(number: $"{i}"))];
        await app.ImportAsync(Full, RosterText.File(rows));

        var file = await app.ImportAsync("06123459/full/202405.csv", RosterText.File(rows[1..]));

        file.State.Should().Be(FileState.Done);
        file.Counts.Should().Be(new FileCounts(Read: 39, Unchanged: 39, Ended: 1));
        var gone = (await app.CheckAsync("06123459", "1234", "1", "ケンコムタロウ", "1972-04-15"))!.Person!;
        gone.CoverageEnd.Should().Be(file.Day);
        gone.Covers(file.Day).Should().BeFalse();
        (await app.ImportAsync("06123459/full/202406.csv", RosterText.File(rows))).Counts.Changed.Should().Be(1, "the person is back");
        (await app.CheckAsync("06123459", "1234", "1", "ケンコムタロウ", "1972-04-15"))!.Person!.Key.Should().Be(gone.Key);
    }

    [Fact, Trait("Rule", "RST-6")]
    public async Task Import_TooManyMissing_WaitsAndChangesNothingUntilApproved()
    {
        await using var app = await StartAsync();
        string[] rows = [.. Enumerable.Range(1, 40).Select(i => RosterText.Row(number: $"{i}"))];
        await app.ImportAsync(Full, RosterText.File(rows));
        var before = await app.TablesAsync();

        var file = await app.ImportAsync("06123459/full/202405.csv", RosterText.File(rows[3..]));

        file.State.Should().Be(FileState.WaitingForApproval);
        file.Reasons.Should().ContainSingle().Which.Should().Contain("40人のうち3人");
        (await app.TablesAsync()).Should().Equal(before);
        (await app.ReportAsync(file)).Should().BeEquivalentTo(new { State = FileState.WaitingForApproval, file.Counts });

        var approved = await app.Get<ApproveFile>().HandleAsync(Decide(file), default);
        approved.IsSuccess.Should().BeTrue();
        await app.PumpAsync();
        (await app.FileAsync(file.Path)).State.Should().Be(FileState.Done);
        (await app.CheckAsync("06123459", "1234", "1", "ケンコムタロウ", "1972-04-15"))!.Person!.CoverageEnd.Should().Be(file.Day);
        (await app.Get<ApproveFile>().HandleAsync(Decide(file), default)).Error.Should().Be(Errors.Conflict);
    }

    [Fact, Trait("Rule", "RST-6"), Trait("Rule", "EL-15")]
    public async Task Import_AllCardsRenumberedUnderTheSameIds_EndsNobodyAndDoesNotWait()
    {
        await using var app = await StartAsync();
        await app.ImportAsync(Full, RosterText.File([.. Enumerable.Range(1, 40).Select(i => RosterText.Row(number: $"{i}", id: $"K{i}"))]));

        // Two have left, which is as many as may leave; the others have another card.
        var file = await app.ImportAsync("06123459/full/202405.csv", RosterText.File([.. Enumerable.Range(3, 38).Select(i => RosterText.Row(number: $"{i + 1000}", id: $"K{i}"))]));
        var more = await app.ImportAsync("06123459/full/202406.csv", RosterText.File([.. Enumerable.Range(6, 35).Select(i => RosterText.Row(number: $"{i + 2000}", id: $"K{i}"))]));

        file.State.Should().Be(FileState.Done);
        more.State.Should().Be(FileState.WaitingForApproval);
        more.Reasons.Should().ContainSingle().Which.Should().Contain("38人のうち3人");
    }

    [Fact, Trait("Rule", "RST-6")]
    public async Task Reject_WaitingFile_ChangesNothingForGood()
    {
        await using var app = await StartAsync();
        string[] rows = [.. Enumerable.Range(1, 10).Select(i => RosterText.Row(number: $"{i}"))];
        await app.ImportAsync(Full, RosterText.File(rows));
        var before = await app.TablesAsync();
        var file = await app.ImportAsync("06123459/full/202405.csv", RosterText.File(rows[5..]));

        (await app.Get<RejectFileAsOperator>().HandleAsync(Decide(file), default)).Value.State.Should().Be(FileState.Rejected);

        await app.PumpAsync();
        (await app.TablesAsync()).Should().Equal(before);
        (await app.ReportAsync(file)).Counts.Should().Be(new FileCounts(Read: 5, Skipped: 5), "nothing of it is imported");
        (await app.Get<ApproveFile>().HandleAsync(Decide(file), default)).Error.Should().Be(Errors.Conflict);
        (await app.ImportAsync("06123459/full/202406.csv", RosterText.File(rows))).State.Should().Be(FileState.Done);
    }

    [Fact, Trait("Rule", "RST-6"), Trait("Rule", "RST-10")]
    public async Task Approve_WhenALaterFullFileIsApplied_SaysThatItWasOvertaken()
    {
        await using var app = await StartAsync();
        string[] rows = [.. Enumerable.Range(1, 10).Select(i => RosterText.Row(number: $"{i}"))];
        await app.ImportAsync(Full, RosterText.File(rows));
        var waiting = await app.ImportAsync("06123459/full/202405.csv", RosterText.File(rows[5..]));
        var newer = await app.ImportAsync("06123459/full/202406.csv", RosterText.File(rows));

        newer.State.Should().Be(FileState.Done, "a file that waits does not hold up the next full one");
        var overtaken = await app.FileAsync(waiting.Path);
        overtaken.State.Should().Be(FileState.Rejected);
        overtaken.Reasons.Should().Contain("overtaken");
        (await app.Get<ApproveFile>().HandleAsync(Decide(waiting), default)).Error.Should().Be(Errors.RosterFileOvertaken);
        (await app.CsvReportAsync(overtaken)).Should().Contain("あとから届いたファイルを取り込んだため");
    }

    [Fact, Trait("Rule", "RST-6"), Trait("Rule", "RST-13")]
    public async Task Import_RowOfAnotherInsurer_Waits()
    {
        await using var app = await StartAsync();

        var file = await app.ImportAsync(Full, RosterText.File([.. Enumerable.Range(1, 3).Select(i => RosterText.Row(insurer: "63123459", number: $"{1000 + i}")), .. Enumerable.Range(1, 97).Select(i => RosterText.Row(number: $"{i}"))]));

        file.State.Should().Be(FileState.WaitingForApproval);
        file.Reasons.Should().ContainSingle().Which.Should().Contain("異なる保険者番号");
        (await app.TablesAsync()).Should().BeEmpty();
    }

    [Theory, Trait("Rule", "RST-13")]
    [InlineData("1850-01-01", 3, FileState.WaitingForApproval)]
    [InlineData("2999-01-01", 3, FileState.WaitingForApproval)]
    [InlineData("1850-01-01", 2, FileState.Done)]
    public async Task Import_ImpossibleAges_WaitAboveOnePercent(string birth, int count, FileState expected)
    {
        await using var app = await StartAsync();

        var file = await app.ImportAsync(Full, RosterText.File([.. Enumerable.Range(1, 100).Select(i => RosterText.Row(number: $"{i}", birth: i <= count ? birth : "1972-04-15"))]));

        file.State.Should().Be(expected);
    }

    [Theory, Trait("Rule", "RST-13")]
    [InlineData("20240415", "20240414", FileState.WaitingForApproval)]
    [InlineData("202404", "202403", FileState.WaitingForApproval)]
    [InlineData("20240415", "202404", FileState.Done)]
    [InlineData("20240415", "20240415b", FileState.Done)]
    [InlineData("20240415", "nodate", FileState.Done)]
    public async Task Import_OlderDateInTheName_Waits(string first, string second, FileState expected)
    {
        await using var app = await StartAsync();
        await app.ImportAsync($"06123459/full/kumiai_{first}.csv", RosterText.File(RosterText.Row()));

        var file = await app.ImportAsync($"06123459/full/kumiai_{second}.csv", RosterText.File(RosterText.Row(), RosterText.Row(number: "9")));

        file.State.Should().Be(expected);
    }

    [Fact, Trait("Rule", "RST-7"), Trait("Rule", "RST-8")]
    public async Task Import_BadReplacedAndTotalRows_AreAllAccountedFor()
    {
        await using var app = await StartAsync();
        var file = await app.ImportAsync("06123459/full/=cmd.csv", RosterText.File(
        [
            .. Enumerable.Range(1, 20).Select(i => RosterText.Row(number: $"{i}")),
            RosterText.Row(number: "1", name: "ケンコムジロウ"),
            RosterText.Row(number: "21", birth: "きのう"),
            "合計,22,,,,,,,,",
        ]));

        file.State.Should().Be(FileState.Done);
        file.Counts.Should().Be(new FileCounts(Read: 23, Added: 20, Skipped: 2, Replaced: 1));
        var report = await app.ReportAsync(file);
        report.Rows.Should().Equal(
            new ReportedRow(2, "", "22行目に同じ人の行があるため、そちらを取り込みました。", "replaced"),
            new ReportedRow(23, "生年月日", "日付として読み取れません。", "skipped"),
            new ReportedRow(24, "", "合計行です。", "skipped"));
        report.FinishedAt.Should().NotBeNull();
        var csv = await app.CsvReportAsync(file);
        csv.Should().Contain("\"読み取った行\",\"23\"").And.Contain("\"23\",\"生年月日\",\"取り込まない\",\"日付として読み取れません。\"").And.Contain("\"ファイル\",\"06123459/full/=cmd.csv\"");
        csv.Should().NotContain("きのう").And.NotContain("ケンコム");
    }

    /// <summary>Nothing that a report says begins like that today, so the cells are made here.</summary>
    [Fact, Trait("Rule", "RST-8")]
    public async Task CsvReport_CellThatBeginsLikeAFormula_IsText()
    {
        await using var app = await StartAsync();
        var file = await app.ImportAsync(Full, RosterText.File(RosterText.Row()));
        string[] formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1"];

        await app.Get<WriteFileReport>().WriteAsync(
            await app.ReportAsync(file) with { Reasons = formulas, Rows = [.. formulas.Select((formula, i) => ReportedRow.Skipped(i, formula, formula))] }, default);

        var csv = await app.CsvReportAsync(file);
        foreach (var (formula, i) in formulas.Select((formula, i) => (formula, i)))
        {
            csv.Should().Contain($"\"理由\",\"'{formula}\"").And.Contain($"\"{(i == 0 ? "" : i)}\",\"'{formula}\",\"取り込まない\",\"'{formula}\"");
        }
    }

    [Fact, Trait("Rule", "RST-5"), Trait("Rule", "RST-8")]
    public async Task Finish_ByAnInstanceThatComesLate_LeavesTheReportWhole()
    {
        await using var app = await StartAsync();
        var file = await app.ImportAsync(Full, RosterText.File(RosterText.Row(), RosterText.Row(name: "ケンコムジロウ")));
        var report = await app.ReportAsync(file);

        // It saw the last part applied, as another instance did, which has finished the file and cleaned up meanwhile.
        await app.Get<FinishFile>().HandleAsync(file with { State = FileState.Applying, FinishedAt = null }, default);

        report.Rows.Should().ContainSingle();
        (await app.ReportAsync(file)).Should().BeEquivalentTo(report);
    }

    [Theory, Trait("Rule", "RST-7"), Trait("Rule", "RST-8")]
    [InlineData(1, 9, FileState.Done)]
    [InlineData(2, 9, FileState.Rejected)]
    public async Task Import_BadRows_RejectAboveTenPercent(int bad, int good, FileState expected)
    {
        await using var app = await StartAsync();
        var file = await app.ImportAsync(Full, RosterText.File(
            [.. Enumerable.Range(1, good).Select(i => RosterText.Row(number: $"{i}")), .. Enumerable.Repeat(RosterText.Row(birth: "x"), bad)]));

        file.State.Should().Be(expected);
        var report = await app.ReportAsync(file);
        report.Rows.Should().HaveCount(bad);
        report.Counts.Should().Be(expected is FileState.Done
            ? new FileCounts(Read: bad + good, Added: good, Skipped: bad)
            : new FileCounts(Read: bad + good, Skipped: bad + good));
        (await app.TablesAsync()).Should().HaveCount(expected is FileState.Done ? good : 0);
    }

    [Fact, Trait("Rule", "RST-5")]
    public async Task Compare_StagedRowsAreGone_EndsNobody()
    {
        await using var app = await StartAsync();
        await app.ImportAsync(Full, RosterText.File(RosterText.Row()));
        await app.DropAsync("06123459/full/202405.csv", RosterText.File(RosterText.Row(number: "2")));
        await app.Get<ReceiveFiles>().HandleAsync(ContainerNames.Rosters, "06123459/full/202405.csv", default);
        var file = await app.FileAsync("06123459/full/202405.csv");
        await app.Get<SplitFile>().HandleAsync(new SplitFileMessage(file.Id), default);
        await app.Get<FileBlobs>().Staged(file.Id, part: 0).DeleteAsync();

        await FluentActions.Awaiting(() => app.Get<CompareFilePart>().HandleAsync(new FilePartMessage(file.Id, 0), default)).Should().ThrowAsync<Azure.RequestFailedException>();

        (await app.FileAsync(file.Path)).State.Should().Be(FileState.Comparing);
    }

    [Theory, Trait("Rule", "RST-1")]
    [InlineData("記号,番号\n1,2\n", "必要な列がありません")]
    [InlineData("", "空です")]
    [InlineData(RosterText.Header + "\n", "加入者の行がありません")]
    public async Task Import_UnreadableFile_IsRejectedAndTheNextGoesOn(string text, string reason)
    {
        await using var app = await StartAsync();

        var file = await app.ImportAsync(Full, text);

        file.State.Should().Be(FileState.Rejected);
        file.Reasons.Should().ContainSingle().Which.Should().Contain(reason);
        (await app.ReportAsync(file)).Reasons.Should().Equal(file.Reasons);
        (await app.ImportAsync("06123459/full/next.csv", RosterText.File(RosterText.Row()))).State.Should().Be(FileState.Done);
    }

    [Fact, Trait("Rule", "RST-3")]
    public async Task Import_FileReplacedBeforeItWasRead_ReadsOnlyTheNewOne()
    {
        await using var app = await StartAsync();
        await app.DropAsync(Full, RosterText.File(RosterText.Row(number: "1")));
        await app.Get<ReceiveFiles>().HandleAsync(ContainerNames.Rosters, Full, default);
        await app.DropAsync(Full, RosterText.File(RosterText.Row(number: "2")));

        await app.Get<ReceiveFiles>().HandleAsync(ContainerNames.Rosters, Full, default);
        await app.PumpAsync();

        (await app.Get<FileStore>().ListAsync("06123459", default)).Select(file => file.State).Should().BeEquivalentTo([FileState.Rejected, FileState.Done]);
        (await app.CheckAsync("06123459", "1234", "1", "ケンコムタロウ", "1972-04-15")).Should().BeNull();
        (await app.CheckAsync("06123459", "1234", "2", "ケンコムタロウ", "1972-04-15"))!.Person.Should().NotBeNull();
    }

    [Fact, Trait("Rule", "RST-6"), Trait("Rule", "RST-7")]
    public async Task Import_RowThatCannotBeRead_DoesNotEndThePersonInIt()
    {
        await using var app = await StartAsync();
        string[] rows = [.. Enumerable.Range(1, 40).Select(i => RosterText.Row(number: $"{i}"))];
        await app.ImportAsync(Full, RosterText.File(rows));
        rows[4] = RosterText.Row(number: "5", birth: "1972-04-31");

        var file = await app.ImportAsync("06123459/full/202405.csv", RosterText.File(rows));

        file.Counts.Should().Be(new FileCounts(Read: 40, Unchanged: 39, Skipped: 1));
        (await app.CheckAsync("06123459", "1234", "5", "ケンコムタロウ", "1972-04-15"))!.Person!.CoverageEnd.Should().BeNull();
    }

    [Fact, Trait("Rule", "EL-15")]
    public async Task Import_ReadingCorrectedBranchAddedIdArrivedCardChanged_KeepsThePerson()
    {
        await using var app = await StartAsync(("Roster:MaxEndedShare", "1"));
        await app.ImportAsync("06123459/full/1.csv", RosterText.File(RosterText.Row(branch: "", name: "ヤマダキヨウコ")));
        async Task<MatchedPerson> Find(string number, string name) => (await app.CheckAsync("06123459", "1234", number, name, "1972-04-15"))!.Person!;
        var first = await Find("123456", "ヤマダキヨウコ");
        await app.Get<ClaimStore>().AddAsync(first.Key, "member-1");

        await app.ImportAsync("06123459/full/2.csv", RosterText.File(RosterText.Row(branch: "", name: "ヤマダケイコ")));
        (await Find("123456", "ヤマダケイコ")).Key.Should().Be(first.Key, "the reading was corrected");
        await app.ImportAsync("06123459/full/3.csv", RosterText.File(RosterText.Row(branch: "01", name: "ヤマダケイコ")));
        (await Find("123456", "ヤマダケイコ")).Key.Should().Be(first.Key, "a 枝番 was added");

        await app.ImportAsync("06123459/full/4.csv", RosterText.File(RosterText.Row(branch: "01", name: "ヤマダケイコ", id: "K-1")));
        var withId = await Find("123456", "ヤマダケイコ");
        withId.Key.Should().Be(first.Key, "the id leads to the person");
        (await app.Get<ClaimStore>().FindAsync(withId.Key, default)).Should().Be("member-1");

        await app.ImportAsync("06123459/full/5.csv", RosterText.File(RosterText.Row(number: "777", branch: "02", name: "スズキケイコ", id: "K-1")));
        (await Find("777", "スズキケイコ")).Key.Should().Be(withId.Key, "the card changed under the same 加入者ID");
    }

    [Fact, Trait("Rule", "EL-8")]
    public async Task IsCovered_RetiredPersonsOldCard_WhileTheNewOneIsCovered()
    {
        await using var app = await StartAsync();
        string[] others = [.. Enumerable.Range(1, 40).Select(i => RosterText.Row(number: $"{i}", name: "タニン"))];
        var old = RosterText.Row(number: "500", id: "K-1", end: "2023-03-31");
        await app.ImportAsync("06123459/full/1.csv", RosterText.File([.. others, old, RosterText.Row(number: "600", id: "K-1", start: "2023-04-01"), RosterText.Row(number: "700", id: "K-2", end: "2023-03-31")]));
        var today = JapanTime.Today(app.Clock);
        async Task<bool> Covered(string number) => await app.Get<RosterStore>().IsCoveredAsync((await app.CheckAsync("06123459", "1234", number, "ケンコムタロウ", "1972-04-15"))!.Person!, today, default);

        (await Covered("500")).Should().BeTrue("the new card covers");
        (await Covered("600")).Should().BeTrue();
        (await Covered("700")).Should().BeFalse("there is no other card");

        await app.ImportAsync("06123459/full/2.csv", RosterText.File([.. others, old, RosterText.Row(number: "600", id: "K-1", start: "2023-04-01", end: "2024-03-31")]));
        (await Covered("500")).Should().BeFalse("the new card has ended too");
        (await app.TablesAsync()).Should().NotContain(row => row.StartsWith(TableNames.RosterPersons, StringComparison.Ordinal));
    }

    [Fact, Trait("Rule", "EL-8")]
    public async Task IsCovered_NewCardComesLaterInADiff_AcceptsTheOldOne()
    {
        await using var app = await StartAsync(("Import:RowsPerPart", "100"));
        string[] others = [.. Enumerable.Range(1, 500).Select(i => RosterText.Row(number: $"{i}", name: "タニン"))];
        await app.ImportAsync("06123459/full/1.csv", RosterText.File([.. others, RosterText.Row(number: "5000", id: "K-1")]));
        await app.ImportAsync("06123459/diff/2.csv", RosterText.File(RosterText.Row(number: "5000", id: "K-1", end: "2023-03-31"), RosterText.Row(number: "6000", id: "K-1", start: "2023-04-01")));

        var old = (await app.CheckAsync("06123459", "1234", "5000", "ケンコムタロウ", "1972-04-15"))!.Person!;
        (await app.Get<RosterStore>().IsCoveredAsync(old, JapanTime.Today(app.Clock), default)).Should().BeTrue();
    }

    [Fact, Trait("Rule", "RST-12")]
    public async Task Import_AnotherInsurersCardsInAnApprovedFile_AreSkippedAndStayItsOwn()
    {
        await using var app = await StartAsync();
        await app.ImportAsync("63123459/full/1.csv", RosterText.File(RosterText.Row(insurer: "63123459")));
        var before = await app.TablesAsync();

        var file = await app.ImportAsync(Full, RosterText.File(
            RosterText.Row(insurer: "63123459", name: "ワルイヒト"), RosterText.Row(insurer: "63123459", number: "2", name: "ワルイヒト")));
        await app.Get<ApproveFile>().HandleAsync(Decide(file), default);
        await app.PumpAsync();

        file = await app.FileAsync(Full);
        file.State.Should().Be(FileState.Done);
        (await app.TablesAsync()).Should().Equal(before);
        var report = await app.ReportAsync(file);
        report.Counts.Should().Be(new FileCounts(Read: 2, Skipped: 2));
        report.Rows.Should().BeEquivalentTo([new { Line = 2, Column = "保険者番号" }, new { Line = 3, Column = "保険者番号" }]);

        await app.ImportAsync("63123459/diff/2.csv", RosterText.File(RosterText.Row(insurer: "63123459", number: "2")));
        (await app.CheckAsync("63123459", "1234", "2", "ケンコムタロウ", "1972-04-15"))!.Person.Should().NotBeNull("nobody took the card before its insurer named it");
    }

    [Fact, Trait("Rule", "RST-11")]
    public async Task Sweep_DroppedFileAfterItsTime_IsDeleted()
    {
        await using var app = await StartAsync();
        await app.ImportAsync(Full, RosterText.File(RosterText.Row()));
        var blob = app.Blobs.GetBlobContainerClient(ContainerNames.Rosters).GetBlobClient(Full);

        app.Clock.Advance(TimeSpan.FromDays(29.9));
        await app.Get<SweepFiles>().HandleAsync(default);
        (await blob.ExistsAsync()).Value.Should().BeTrue();
        app.Clock.Advance(TimeSpan.FromDays(0.2));
        await app.Get<SweepFiles>().HandleAsync(default);

        (await blob.ExistsAsync()).Value.Should().BeFalse();
        (await app.CheckAsync("06123459", "1234", "123456", "ケンコムタロウ", "1972-04-15"))!.Person.Should().NotBeNull();
    }

    [Fact, Trait("Rule", "RST-9")]
    public async Task Import_EverythingWritten_HoldsNoPersonalData()
    {
        await using var app = await StartAsync();
        await app.ImportAsync(Full, RosterText.File(
            RosterText.Row(symbol: "8851", number: "4477123", name: "ヒミツタロウ", birth: "1971-03-07", id: "KANYU-991", end: "2023-03-31"),
            RosterText.Row(symbol: "8852", number: "4477124", name: "ヒミツタロウ", birth: "1971-03-07", id: "KANYU-991"),
            RosterText.Row(symbol: "8852", number: "4477124", name: "ヒミツジロウ", birth: "1971-03-07", id: "KANYU-991"),
            RosterText.Row(symbol: "8853", number: "4477125", name: "秘密三郎", birth: "1971-03-07"),
            RosterText.Row(symbol: "8854", number: "4477126"), RosterText.Row(symbol: "8854", number: "4477127"), RosterText.Row(symbol: "8854", number: "4477128"),
            RosterText.Row(symbol: "8854", number: "4477129"), RosterText.Row(symbol: "8854", number: "4477130"), RosterText.Row(symbol: "8854", number: "4477131"), RosterText.Row(symbol: "8854", number: "4477132")));
        string[] secrets = ["ヒミツ", "ひみつ", "ﾋﾐﾂ", "秘密", "1971-03-07", "19710307", "1971/3/7", "8851", "8852", "8853", "4477123", "4477124", "4477125", "KANYU-991"];

        (await app.Stored.FindAnyAsync(secrets, RosterSteps.IsDropped)).Should().BeEmpty("all of it is personal");
        (await app.Stored.FindAnyAsync(["ヒミツ", "4477123"])).Should().HaveCount(2, "the search does find what is there");
    }

    private static FileDecision Decide(DroppedFile file) => new(new StaffMember("1", "運用 花子"), file.Id, "組合に電話で確認した");

    private Task<CoreApp> StartAsync(params (string, string)[] settings) => RosterSteps.StartAsync(settings);
}
