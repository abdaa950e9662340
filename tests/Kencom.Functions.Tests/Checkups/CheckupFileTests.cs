using System.Globalization;
using System.Text;
using System.Text.Json;
using Kencom.Core.Checkups.Results;
using Kencom.Core.Files;
using Kencom.Functions.Tests.Accounts;
using Kencom.TestSupport.Checkups;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.Checkups;

/// <summary>Checkup files the way insurers drop them, to what their persons see (FILE-1, FILE-2).</summary>
public sealed class CheckupFileTests : AccountTests
{
    private const string Row = CheckupDrops.Taro + ",男,2025-06-10,デモ健診センター,特定健診,";

    [Fact]
    [Trait("Rule", "FILE-1")]
    [Trait("Rule", "CK-5")]
    public async Task LongFile_Dropped_IsSeenByItsPersonOnly()
    {
        var client = await HaveOpenAsync();

        await App.DropCheckupsAsync(CheckupDrops.Items(
            Row + "9A755000000000001,,132,mmHg,,,B", Row + "3F070000002327101,,47,mg/dl,40,96,", Row + "1A010000000191111,,±,,,,", Row + "XLOCAL1,院内検査,12,点,,,"));

        var file = await FileAsync();
        file.State.Should().Be(FileState.Done);
        file.Counts.Should().Be(new FileCounts(Read: 4, Added: 4));
        var checkup = (await client.GetAsync("/api/me/checkups")).Json.GetProperty("checkups")[0];
        (checkup.GetProperty("date").GetString(), checkup.GetProperty("fiscalYear").GetInt32(), checkup.GetProperty("facility").GetString()).Should().Be(("2025-06-10", 2025, "デモ健診センター"));
        Item(checkup, "9A755000000000001").Should().Be("上の血圧（収縮期） 132 mmHg -129 high B");
        Item(checkup, "3F070000002327101").Should().Be("HDL（善玉）コレステロール 47 mg/dL 40-96 ");
        Item(checkup, "1A010000000191111").Should().Be("尿のたんぱく ± - ");
        Item(checkup, "XLOCAL1").Should().Be("院内検査 12 点 - ");
    }

    [Fact]
    [Trait("Rule", "FILE-1")]
    [Trait("Rule", "RST-1")]
    public async Task WideFile_ByNamesAndCodes_MethodOnlyWhereTheHeaderTellsIt()
    {
        var client = await HaveOpenAsync();

        await App.DropCheckupsAsync(CheckupDrops.Cp932(
            "健診結果一覧,,,", "受診日,氏名カナ,保険者番号,記号,番号,生年月日,性別,個人番号,収縮期血圧(1回目),ＬＤＬコレステロール,3D046000001920402,喫煙,備考",
            "R7.6.10,ｹﾝｺﾑ ﾀﾛｳ,123456,71-1234,123456,S47.4.15,1,123456789018,134,131,0.1未満,2,とくになし"));

        (await FileAsync()).Counts.Should().Be(new FileCounts(Read: 1, Added: 1));
        var checkup = (await client.GetAsync("/api/me/checkups")).Json.GetProperty("checkups")[0];
        Item(checkup, "9A751000000000001").Should().StartWith("上の血圧（収縮期） 134 mmHg");
        var ldl = checkup.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("code").GetString() == "3F0770000");
        ldl.GetProperty("method").ValueKind.Should().Be(JsonValueKind.Null);
        Item(checkup, "3D046000001920402").Should().StartWith("HbA1c（NGSP） 0.1未満 %");
        Item(checkup, "9N7360000").Should().StartWith("たばこを習慣的に吸う 以前は吸っていたが、最近1か月間は吸っていない");
        (await FileAsync()).IgnoredColumns.Should().BeEquivalentTo("個人番号", "備考");
        (await StorageSearch.FindAsync(App, "123456789018", place => place.StartsWith("checkups/", StringComparison.Ordinal))).Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "FILE-2")]
    [Trait("Rule", "RST-3")]
    public async Task SameCheckupAgain_ByItem_ReplacesKeepsAndRemoves()
    {
        var client = await HaveOpenAsync();
        await App.DropCheckupsAsync(CheckupDrops.Items(
            Row + "9N001000000000001,,170.0,,,,", Row + "9N006000000000001,,76.0,,,,", Row + "9A755000000000001,,132,,,,", Row + "9A765000000000001,,85,,,,"));

        await App.DropCheckupsAsync(
            CheckupDrops.Items(Row + "9N006000000000001,,75.0,,,,", Row + "9A755000000000001,,,,,,", Row + "9N001000000000001,,170.0,,,,", Row + "9N001000000000001,,170.0,,,,"), "again.csv");

        (await FileAsync("again.csv")).Counts.Should().Be(new FileCounts(Read: 4, Changed: 2, Unchanged: 1, Replaced: 1));
        var checkups = (await client.GetAsync("/api/me/checkups")).Json.GetProperty("checkups");
        checkups.GetArrayLength().Should().Be(1);
        Values(checkups[0]).Should().Equal("170.0", "75.0", "85");
    }

    [Fact]
    [Trait("Rule", "FILE-2")]
    public async Task Removal_OfACheckupAndOfAll_TakesThemAway()
    {
        var client = await HaveOpenAsync();
        const string header = CheckupDrops.PersonHeader + ",受診日,健診機関名,健診種別,削除,9N001000000000001";
        await App.DropCheckupsAsync(CheckupDrops.Cp932(header, CheckupDrops.Taro + ",2023-06-10,A,,,170", CheckupDrops.Taro + ",2024-06-10,A,,,171", CheckupDrops.Taro + ",2025-06-10,A,,,172"));
        (await DatesAsync(client)).Should().Equal("2025-06-10", "2024-06-10", "2023-06-10");

        await App.DropCheckupsAsync(CheckupDrops.Cp932(header, CheckupDrops.Taro + ",2024-06-10,A,,1,"), "one.csv");
        (await DatesAsync(client)).Should().Equal("2025-06-10", "2023-06-10");
        await App.DropCheckupsAsync(CheckupDrops.Cp932(header, CheckupDrops.Taro + ",,,,1,", CheckupDrops.Taro + ",2026-06-10,A,,,173"), "all.csv");

        (await DatesAsync(client)).Should().Equal("2026-06-10");
    }

    [Fact]
    [Trait("Rule", "FILE-2")]
    [Trait("Rule", "RST-6")]
    public async Task Removal_OfManyResults_WaitsForAnOperatorAndChangesNothingMeanwhile()
    {
        await HaveOpenAsync();
        const string header = CheckupDrops.PersonHeader + ",受診日,削除,9N001000000000001,9N006000000000001,9A755000000000001";
        await App.DropCheckupsAsync(CheckupDrops.Cp932(header, CheckupDrops.Taro + ",2024-06-10,,170,70,120", CheckupDrops.Taro + ",2025-06-10,,171,71,121"));

        await App.DropCheckupsAsync(CheckupDrops.Cp932(header, CheckupDrops.Taro + ",2024-06-10,1,,,"), "gone.csv");

        var waiting = await FileAsync("gone.csv");
        waiting.State.Should().Be(FileState.WaitingForApproval);
        waiting.Reasons.Should().ContainSingle().Which.Should().Contain("6件のうち3件");
        (await ResultsOfTaroAsync()).Should().HaveCount(2);
        (await App.Services.GetRequiredService<ApproveFile>().HandleAsync(new FileDecision(new Core.Security.StaffMember("1", "Operator"), waiting.Id, "確認しました"), CancellationToken.None)).IsSuccess.Should().BeTrue();
        await App.SettleAsync();
        (await FileAsync("gone.csv")).State.Should().Be(FileState.Done);
        (await ResultsOfTaroAsync()).Should().ContainSingle();
    }

    [Fact]
    [Trait("Rule", "FILE-2")]
    [Trait("Rule", "RST-8")]
    public async Task ImpossibleValues_AmongSixty_AreLeftOutAndTheRestIsTaken()
    {
        var client = await HaveOpenAsync();
        var items = Core.Checkups.Items.CheckupItems.All.Where(item => item.Code.Length == 17).Take(60).ToArray();
        var values = items.Select(item => item.Code == "9N001000000000001" ? "1720" : item.Kind is Core.Checkups.Items.ItemKind.Number ? ((item.Least + item.Most) / 2)!.Value.ToString("0.0", CultureInfo.InvariantCulture) : "1").ToArray();

        await App.DropCheckupsAsync(CheckupDrops.Cp932(
            CheckupDrops.PersonHeader + ",受診日," + string.Join(',', items.Select(item => item.Code)), CheckupDrops.Taro + ",2025-06-10," + string.Join(',', values)));

        var file = await FileAsync();
        file.Counts.Should().Be(new FileCounts(Read: 1, Added: 1, Partly: 1));
        Values((await client.GetAsync("/api/me/checkups")).Json.GetProperty("checkups")[0]).Should().HaveCount(59).And.NotContain("1720");
        (await ReportAsync(file)).Should().Contain("partly").And.Contain("9N001000000000001").And.NotContain("1720");
    }

    [Theory]
    [InlineData("1972-04-14")]
    [InlineData("2099-01-01")]
    [InlineData("2025-13-01")]
    [Trait("Rule", "FILE-2")]
    [Trait("Rule", "RST-7")]
    public async Task DayThatCannotBe_OfACheckup_IsABadRow(string day)
    {
        await HaveOpenAsync();
        var good = Enumerable.Range(1, 20).Select(number => $"{CheckupDrops.Taro},,2025-06-{number:d2},,,9N001000000000001,,170,,,,");

        await App.DropCheckupsAsync(CheckupDrops.Items([.. good, $"{CheckupDrops.Taro},,{day},,,9N001000000000001,,170,,,,"]));

        (await FileAsync()).Counts.Should().Be(new FileCounts(Read: 21, Added: 20, Skipped: 1));
    }

    [Fact]
    [Trait("Rule", "FILE-1")]
    public async Task Units_SameInOtherWordsConvertedOrTheFilesOwn()
    {
        var client = await HaveOpenAsync();

        await App.DropCheckupsAsync(CheckupDrops.Items(Row + "2A020000001930101,,4.80,10^6/μL,,,", Row + "3B035000002327201,,28,IU/l,,,", Row + "3D010000001926101,,7.0,mmol/L,,,"));

        var checkup = (await client.GetAsync("/api/me/checkups")).Json.GetProperty("checkups")[0];
        Item(checkup, "2A020000001930101").Should().Be("赤血球数 480 万/mm3 - ");
        Item(checkup, "3B035000002327201").Should().Be("AST（GOT） 28 U/L -30 ");
        Item(checkup, "3D010000001926101").Should().Be("空腹時血糖 7.0 mmol/L - ");
    }

    [Fact]
    [Trait("Rule", "FILE-2")]
    public async Task RosterThatComesLater_TakesUpWhatWasKept()
    {
        await App.HaveRosterAsync(new RosterLine());
        await App.DropCheckupsAsync(CheckupDrops.Items(
            CheckupDrops.Hanako + ",女,2025-06-10,A,,9N001000000000001,,160,,,,", CheckupDrops.Hanako + ",女,2025-06-10,A,,9N006000000000001,,50,,,,"));
        var file = await FileAsync();
        file.Counts.Should().Be(new FileCounts(Read: 2, Kept: 2));
        (await ReportAsync(file)).Should().Contain("kept");
        (await StorageSearch.FindAsync(App, "ケンコムハナコ", place => place.StartsWith("checkups/", StringComparison.Ordinal))).Should().BeEmpty();

        await App.DropAsync("rosters/123456/full/2026-12.csv", RosterFile.Of(
            new RosterLine(), new RosterLine { KanaName = "ケンコムハナコ", Number = "234567", BirthDate = "1980-01-02" }));

        var (_, hanakoId) = await App.MemberAsync(email: "hanako@example.jp", card: new CardBody { KanaName = "ケンコムハナコ", CardNumber = "234567", BirthDate = "1980-01-02" });
        var results = await App.Services.GetRequiredService<CheckupStore>().ListAsync(await App.PersonKeyAsync(hanakoId), CancellationToken.None).ToListAsync();
        results.Should().ContainSingle().Which.Items.Select(item => item.Value).Should().BeEquivalentTo("160", "50");
        (await App.Tables.GetTableClient("KeptResults").QueryAsync<Azure.Data.Tables.TableEntity>().ToListAsync()).Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "FILE-2")]
    [Trait("Rule", "RST-8")]
    public async Task KeptRows_After31Days_AreTakenUpOrDeletedAndTheReportSaysWhich()
    {
        const string jiro = "123456,1234,345678,,ケンコムジロウ,1990-03-04,";
        await App.HaveRosterAsync(new RosterLine());
        await App.DropCheckupsAsync(CheckupDrops.Items(
            CheckupDrops.Hanako + ",女,2025-06-10,A,,9N001000000000001,,160,,,,", CheckupDrops.Hanako + ",女,2025-06-10,A,,9N006000000000001,,50,,,,",
            jiro + ",男,2025-06-10,A,,9N001000000000001,,175,,,,"));
        (await FileAsync()).Counts.Should().Be(new FileCounts(Read: 3, Kept: 3));
        await App.DropAsync("rosters/123456/diff/2026-12.csv", RosterFile.Of(new RosterLine { KanaName = "ケンコムジロウ", Number = "345678", BirthDate = "1990-03-04" }));
        App.Pass(TimeSpan.FromDays(31) - TimeSpan.FromMinutes(1));
        await App.RunTimerAsync("sweep-accounts");
        (await App.Tables.GetTableClient("KeptResults").QueryAsync<Azure.Data.Tables.TableEntity>().ToListAsync()).Should().ContainSingle();

        App.Pass(TimeSpan.FromMinutes(2));
        await App.RunTimerAsync("sweep-accounts");

        (await App.Tables.GetTableClient("KeptResults").QueryAsync<Azure.Data.Tables.TableEntity>().ToListAsync()).Should().BeEmpty();
        var file = await FileAsync();
        file.Counts.Should().Be(new FileCounts(Read: 3, Added: 1, Skipped: 2));
        var report = JsonDocument.Parse(await ReportAsync(file)).RootElement;
        report.GetProperty("counts").GetProperty("kept").GetInt32().Should().Be(0);
        report.GetProperty("rows").EnumerateArray().Select(row => $"{row.GetProperty("line")} {row.GetProperty("outcome")}").Should().Equal("2 skipped", "4 added");
        report.GetProperty("rows")[0].GetProperty("reason").GetString().Should().Contain("取り込まずに削除しました");
    }

    [Fact]
    [Trait("Rule", "CK-7")]
    [Trait("Rule", "EL-15")]
    public async Task Results_CardAndReadingChanged_StayThePersons()
    {
        await App.HaveRosterAsync(new RosterLine { PersonId = "K1" });
        var (_, memberId) = await App.MemberAsync();
        await App.DropCheckupsAsync(CheckupDrops.Items("123456,1234,123456,,ケンコムタロウ,1972-04-15,K1,男,2024-06-10,A,,9N001000000000001,,170,,,,"));
        await App.DropAsync("rosters/123456/full/2026-12.csv", RosterFile.Of(
            new RosterLine { PersonId = "K1", CoverageEnd = "2026-11-30" }, new RosterLine { PersonId = "K1", Number = "999", KanaName = "ケンコンタロウ", CoverageStart = "2026-11-30" }));

        await App.DropCheckupsAsync(CheckupDrops.Items(
            "123456,1234,999,,ケンコンタロウ,1972-04-15,K1,男,2025-06-10,A,,9N001000000000001,,171,,,,",
            "123456,1234,123456,,ケンコムタロウ,1972-04-15,K1,男,2025-06-10,A,,9N006000000000001,,70,,,,"), "2026.csv");

        (await FileAsync("2026.csv")).Counts.Kept.Should().Be(0);
        var results = await App.Services.GetRequiredService<CheckupStore>().ListAsync(await App.PersonKeyAsync(memberId), CancellationToken.None).ToListAsync();
        results.Select(checkup => (checkup.Date.Year, checkup.Items.Length)).Should().BeEquivalentTo([(2024, 1), (2025, 2)], because: "a person on two cards has one checkup");
    }

    [Fact]
    [Trait("Rule", "RST-12")]
    [Trait("Rule", "RST-13")]
    public async Task RowsOfAnotherInsurer_AreNeverTaken()
    {
        await HaveOpenAsync();

        await App.DropCheckupsAsync(CheckupDrops.Items(
            Row + "9N001000000000001,,170,,,,", Row.Replace("123456,1234", "234567,1234", StringComparison.Ordinal) + "9N001000000000001,,171,,,,"));

        (await FileAsync()).Counts.Should().Be(new FileCounts(Read: 2, Added: 1, Skipped: 1));
    }

    [Theory]
    [InlineData("氏名カナ,生年月日\r\nケンコムタロウ,1972-04-15\r\n")]
    [InlineData("")]
    [Trait("Rule", "RST-1")]
    public async Task FileThatIsNone_IsRejectedWithTheReason(string content)
    {
        await HaveOpenAsync();

        await App.DropCheckupsAsync(Encoding.UTF8.GetBytes(content));

        var file = await FileAsync();
        file.State.Should().Be(FileState.Rejected);
        file.Reasons.Should().NotBeEmpty();
    }

    [Fact]
    [Trait("Rule", "FILE-1")]
    [Trait("Rule", "CK-2")]
    public async Task Group_NobodyIsLookedUp_TheFirstMemberWithTheCodeIsThePerson()
    {
        await App.HaveGroupAsync();
        await App.DropCheckupsAsync(CheckupDrops.Cp932("氏名カナ,生年月日,受診日,9N001000000000001", "ケンコムタロウ,1972-04-15,2025-06-10,170"), owner: "GROUP1");
        await App.DropCodesAsync(CheckupDrops.Cp932("氏名カナ,生年月日,健診閲覧コード", $"ケンコム　タロウ,1972/4/15,{CheckupSeeds.Code}"), owner: "GROUP1");
        var first = await App.MemberOfGroupAsync("first@example.jp", "ケンコムタロウ");
        var second = await App.MemberOfGroupAsync("second@example.jp", "ケンコムタロウ");
        var stranger = await App.MemberOfGroupAsync("third@example.jp", "ケンコムジロウ");

        (await first.LockedAsync()).Should().Equal("checkups: viewing-code", "points: viewing-code");
        Expect(await stranger.GiveCodeAsync(), 422);
        Expect(await first.GiveCodeAsync(), 200);
        var late = await second.GiveCodeAsync();
        Expect(late, 422);
        late.Code.Should().Be("viewing-code-not-confirmed");
        Expect(await first.ChooseQuestionAsync(), 204);
        (await first.LockedAsync()).Should().BeEmpty();
        (await first.GetAsync("/api/me/checkups")).Json.GetProperty("checkups").GetArrayLength().Should().Be(1);
        Expect(await first.DeleteAsync("/api/me", new { password = Password }), 204);
        await App.SettleAsync();
        Expect(await second.GiveCodeAsync(), 200);
    }

    [Fact]
    [Trait("Rule", "CK-7")]
    [Trait("Rule", "API-4")]
    public async Task Everything_AfterAllSteps_HoldsNoValueInTheClear()
    {
        var client = await HaveOpenAsync();
        await App.DropCheckupsAsync(CheckupDrops.Items(Row + "9N511000000000049,,めずらしい所見です,,,,", Row + "9A755000000000001,,187.25,mmHg,,,ヨウカンサツ"));
        (await client.GetAsync("/api/me/checkups")).Json.GetProperty("checkups").GetArrayLength().Should().Be(1);

        foreach (var value in new[] { "めずらしい所見です", "187.25", "ヨウカンサツ", "デモ健診センター", "2025-06-10", CheckupSeeds.Code })
        {
            (await StorageSearch.FindAsync(App, value, place => place.StartsWith("checkups/", StringComparison.Ordinal))).Should().BeEmpty(because: value);
        }
    }

    private async Task<ApiClient> HaveOpenAsync()
    {
        var (client, memberId) = await HaveMemberAsync();
        await App.HaveCodeAsync(await App.PersonKeyAsync(memberId));
        Expect(await client.GiveCodeAsync(), 200);
        Expect(await client.ChooseQuestionAsync(), 204);
        return client;
    }

    private async Task<DroppedFile> FileAsync(string name = "2025.csv", string owner = "123456") =>
        await App.Services.GetRequiredService<FileStore>().ListAsync(owner, CancellationToken.None) is var files
            ? files.Last(file => file.Path == $"{owner}/{name}")
            : throw new InvalidOperationException();

    private async Task<string> ReportAsync(DroppedFile file)
    {
        await using var report = await App.Services.GetRequiredService<FileBlobs>().OpenReportAsync(file.Id, "json", CancellationToken.None);
        return await new StreamReader(report!).ReadToEndAsync();
    }

    private async Task<List<Checkup>> ResultsOfTaroAsync()
    {
        var member = (await App.Tables.GetTableClient("PersonClaims").QueryAsync<Azure.Data.Tables.TableEntity>().ToListAsync()).Single();
        return await App.Services.GetRequiredService<CheckupStore>().ListAsync(member.PartitionKey, CancellationToken.None).ToListAsync();
    }

    private static async Task<IReadOnlyList<string?>> DatesAsync(ApiClient client) =>
        [.. (await client.GetAsync("/api/me/checkups")).Json.GetProperty("checkups").EnumerateArray().Select(checkup => checkup.GetProperty("date").GetString())];

    private static IEnumerable<string?> Values(JsonElement checkup) => checkup.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("value").GetString());

    private static string Item(JsonElement checkup, string code)
    {
        var item = checkup.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("code").GetString() == code);
        string?[] words =
        [
            Word("name"), Word("value"), Word("unit"), $"{Word("low")}-{Word("high")}", Word("flag") ?? "", Word("judgement"),
        ];
        return string.Join(' ', words.Where(word => word is not null));

        string? Word(string name) => item.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : null;
    }
}
