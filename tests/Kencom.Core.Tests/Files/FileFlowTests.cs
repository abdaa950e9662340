using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Rosters;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Kencom.Core.Tests.Rosters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kencom.Core.Tests.Files;

/// <summary>How files of several kinds go side by side: one after the other, but none waits for the decision on another kind (RST-6, RST-10).</summary>
public class FileFlowTests(RosterStorage storage) : IClassFixture<RosterStorage>
{
    private const string Insurer = "06123459";
    private const string Group = "DEMO-GROUP";

    private readonly Queue<string> applied = new();

    [Fact, Trait("Rule", "RST-10"), Trait("Rule", "RST-3")]
    public async Task Files_OfAllKinds_AreAppliedInTheOrderOfArrival()
    {
        await using var app = await StartAsync();
        await ReceiveAsync(app, ContainerNames.ViewingCodes, $"{Insurer}/1.csv", "あ");
        await ReceiveAsync(app, ContainerNames.Checkups, $"{Insurer}/2.csv", "あ");
        await app.DropAsync($"{Insurer}/full/3.csv", RosterText.File(RosterText.Row()));
        await AnnounceAsync(app, ContainerNames.Rosters, $"{Insurer}/full/3.csv");
        await ReceiveAsync(app, ContainerNames.Checkups, $"{Insurer}/0.csv", "あ");

        await app.PumpAsync();

        applied.Should().Equal($"viewing-codes/{Insurer}/1.csv", $"checkups/{Insurer}/2.csv", $"checkups/{Insurer}/0.csv");
        var files = await app.Get<FileStore>().ListAsync(Insurer, default);
        files.Should().OnlyContain(file => file.State == FileState.Done);
        files.Select(file => file.Sequence).Should().Equal([1, 2, 3, 4], "the roster among them");
    }

    [Fact, Trait("Rule", "RST-10"), Trait("Rule", "RST-3")]
    public async Task Receive_WhileAnEarlierFileOfAnotherKindIsUnannounced_TakesThatFirst()
    {
        await using var app = await StartAsync();
        await DropAsync(app, ContainerNames.ViewingCodes, $"{Insurer}/1.csv", "あ");
        var first = (await BlobOf(app, ContainerNames.ViewingCodes, $"{Insurer}/1.csv").GetPropertiesAsync()).Value.LastModified;
        do
        {
            await DropAsync(app, ContainerNames.Checkups, $"{Insurer}/2.csv", "あ");
        }
        while ((await BlobOf(app, ContainerNames.Checkups, $"{Insurer}/2.csv").GetPropertiesAsync()).Value.LastModified == first); // Storage counts in seconds.

        await AnnounceAsync(app, ContainerNames.Checkups, $"{Insurer}/2.csv");
        await app.PumpAsync();

        applied.Should().Equal($"viewing-codes/{Insurer}/1.csv", $"checkups/{Insurer}/2.csv");
    }

    [Fact, Trait("Rule", "RST-6"), Trait("Rule", "RST-10")]
    public async Task File_ThatWaits_HoldsUpItsOwnKindForThreeDaysAndNoOther()
    {
        await using var app = await StartAsync();
        var waiting = await ImportAsync(app, ContainerNames.Checkups, $"{Insurer}/1.csv", "疑");
        waiting.State.Should().Be(FileState.WaitingForApproval);
        waiting.Reasons.Should().Equal("1行のうち1行が疑わしい行です。");

        var behind = await ImportAsync(app, ContainerNames.Checkups, $"{Insurer}/2.csv", "あ");
        var code = await ImportAsync(app, ContainerNames.ViewingCodes, $"{Insurer}/3.csv", "あ");
        var roster = await app.ImportAsync($"{Insurer}/diff/4.csv", RosterText.File(RosterText.Row()));

        (behind.State, code.State, roster.State).Should().Be((FileState.Received, FileState.Done, FileState.Done));

        app.Clock.Advance(TimeSpan.FromDays(3));
        await SweepAsync(app);

        (await FileAsync(app, behind.Id)).State.Should().Be(FileState.Done);
        (await FileAsync(app, waiting.Id)).IsOvertaken.Should().BeTrue();
        applied.Should().Equal($"viewing-codes/{Insurer}/3.csv", $"checkups/{Insurer}/2.csv");
    }

    [Fact, Trait("Rule", "RST-6")]
    public async Task FullRoster_WhileFilesOfOtherKindsWait_OvertakesNoneOfThem()
    {
        await using var app = await StartAsync();
        var waiting = await ImportAsync(app, ContainerNames.Checkups, $"{Insurer}/1.csv", "疑");

        (await app.ImportAsync($"{Insurer}/full/2.csv", RosterText.File(RosterText.Row()))).State.Should().Be(FileState.Done);

        (await FileAsync(app, waiting.Id)).State.Should().Be(FileState.WaitingForApproval);
        (await app.Get<ApproveFile>().HandleAsync(new FileDecision(new StaffMember("1", "運用 花子"), waiting.Id, "確認した"), default)).IsSuccess.Should().BeTrue();
        await app.PumpAsync();
        (await FileAsync(app, waiting.Id)).Should().Match<DroppedFile>(file => file.State == FileState.Done && file.Sequence == 2);
    }

    [Fact, Trait("Rule", "RST-16")]
    public async Task File_ThatKeepsFailing_EndsAsRejectedAndLetsTheNextGo()
    {
        await using var app = await StartAsync(("Import:MaxFailures", "2"));
        var broken = await ReceiveAsync(app, ContainerNames.Checkups, $"{Insurer}/1.csv", "壊");
        await app.Get<SplitFile>().HandleAsync(new SplitFileMessage(broken.Id), default);
        await FluentActions.Awaiting(() => app.Get<CompareFilePart>().HandleAsync(new FilePartMessage(broken.Id, 1), default)).Should().ThrowAsync<InvalidDataException>("the queue brings it again");

        await app.PumpAsync();

        (await FileAsync(app, broken.Id)).Should().Match<DroppedFile>(file => file.State == FileState.Rejected && file.Reasons.Single().Contains("繰り返し失敗"));
        (await ImportAsync(app, ContainerNames.Checkups, $"{Insurer}/2.csv", "あ")).State.Should().Be(FileState.Done);
        applied.Should().Equal($"checkups/{Insurer}/2.csv");
    }

    [Fact, Trait("Rule", "RST-16")]
    public async Task File_LargerThanTheMaximum_IsRejectedUnreadAndLetsTheNextGo()
    {
        var maximum = NoteFiles.File(["あ"]).Length;
        await using var app = await StartAsync(("Import:MaxFileBytes", $"{maximum}"));

        var larger = await ImportAsync(app, ContainerNames.Checkups, $"{Insurer}/1.csv", "あい");
        var asLarge = await ImportAsync(app, ContainerNames.Checkups, $"{Insurer}/2.csv", "あ");

        larger.Should().Match<DroppedFile>(file => file.State == FileState.Rejected && file.BytesRead == 0 && file.Counts == new FileCounts());
        larger.Reasons.Should().ContainSingle().Which.Should().Contain($"{maximum:N0}バイトまで");
        (await app.ReportAsync(larger)).Reasons.Should().Equal(larger.Reasons);
        asLarge.State.Should().Be(FileState.Done);
        applied.Should().Equal($"checkups/{Insurer}/2.csv");
    }

    [Fact, Trait("Rule", "RST-10"), Trait("Rule", "RST-12"), Trait("Rule", "FILE-1")]
    public async Task File_InAGroupsFolder_IsTheGroups()
    {
        await using var app = await StartAsync();
        await app.Get<InsurerStore>().PutGroupAsync(new Group(Group, "デモ団体"));

        var file = await ImportAsync(app, ContainerNames.Checkups, $"{Group}/1.csv", "あ", "いい");

        file.Should().Match<DroppedFile>(done => done.State == FileState.Done && done.GroupCode == Group && done.InsurerNumber == null);
        file.Counts.Should().Be(new FileCounts(Read: 2, Added: 2));
        (await app.Get<FileStore>().ListAsync(Group, default)).Should().ContainSingle();
        var report = await app.ReportAsync(file);
        (report.GroupCode, report.InsurerNumber, report.Kind).Should().Be((Group, null, FileKind.Checkup));
    }

    [Theory, Trait("Rule", "RST-1")]
    [InlineData("NO-SUCH-GROUP/1.csv", "登録されていません")]
    [InlineData("2026/1.csv", "でも団体連携コードでもありません")]
    [InlineData("1.csv", "フォルダーに入っていません")]
    public async Task Receive_InNobodysFolder_IsListedWithTheReason(string path, string reason)
    {
        await using var app = await StartAsync();
        await ReceiveAsync(app, ContainerNames.ViewingCodes, path, "あ");
        await SweepAsync(app);

        var file = (await app.Get<FileStore>().ListAsync(FileOwner.Unplaced, default)).Should().ContainSingle().Subject;
        file.Should().Match<DroppedFile>(listed => listed.State == FileState.Rejected && listed.Kind == FileKind.ViewingCode && listed.InsurerNumber == null && listed.GroupCode == null);
        file.Reasons.Should().ContainSingle().Which.Should().Contain(reason);
    }

    [Fact, Trait("Rule", "RST-8"), Trait("Rule", "FILE-2")]
    public async Task Report_ColumnsThatNobodyReads_AreListed()
    {
        await using var app = await StartAsync();

        var file = await ImportAsync(app, ContainerNames.Checkups, $"{Insurer}/1.csv", "あ");

        (await app.ReportAsync(file)).IgnoredColumns.Should().Equal("備考");
        var csv = await app.CsvReportAsync(file);
        csv.Should().Contain("\"読み取らなかった列\",\"備考\"").And.Contain("\"加入者データを待つ行\",\"0\"").And.NotContain("資格喪失");
    }

    [Fact, Trait("Rule", "RST-1"), Trait("Rule", "RST-16")]
    public async Task Import_HundredsOfLongUnknownColumns_IsNoTrouble()
    {
        await using var app = await StartAsync();
        var columns = string.Join(',', Enumerable.Range(1, 500).Select(i => $"{new string('長', 90)}{i}"));
        var path = $"{Insurer}/1.csv";
        await BlobOf(app, ContainerNames.Checkups, path).UploadAsync(BinaryData.FromString($"生年月日,メモ,{columns}\r\n1972-04-15,あ\r\n"));
        await AnnounceAsync(app, ContainerNames.Checkups, path);

        await app.PumpAsync();

        var file = (await app.Get<FileStore>().ListAsync(Insurer, default)).Should().ContainSingle().Subject;
        file.State.Should().Be(FileState.Done);
        file.IgnoredColumns.Should().HaveCountGreaterThan(10).And.HaveCountLessThan(500);
    }

    [Fact, Trait("Rule", "RST-11")]
    public async Task Sweep_AfterThirtyDaysAndTwoYears_DeletesTheFileAndThenItsRow()
    {
        await using var app = await StartAsync();
        var files = new[]
        {
            await ImportAsync(app, ContainerNames.Checkups, $"{Insurer}/1.csv", "あ"),
            await ImportAsync(app, ContainerNames.ViewingCodes, $"{Insurer}/2.csv", "あ"),
            await ImportAsync(app, ContainerNames.Checkups, $"{Insurer}/3.csv", "疑"),
        };

        app.Clock.Advance(TimeSpan.FromDays(30) + TimeSpan.FromHours(1));
        await SweepAsync(app);

        foreach (var file in files)
        {
            (await BlobOf(app, file.Container, file.Path).ExistsAsync()).Value.Should().BeFalse(file.Path);
            (await app.Get<FileStore>().FindAsync(file.Id, default)).Should().NotBeNull();
        }

        app.Clock.Advance(TimeSpan.FromDays(2 * 365));
        await SweepAsync(app);

        (await app.Get<FileStore>().ListAsync(Insurer, default)).Should().ContainSingle(because: "it still waits").Which.Id.Should().Be(files[2].Id);
        (await app.Get<FileBlobs>().OpenReportAsync(files[0].Id, "csv", default)).Should().BeNull();
        (await app.Get<FileBlobs>().OpenReportAsync(files[2].Id, "csv", default)).Should().NotBeNull();
    }

    private static Azure.Storage.Blobs.BlobClient BlobOf(RosterApp app, string container, string path) => app.Blobs.GetBlobContainerClient(container).GetBlobClient(path);

    private static async Task DropAsync(RosterApp app, string container, string path, params string[] notes) =>
        await BlobOf(app, container, path).UploadAsync(BinaryData.FromBytes(NoteFiles.File(notes)), overwrite: true);

    private static Task AnnounceAsync(RosterApp app, string container, string path)
    {
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        return app.Get<RouteFileArrival>().HandleAsync(new BlobEvent("Microsoft.Storage.BlobCreated", $"/blobServices/default/containers/{container}/blobs/{path}"), default);
    }

    private static async Task<DroppedFile> ReceiveAsync(RosterApp app, string container, string path, params string[] notes)
    {
        await DropAsync(app, container, path, notes);
        await AnnounceAsync(app, container, path);
        var owner = path.Split('/')[0];
        return (await app.Get<FileStore>().ListAsync(owner, default)).LastOrDefault(file => file.Path == path && file.Container == container)
            ?? (await app.Get<FileStore>().ListAsync(FileOwner.Unplaced, default)).Last(file => file.Path == path);
    }

    private static async Task<DroppedFile> ImportAsync(RosterApp app, string container, string path, params string[] notes)
    {
        var file = await ReceiveAsync(app, container, path, notes);
        await app.PumpAsync();
        return await FileAsync(app, file.Id);
    }

    private static async Task<DroppedFile> FileAsync(RosterApp app, string id) => (await app.Get<FileStore>().FindAsync(id, default))!;

    private static async Task SweepAsync(RosterApp app)
    {
        await app.Get<RunSweeps>().HandleAsync(SweepGroups.Files, default);
        await app.PumpAsync();
    }

    private Task<RosterApp> StartAsync(params (string, string)[] settings) => RosterApp.StartAsync(
        storage.NewAccount(),
        services =>
        {
            services.RemoveAll<IFileContent>().AddSingleton<IFileContent>(provider => provider.GetRequiredService<RosterFiles>());
            foreach (var container in new[] { ContainerNames.Checkups, ContainerNames.ViewingCodes })
            {
                services.AddSingleton<IFileContent>(provider => new NoteFiles(container, provider.GetRequiredService<FileBlobs>(), applied));
            }
        },
        settings);
}
