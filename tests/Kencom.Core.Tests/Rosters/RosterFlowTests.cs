using Azure;
using Kencom.Core.Files;
using Kencom.Core.Rosters;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Tests.Rosters;

/// <summary>How files follow, wait for and overtake each other, and how each phase ends whatever happens (RST-6, RST-10, RST-16).</summary>
public class RosterFlowTests
{
    private const string Insurer = "06123459";

    private static readonly string[] Rows = [.. Enumerable.Range(1, 10).Select(i => RosterText.Row(number: $"{i}"))];

    [Fact, Trait("Rule", "RST-5"), Trait("Rule", "RST-10")]
    public async Task ApplyPart_OfAnEarlierFileThatComesLate_WritesNothing()
    {
        await using var app = await StartAsync();
        var first = await app.ImportAsync($"{Insurer}/full/1.csv", RosterText.File(Rows));
        await app.ImportAsync($"{Insurer}/full/2.csv", RosterText.File([.. Rows[..9], RosterText.Row(number: "10", end: "2023-03-31")]));
        var (before, state) = (await app.TablesAsync(), await StateAsync(app));

        var written = await app.Get<RosterFiles>().ApplyAsync(first with { State = FileState.Applying }, 0, default);

        written.Should().BeFalse();
        (await app.TablesAsync()).Should().Equal(before);
        (await StateAsync(app)).Should().Equal(state);
    }

    [Theory, Trait("Rule", "RST-5")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WriteCards_OfAnEarlierFileThatComesLate_AreRefused(bool takesThemForNew)
    {
        await using var app = await StartAsync();
        var file = await app.ImportAsync($"{Insurer}/full/1.csv", RosterText.File(Rows));
        var cards = (await app.Get<RosterBlobs>().ReadStateAsync(Insurer, file.Parts, 0, file.Parts, default)).Cards;
        await app.ImportAsync($"{Insurer}/full/2.csv", RosterText.File([.. Rows.Select(row => row + "K")]));
        var before = await app.TablesAsync();

        var written = await app.Get<RosterStore>().WriteAsync(file.HashVersion, file.Sequence, [.. cards.Select(card => new CardChange(card.CardKey, takesThemForNew, card.Payload))], default);

        written.Should().BeFalse();
        (await app.TablesAsync()).Should().Equal(before, "a later file's rows stay");
    }

    [Fact, Trait("Rule", "RST-5")]
    public async Task TryWriteState_ThatAnotherHasWrittenMeanwhile_IsRefused()
    {
        await using var app = await StartAsync();
        var file = await app.ImportAsync($"{Insurer}/full/1.csv", RosterText.File(Rows));
        var blobs = app.Get<RosterBlobs>();
        var seen = await blobs.FindStateVersionAsync(Insurer, file.Parts, 0, default);
        await app.ImportAsync($"{Insurer}/full/2.csv", RosterText.File([.. Rows.Select(row => row + "K")]));
        var state = await StateAsync(app);

        (await blobs.TryWriteStateAsync(Insurer, file.Parts, 0, new RosterState().With([], sequence: 1), seen, default)).Should().BeFalse();

        (await StateAsync(app)).Should().Equal(state);
    }

    [Fact, Trait("Rule", "RST-6"), Trait("Rule", "RST-16")]
    public async Task Reject_WhatIsBeingApplied_IsRefusedAndTheFileIsApplied()
    {
        await using var app = await StartAsync();
        var file = await ReceiveAsync(app, $"{Insurer}/full/1.csv", RosterText.File(Rows));
        await app.Get<SplitFile>().HandleAsync(new SplitFileMessage(file.Id), default);
        await app.Get<CompareFilePart>().HandleAsync(new FilePartMessage(file.Id, 0), default);
        (await app.FileAsync(file.Path)).State.Should().Be(FileState.Applying);

        (await app.Get<RejectFileAsOperator>().HandleAsync(Decide(file), default)).Error.Should().Be(Errors.Conflict);
        (await app.Get<RejectFile>().HandleAsync(file.Id, "読み取れません。", [FileState.Splitting], default)).Should().BeFalse("the split that says so is long past");
        await app.PumpAsync();

        (await app.FileAsync(file.Path)).State.Should().Be(FileState.Done);
        (await app.TablesAsync()).Should().HaveCount(10);
    }

    [Fact, Trait("Rule", "RST-16")]
    public async Task Reject_FileThatIsCompared_LetsTheNextGo()
    {
        await using var app = await StartAsync();
        var file = await ReceiveAsync(app, $"{Insurer}/full/1.csv", RosterText.File(Rows));
        await app.Get<SplitFile>().HandleAsync(new SplitFileMessage(file.Id), default);

        (await app.Get<RejectFileAsOperator>().HandleAsync(Decide(file), default)).Value.State.Should().Be(FileState.Rejected);
        await app.PumpAsync();

        (await app.TablesAsync()).Should().BeEmpty();
        (await app.ImportAsync($"{Insurer}/full/2.csv", RosterText.File(Rows))).State.Should().Be(FileState.Done);
    }

    [Fact, Trait("Rule", "RST-16")]
    public async Task Compare_PartThatAlwaysFails_EndsTheFileAndLetsTheNextGo()
    {
        await using var app = await StartAsync(("Import:MaxFailures", "3"));
        var file = await ReceiveAsync(app, $"{Insurer}/full/1.csv", RosterText.File(Rows));
        await app.Get<SplitFile>().HandleAsync(new SplitFileMessage(file.Id), default);
        await app.Get<FileBlobs>().Staged(file.Id, part: 0).DeleteAsync();
        var compare = app.Get<CompareFilePart>();

        for (var tries = 1; tries < 3; tries++)
        {
            await FluentActions.Awaiting(() => compare.HandleAsync(new FilePartMessage(file.Id, 0), default)).Should().ThrowAsync<RequestFailedException>("the queue brings it again");
        }

        await compare.HandleAsync(new FilePartMessage(file.Id, 0), default);

        var rejected = await app.FileAsync(file.Path);
        rejected.State.Should().Be(FileState.Rejected);
        rejected.Reasons.Should().ContainSingle().Which.Should().Contain("繰り返し失敗");
        (await app.ImportAsync($"{Insurer}/full/2.csv", RosterText.File(Rows))).State.Should().Be(FileState.Done);
    }

    [Fact, Trait("Rule", "RST-16")]
    public async Task Apply_PartThatKeepsFailing_IsTakenUpAgainWhereItStands()
    {
        await using var app = await StartAsync(("Import:MaxFailures", "2"));
        var file = await ReceiveAsync(app, $"{Insurer}/full/1.csv", RosterText.File(Rows));
        await app.Get<SplitFile>().HandleAsync(new SplitFileMessage(file.Id), default);
        await app.Get<CompareFilePart>().HandleAsync(new FilePartMessage(file.Id, 0), default);
        var changes = app.Blobs.GetBlobContainerClient(ContainerNames.FileWork).GetBlobClient($"{file.Id}/changes0/000");
        var content = (await changes.DownloadContentAsync()).Value.Content;
        await changes.DeleteAsync();

        for (var tries = 0; tries < 4; tries++)
        {
            await FluentActions.Awaiting(() => app.Get<ApplyFilePart>().HandleAsync(new FilePartMessage(file.Id, 0), default)).Should().ThrowAsync<RequestFailedException>();
        }

        (await app.FileAsync(file.Path)).State.Should().Be(FileState.Applying, "half a roster is never left behind");
        await changes.UploadAsync(content);
        await app.PumpAsync();
        (await app.FileAsync(file.Path)).State.Should().Be(FileState.Done);
    }

    [Fact, Trait("Rule", "RST-5"), Trait("Rule", "EL-15")]
    public async Task Compare_ThatComesLate_ChangesNothingOfWhatIsApplied()
    {
        await using var app = await StartAsync();
        await app.ImportAsync($"{Insurer}/full/1.csv", RosterText.File(Rows[..9]));
        var file = await ReceiveAsync(app, $"{Insurer}/full/2.csv", RosterText.File(Rows));
        await app.Get<SplitFile>().HandleAsync(new SplitFileMessage(file.Id), default);
        var comparing = await app.FileAsync(file.Path);
        await app.Get<CompareFilePart>().HandleAsync(new FilePartMessage(file.Id, 0), default);
        var blobs = app.Get<RosterBlobs>();
        var changes = (await blobs.ReadChangesAsync(comparing, 0, default)).Write();
        (await app.Get<RosterFiles>().ApplyAsync(await app.FileAsync(file.Path), 0, default)).Should().BeTrue();

        (await app.Get<RosterFiles>().CompareAsync(comparing, 0, default)).Changes.Should().Be(0, "all is there by now");

        (await blobs.ReadChangesAsync(comparing, 0, default)).Write().Should().Equal(changes);
        await app.PumpAsync();
        (await app.TablesAsync()).Should().HaveCount(10);
    }

    [Fact, Trait("Rule", "RST-16"), Trait("Rule", "RST-5")]
    public async Task Sweep_WorkThatAKilledProcessLeft_GoesOnAfterAMinute()
    {
        await using var app = await StartAsync();
        await ReceiveAsync(app, $"{Insurer}/full/1.csv", RosterText.File(Rows));
        await app.Queues.GetQueueClient(QueueNames.SplitFile).ClearMessagesAsync(); // Its lease would last for ten minutes.

        app.Clock.Advance(TimeSpan.FromSeconds(50));
        await app.Get<SweepFiles>().HandleAsync(default);
        await app.PumpAsync();
        (await app.FileAsync($"{Insurer}/full/1.csv")).State.Should().Be(FileState.Splitting, "somebody may be at work");

        app.Clock.Advance(TimeSpan.FromSeconds(11));
        await app.Get<SweepFiles>().HandleAsync(default);
        await app.PumpAsync();
        (await app.FileAsync($"{Insurer}/full/1.csv")).State.Should().Be(FileState.Done);
    }

    [Fact, Trait("Rule", "RST-16"), Trait("Rule", "RST-4")]
    public async Task Split_LargeFile_PutsABoundedNumberOfPartsOnTheirWay()
    {
        await using var app = await StartAsync(("Import:RowsPerPart", "100"), ("Import:PartsAtOnce", "4"));
        var file = await ReceiveAsync(app, $"{Insurer}/full/1.csv", RosterText.File([.. Enumerable.Range(1, 3000).Select(i => RosterText.Row(number: $"{i}"))]));

        await app.Get<SplitFile>().HandleAsync(new SplitFileMessage(file.Id), default);

        (await app.FileAsync(file.Path)).Parts.Should().BeGreaterThan(8);
        (await app.Queues.GetQueueClient(QueueNames.CompareFile).PeekMessagesAsync(32)).Value.Should().HaveCount(4);
        await app.PumpAsync();
        (await app.FileAsync(file.Path)).Counts.Should().Be(new FileCounts(Read: 3000, Added: 3000));
    }

    [Fact, Trait("Rule", "RST-6"), Trait("Rule", "RST-10")]
    public async Task Diff_BehindAWaitingFile_WaitsThreeDaysAndThenOvertakesIt()
    {
        await using var app = await StartAsync();
        await app.ImportAsync($"{Insurer}/full/1.csv", RosterText.File(Rows));
        var waiting = await app.ImportAsync($"{Insurer}/full/2.csv", RosterText.File(Rows[5..]));

        var diff = await app.ImportAsync($"{Insurer}/diff/3.csv", RosterText.File(RosterText.Row(number: "99")));
        diff.State.Should().Be(FileState.Received);
        app.Clock.Advance(TimeSpan.FromDays(2.9));
        await SweepAsync(app);
        (await app.FileAsync(diff.Path)).State.Should().Be(FileState.Received);
        (await app.FileAsync(waiting.Path)).IsWaitNearlyOver.Should().BeTrue("operators are told a day before");
        app.Clock.Advance(TimeSpan.FromDays(0.2));
        await SweepAsync(app);

        (await app.FileAsync(diff.Path)).State.Should().Be(FileState.Done);
        (await app.FileAsync(waiting.Path)).IsOvertaken.Should().BeTrue();
        (await app.Get<ApproveFile>().HandleAsync(Decide(waiting), default)).Error.Should().Be(Errors.RosterFileOvertaken);
        (await app.ReportAsync(waiting)).Reasons.Should().Contain("overtaken");
    }

    [Fact, Trait("Rule", "RST-6"), Trait("Rule", "RST-10")]
    public async Task Diff_BehindAWaitingFileThatIsApproved_IsAppliedAfterIt()
    {
        await using var app = await StartAsync();
        await app.ImportAsync($"{Insurer}/full/1.csv", RosterText.File(Rows));
        var waiting = await app.ImportAsync($"{Insurer}/full/2.csv", RosterText.File(Rows[5..]));
        var diff = await app.ImportAsync($"{Insurer}/diff/3.csv", RosterText.File(RosterText.Row(number: "1", id: "K1")));

        (await app.Get<ApproveFile>().HandleAsync(Decide(waiting), default)).IsSuccess.Should().BeTrue();
        await app.PumpAsync();

        (await app.FileAsync(waiting.Path)).Should().Match<DroppedFile>(file => file.State == FileState.Done && file.Round == 1 && file.Counts.Ended == 5, "it is compared anew");
        (await app.FileAsync(diff.Path)).State.Should().Be(FileState.Done);
        (await app.CheckAsync(Insurer, "1234", "1", "ケンコムタロウ", "1972-04-15"))!.Person!.CoverageEnd.Should().BeNull("the diff came later and brings the person back");
    }

    [Fact, Trait("Rule", "RST-6"), Trait("Rule", "RST-10")]
    public async Task Full_BehindAWaitingFileAndADiff_OvertakesBoth()
    {
        await using var app = await StartAsync();
        await app.ImportAsync($"{Insurer}/full/1.csv", RosterText.File(Rows));
        var waiting = await app.ImportAsync($"{Insurer}/full/2.csv", RosterText.File(Rows[5..]));
        var diff = await app.ImportAsync($"{Insurer}/diff/3.csv", RosterText.File(RosterText.Row(number: "99")));

        var full = await app.ImportAsync($"{Insurer}/full/4.csv", RosterText.File(Rows));

        full.State.Should().Be(FileState.Done);
        (await app.FileAsync(waiting.Path)).IsOvertaken.Should().BeTrue();
        (await app.FileAsync(diff.Path)).IsOvertaken.Should().BeTrue("it is older than what is applied");
    }

    [Theory, Trait("Rule", "RST-1")]
    [InlineData("FULL/a.csv", FileOwner.Unplaced, "保険者番号")]
    [InlineData("a.csv", FileOwner.Unplaced, "フォルダー")]
    [InlineData("6123459/full/a.csv", FileOwner.Unplaced, "06123459")]
    [InlineData("06123459/FULL/a.csv", Insurer, "full")]
    [InlineData("06123459/full/2026/a.csv", Insurer, "フォルダー")]
    [InlineData("06123459/full/a.pdf", Insurer, ".csv")]
    public async Task Receive_PathThatFitsNoRule_IsListedWithTheReason(string path, string listedUnder, string reason)
    {
        await using var app = await StartAsync();
        await app.DropAsync(path, RosterText.File(Rows));

        await app.Get<ReceiveFiles>().HandleAsync(ContainerNames.Rosters, path, default);
        await SweepAsync(app);

        var file = (await app.Get<FileStore>().ListAsync(listedUnder, default)).Should().ContainSingle().Subject;
        file.Should().Match<DroppedFile>(listed => listed.Path == path && listed.State == FileState.Rejected);
        file.Reasons.Should().ContainSingle().Which.Should().Contain(reason);
    }

    private static async Task<DroppedFile> ReceiveAsync(CoreApp app, string path, string text)
    {
        await app.DropAsync(path, text);
        await app.Get<ReceiveFiles>().HandleAsync(ContainerNames.Rosters, path, default);
        return await app.FileAsync(path);
    }

    private static async Task SweepAsync(CoreApp app)
    {
        await app.Get<SweepFiles>().HandleAsync(default);
        await app.PumpAsync();
    }

    private static async Task<byte[]> StateAsync(CoreApp app) => (await app.Get<RosterBlobs>().ReadStateAsync(Insurer, 1, 0, 1, default)).Write();

    private static FileDecision Decide(DroppedFile file) => new(new StaffMember("1", "運用 花子"), file.Id, "組合に電話で確認した");

    private Task<CoreApp> StartAsync(params (string, string)[] settings) => RosterSteps.StartAsync(settings);
}
