using System.Net;
using System.Text;
using Kencom.Core.Checkups.Files;
using Kencom.Core.Checkups.PrintFiles;
using Kencom.Core.Checkups.ViewingCodes;
using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Security;
using Kencom.Functions.Tests.Accounts;
using Kencom.TestSupport.Checkups;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.Checkups;

/// <summary>Viewing-code files and the print files that come of them (FILE-3, FILE-4).</summary>
public sealed class CodeFileTests : AccountTests
{
    private const string Contact = "print@example.jp";

    static CodeFileTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    [Trait("Rule", "FILE-3")]
    [Trait("Rule", "CK-2")]
    public async Task CodesOfTheFile_TheSameAgain_ChangesNothingAndAnotherEndsTheOlder()
    {
        var (client, _) = await HaveMemberAsync();
        await App.DropCodesAsync(CheckupDrops.Codes($"{CheckupDrops.Taro},{CheckupSeeds.Code}"));
        Expect(await client.GiveCodeAsync("Wrong123"), 422);

        App.Pass(TimeSpan.FromMinutes(10));
        await App.DropCodesAsync(CheckupDrops.Codes($"{CheckupDrops.Taro},{CheckupSeeds.Code}"), "again.csv");
        (await FileAsync("again.csv")).Counts.Should().Be(new FileCounts(Read: 1, Unchanged: 1));
        (await client.GiveCodeAsync("Wrong123")).Json.GetProperty("attemptsLeft").GetInt32().Should().Be(3, because: "failures stay");
        await App.DropCodesAsync(CheckupDrops.Codes($"{CheckupDrops.Taro},Newer234"), "newer.csv");

        Expect(await client.GiveCodeAsync(), 422);
        Expect(await client.GiveCodeAsync("Newer234"), 200);
    }

    [Fact]
    [Trait("Rule", "FILE-3")]
    [Trait("Rule", "FILE-4")]
    public async Task EmptyCode_IsMadePrintedAndOpensTheResults()
    {
        var (client, _) = await HaveMemberAsync();
        await HaveContactAsync();
        await App.DropCodesAsync(CheckupDrops.Codes(CheckupDrops.Taro + ","));

        var lines = await PrintedAsync();

        lines.Should().HaveCount(2);
        lines[1].Should().MatchRegex("^\"ケンコムタロウ\",\"1972-04-15\",\"\",\"123456\",\"1234\",\"123456\",\"\",\"[2-9A-HJ-NP-Za-km-z]{8}\",\"2026-11-22\",\"2027-05-20\"$");
        Expect(await client.GiveCodeAsync(CodeOf(lines[1])), 200);
        (await StorageSearch.FindAsync(App, CodeOf(lines[1]))).Should().BeEmpty();
        (await StorageSearch.FindAsync(App, "ケンコムタロウ", place => !place.StartsWith("print-files", StringComparison.Ordinal) && !place.StartsWith("file-", StringComparison.Ordinal))).Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "FILE-3")]
    public async Task EmptyCode_SentAgainAndDroppedAgain_KillsNoPostedCode()
    {
        var (client, _) = await HaveMemberAsync();
        await HaveContactAsync();
        await App.DropCodesAsync(CheckupDrops.Codes(CheckupDrops.Taro + ","));
        var posted = CodeOf((await PrintedAsync())[1]);

        await App.DropCodesAsync(CheckupDrops.Codes(CheckupDrops.Taro + ","));
        await App.DropCodesAsync(CheckupDrops.Codes(CheckupDrops.Taro + ",", CheckupDrops.Taro + ","), "other.csv");

        (await FileAsync("other.csv")).Counts.Should().Be(new FileCounts(Read: 2, Unchanged: 1, Replaced: 1));
        (await PrintFilesAsync()).Should().ContainSingle();
        Expect(await client.GiveCodeAsync(posted), 200);
    }

    [Fact]
    [Trait("Rule", "FILE-3")]
    public async Task EmptyCode_WhileTheOldOneIsInItsLastDays_MakesANewOne()
    {
        await HaveMemberAsync();
        await HaveContactAsync();
        await App.DropCodesAsync(CheckupDrops.Codes(CheckupDrops.Taro + ","));
        App.Pass(TimeSpan.FromDays(149));
        await App.DropCodesAsync(CheckupDrops.Codes(CheckupDrops.Taro + ", "), "early.csv");
        (await FileAsync("early.csv")).Counts.Should().Be(new FileCounts(Read: 1, Unchanged: 1));

        App.Pass(TimeSpan.FromDays(2));
        await App.DropCodesAsync(CheckupDrops.Codes(CheckupDrops.Taro + ",  "), "late.csv");

        (await FileAsync("late.csv")).Counts.Should().Be(new FileCounts(Read: 1, Changed: 1));
    }

    [Fact]
    [Trait("Rule", "FILE-3")]
    public async Task CodesThatEndMany_WaitForAnOperator()
    {
        var persons = Enumerable.Range(1, 4).Select(number => new RosterLine { Number = $"{number}" }).ToArray();
        await App.HaveRosterAsync(persons);
        await App.DropCodesAsync(CheckupDrops.Codes(persons.Select((person, index) => $"123456,1234,{person.Number},,ケンコムタロウ,1972-04-15,,Code234{index + 2}")));
        (await FileAsync("codes.csv")).Counts.Should().Be(new FileCounts(Read: 4, Added: 4));

        await App.DropCodesAsync(CheckupDrops.Codes(persons.Take(3).Select((person, index) => $"123456,1234,{person.Number},,ケンコムタロウ,1972-04-15,,Other23{index + 2}")), "new.csv");

        var waiting = await FileAsync("new.csv");
        waiting.State.Should().Be(FileState.WaitingForApproval);
        waiting.Reasons.Should().ContainSingle().Which.Should().Contain("4件のうち3件");
    }

    [Fact]
    [Trait("Rule", "FILE-3")]
    [Trait("Rule", "RST-7")]
    public async Task BadCodesAndUnknownPersons_AreSkippedAndReported()
    {
        await App.HaveRosterAsync(new RosterLine());
        var good = Enumerable.Range(2, 20).Select(_ => $"{CheckupDrops.Taro},{CheckupSeeds.Code}");

        await App.DropCodesAsync(CheckupDrops.Codes([.. good, $"{CheckupDrops.Taro},短い", $"{CheckupDrops.Hanako},Hanako77"]));

        (await FileAsync("codes.csv")).Counts.Should().Be(new FileCounts(Read: 22, Added: 1, Skipped: 2, Replaced: 19));
    }

    [Fact]
    [Trait("Rule", "FILE-3")]
    [Trait("Rule", "RST-1")]
    public async Task CodeInARoster_IsTakenAsFromACodeFile_AndAnEmptyOneMakesNone()
    {
        await App.HaveInsurerAsync();
        const string header = "保険者番号,記号,番号,氏名カナ,生年月日,続柄,資格取得日,健診閲覧コード";
        await App.DropAsync("rosters/123456/full/2026-11.csv", CheckupDrops.Cp932(header, $"123456,1234,123456,ケンコムタロウ,1972-04-15,本人,2020-04-01,{CheckupSeeds.Code}"));
        var (client, memberId) = await App.MemberAsync();
        Expect(await client.GiveCodeAsync("Wrong123"), 422);
        await App.DropCodesAsync(CheckupDrops.Codes($"{CheckupDrops.Taro},{CheckupSeeds.Code}"));
        (await FileAsync("codes.csv")).Counts.Should().Be(new FileCounts(Read: 1, Unchanged: 1));

        await App.DropAsync("rosters/123456/full/2026-12.csv", CheckupDrops.Cp932(header, "123456,1234,123456,ケンコムタロウ,1972-04-15,本人,2020-04-01,"));

        var code = await App.Services.GetRequiredService<ViewingCodeStore>().FindAsync(await App.PersonKeyAsync(memberId), CancellationToken.None);
        code!.Failures.Should().Be(1);
        Expect(await client.GiveCodeAsync(), 200);
        (await StorageSearch.FindAsync(App, CheckupSeeds.Code, place => place.StartsWith("rosters/", StringComparison.Ordinal) || place.StartsWith("viewing-codes/", StringComparison.Ordinal))).Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "FILE-3")]
    [Trait("Rule", "RST-6")]
    public async Task CodesInARosterThatEndMany_HaveTheRosterWaitForAnOperator()
    {
        await App.HaveInsurerAsync();
        await App.DropAsync("rosters/123456/full/1.csv", Roster("Code234"));

        await App.DropAsync("rosters/123456/full/2.csv", Roster("Code234"));
        (await FileAsync("full/2.csv")).State.Should().Be(FileState.Done, "the same codes again end none");
        await App.DropAsync("rosters/123456/full/3.csv", Roster("Other23"));

        var waiting = await FileAsync("full/3.csv");
        waiting.State.Should().Be(FileState.WaitingForApproval);
        waiting.Reasons.Should().ContainSingle().Which.Should().Contain("4件のうち4件");
        waiting.Doubts.Should().ContainSingle(doubt => doubt.Name == "ended-codes");
        (await ValidCodesAsync()).Should().Be(4);
        await App.DropCodesAsync(CheckupDrops.Codes(Enumerable.Range(1, 4).Select(number => $"123456,1234,{number},,ケンコムタロウ,1972-04-15,,Code234{number + 1}")), "same.csv");
        (await FileAsync("same.csv")).Counts.Should().Be(new FileCounts(Read: 4, Unchanged: 4), "the codes of the waiting roster ended nothing");

        await App.Services.GetRequiredService<ApproveFile>().HandleAsync(new FileDecision(new StaffMember("1", "運用 花子"), waiting.Id, "確認した"), CancellationToken.None);
        await App.SettleAsync();

        (await FileAsync("full/3.csv")).State.Should().Be(FileState.Done);
        (await ValidCodesAsync()).Should().Be(4, "four have ended and four have come");

        async Task<int> ValidCodesAsync() => (await App.Services.GetRequiredService<CheckupHeadStore>().GetAsync("123456", CancellationToken.None)).Codes.Values.Sum();

        static byte[] Roster(string code) => CheckupDrops.Cp932([
            "保険者番号,記号,番号,氏名カナ,生年月日,続柄,資格取得日,健診閲覧コード",
            .. Enumerable.Range(1, 4).Select(number => $"123456,1234,{number},ケンコムタロウ,1972-04-15,本人,2020-04-01,{code}{number + 1}")]);
    }

    [Fact]
    [Trait("Rule", "FILE-4")]
    [Trait("Rule", "STF-2")]
    public async Task Link_ThreeOpeningsInSevenDays_EachInTheAuditLogFirst()
    {
        await HaveMemberAsync();
        await HaveContactAsync();
        await App.DropCodesAsync(CheckupDrops.Codes(CheckupDrops.Taro + ","));
        var token = await MailLinkAsync();
        var audited = await AuditedAsync();

        var opened = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => OpenAsync(token)));

        opened.Count(answer => answer.Status is HttpStatusCode.OK).Should().Be(3);
        opened.Count(answer => answer.Status is HttpStatusCode.Gone).Should().Be(7);
        (await AuditedAsync() - audited).Should().BeGreaterThanOrEqualTo(3);
        (await PrintFilesAsync()).Single().Openings.Should().Be(3);
        var newer = await MailLinkAsync();
        Expect(await OpenAsync(token), 410);
        App.Pass(TimeSpan.FromDays(7));
        Expect(await OpenAsync(newer), 410);
        Expect(await OpenAsync("nonsense"), 404);
    }

    [Fact]
    [Trait("Rule", "FILE-4")]
    public async Task PrintFile_After30Days_IsDeletedWithItsBlob()
    {
        await HaveMemberAsync();
        await HaveContactAsync();
        await App.DropCodesAsync(CheckupDrops.Codes(CheckupDrops.Taro + ","));
        App.Pass(TimeSpan.FromDays(30));
        var token = await MailLinkAsync();
        Expect(await OpenAsync(token), 410);

        await App.RunTimerAsync("sweep-accounts");

        (await PrintFilesAsync()).Should().BeEmpty();
        (await App.Blobs.GetBlobContainerClient("print-files").GetBlobsAsync().ToListAsync()).Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "FILE-4")]
    public async Task Values_ThatASpreadsheetWouldCompute_AreHarmless()
    {
        await App.Services.GetRequiredService<InsurerStore>().PutGroupAsync(new Group("GROUP1", "デモ健診団体") { ContactEmail = Contact });
        await App.DropCodesAsync(CheckupDrops.Cp932("氏名カナ,生年月日,加入者ID,健診閲覧コード", "ケンコムタロウ,1972-04-15,-1,", "ケンコムジロウ,1972-04-15,K1,"), owner: "GROUP1");

        var lines = await PrintedAsync("GROUP1");

        lines.Skip(1).Should().NotContain(line => line.Contains("\"-1\"", StringComparison.Ordinal)).And.Contain(line => line.Contains("\"'-1\"", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Rule", "FILE-4")]
    public async Task MailLink_WithoutAContact_IsRefused()
    {
        await HaveMemberAsync();
        await App.DropCodesAsync(CheckupDrops.Codes(CheckupDrops.Taro + ","));
        var mail = App.Services.GetRequiredService<MailPrintFileLink>();

        var refused = await mail.HandleAsync(new Core.Security.StaffMember("1", "Operator"), (await PrintFilesAsync()).Single().Id, CancellationToken.None);

        refused.Error!.Code.Should().Be("contact-missing");
    }

    [Fact]
    [Trait("Rule", "CK-6")]
    [Trait("Rule", "FILE-4")]
    public async Task Reissue_ForAMember_EndsTheOldCodeAndPrintsTheLastCheckOnce()
    {
        var (client, memberId) = await HaveMemberAsync();
        await HaveContactAsync();
        await App.DropCodesAsync(CheckupDrops.Codes($"{CheckupDrops.Taro},{CheckupSeeds.Code}"));
        var reissue = App.Services.GetRequiredService<ReissueViewingCode>();

        var first = await reissue.HandleAsync(new ReissueViewingCodeCommand(memberId, "INQ-1"), CancellationToken.None);
        var again = await reissue.HandleAsync(new ReissueViewingCodeCommand(memberId, "INQ-1"), CancellationToken.None);

        again.Value.Should().Be(first.Value);
        var lines = await PrintedAsync();
        lines[1].Should().StartWith("\"ケンコムタロウ\",\"1972-04-15\",\"\",\"123456\",\"1234\",\"123456\",\"\",");
        Expect(await client.GiveCodeAsync(), 422);
        Expect(await client.GiveCodeAsync(CodeOf(lines[1])), 200);
    }

    [Fact]
    [Trait("Rule", "API-6")]
    [Trait("Rule", "CK-7")]
    public async Task BothKeys_RotatedBetweenIssueAndUse_NothingIsLost()
    {
        var (client, memberId) = await HaveMemberAsync();
        await App.DropCodesAsync(CheckupDrops.Codes($"{CheckupDrops.Taro},{CheckupSeeds.Code}"));
        await App.DropCheckupsAsync(CheckupDrops.Items(CheckupDrops.Taro + ",男,2025-06-10,A,,9N001000000000001,,170,,,,"));
        await using var rotated = await TestApp.StartAsync(options =>
        {
            options.StorageConnectionString = App.StorageConnectionString;
            options.Clock = App.Clock;
            options.Settings["Security__HashKeys__2"] = Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray());
            options.Settings["Security__CurrentHashKey"] = "2";
            options.Settings["Security__DataKeys__2"] = Convert.ToBase64String(Enumerable.Repeat((byte)3, 32).ToArray());
            options.Settings["Security__CurrentDataKey"] = "2";
        });
        using var after = rotated.NewClient();
        after.SetCookie(SessionCookie, client.Cookies[SessionCookie]);

        await rotated.DropCodesAsync(CheckupDrops.Codes($"{CheckupDrops.Taro},{CheckupSeeds.Code}"), "again.csv");
        Expect(await after.GiveCodeAsync(), 200);
        Expect(await after.ChooseQuestionAsync(), 204);
        await rotated.DropCheckupsAsync(CheckupDrops.Items(CheckupDrops.Taro + ",男,2025-06-10,A,,9N006000000000001,,70,,,,"), "more.csv");

        var checkups = (await after.GetAsync("/api/me/checkups")).Json.GetProperty("checkups");
        checkups.GetArrayLength().Should().Be(1);
        checkups[0].GetProperty("items").GetArrayLength().Should().Be(2);
        (await rotated.Services.GetRequiredService<FileStore>().ListAsync("123456", CancellationToken.None)).Single(file => file.Path == "123456/again.csv").Counts.Unchanged.Should().Be(1);
    }

    private Task HaveContactAsync() => App.HaveInsurerAsync(change: insurer => insurer with { ContactEmail = Contact });

    private async Task<DroppedFile> FileAsync(string name) =>
        (await App.Services.GetRequiredService<FileStore>().ListAsync("123456", CancellationToken.None)).Last(file => file.Path == $"123456/{name}");

    private Task<IReadOnlyList<PrintFile>> PrintFilesAsync(string owner = "123456") => App.Services.GetRequiredService<PrintFileStore>().ListAsync(owner, CancellationToken.None);

    private async Task<string> MailLinkAsync(string owner = "123456")
    {
        var sent = await App.Services.GetRequiredService<MailPrintFileLink>().HandleAsync(
            new Core.Security.StaffMember("1", "Operator"), (await PrintFilesAsync(owner)).Single().Id, CancellationToken.None);
        sent.IsSuccess.Should().BeTrue();
        var mail = await App.NewestMailToAsync(Contact);
        mail.Text.Should().Contain("/print-file#");
        return System.Text.RegularExpressions.Regex.Match(mail.Text, "/print-file#(?<token>[0-9A-Za-z]+)").Groups["token"].Value;
    }

    private async Task<ApiResponse> OpenAsync(string token)
    {
        using var client = App.NewClient();
        client.Bearer = token;
        return await client.GetAsync("/api/print-files/current");
    }

    private async Task<string[]> PrintedAsync(string owner = "123456")
    {
        using var http = new HttpClient { BaseAddress = App.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", await MailLinkAsync(owner));
        using var answer = await http.GetAsync(new Uri("/api/print-files/current", UriKind.Relative));
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return Encoding.GetEncoding(932).GetString(await answer.Content.ReadAsByteArrayAsync()).TrimEnd().Split("\r\n");
    }

    private async Task<int> AuditedAsync() => (await App.Tables.GetTableClient("AuditLog").QueryAsync<Azure.Data.Tables.TableEntity>().ToListAsync()).Count;

    private static string CodeOf(string line) => line.Split(',')[7].Trim('"');
}
