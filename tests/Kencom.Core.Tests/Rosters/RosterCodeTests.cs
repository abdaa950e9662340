using System.Text;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using Kencom.Core.Files;
using Kencom.Core.Rosters;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Tests.Rosters;

/// <summary>Viewing codes that stand in a roster are handed on as keyed hashes, to whom they belong (RST-1, FILE-3).</summary>
public class RosterCodeTests
{
    private const string Full = "06123459/full/a.csv";
    private const string Code = "Ab3dEf7h";

    [Fact, Trait("Rule", "RST-1"), Trait("Rule", "FILE-3"), Trait("Rule", "CK-2")]
    public async Task Import_RowsWithCodes_HandsOverHashesByPerson()
    {
        await using var app = await RosterSteps.StartAsync();

        var file = await app.ImportAsync(Full, WithCodes((RosterText.Row(number: "1"), Code), (RosterText.Row(number: "2"), ""), (RosterText.Row(number: "3"), "Zz9yXx8w")));

        var message = (await MessagesAsync(app)).Should().ContainSingle().Subject;
        message.Should().Be(new RosterCodesMessage(file.Id, "06123459", 0, file.ReceivedAt, file.Sequence));
        var codes = await app.Get<RosterCodes>().ReadAsync(message, default);
        codes.Should().HaveCount(2);
        var key = (await app.CheckAsync("06123459", "1234", "1", "ケンコムタロウ", "1972-04-15"))!.Person!.Key;
        codes.Single(code => code.PersonKey == key).Hashes.Should().Equal(app.Get<KeyedHasher>().Hash(1, "viewing-code", Code));
        (await app.Stored.FindAsync(Code, RosterSteps.IsDropped)).Should().BeEmpty("only hashes leave the dropped file");
        (await app.Stored.FindAsync(Code)).Should().NotBeEmpty("the search does find what is there");
    }

    [Fact, Trait("Rule", "FILE-3"), Trait("Rule", "RST-5")]
    public async Task Import_NothingNewButCodes_StillHandsThemOver()
    {
        await using var app = await RosterSteps.StartAsync();
        await app.ImportAsync(Full, RosterText.File(RosterText.Row()));

        var file = await app.ImportAsync(Full, WithCodes((RosterText.Row(), Code)));

        file.Counts.Should().Be(new FileCounts(Read: 1, Unchanged: 1));
        var message = (await MessagesAsync(app)).Should().ContainSingle().Subject;
        var codes = app.Get<RosterCodes>();
        (await codes.ReadAsync(message, default)).Should().ContainSingle();
        await codes.DeleteAsync(message, default);
        await codes.DeleteAsync(message, default);
        (await codes.ReadAsync(message, default)).Should().BeEmpty("a second message finds them taken");
    }

    [Fact, Trait("Rule", "FILE-3"), Trait("Rule", "RST-6")]
    public async Task Import_FileThatWaits_HandsOverNothingBeforeItIsApproved()
    {
        await using var app = await RosterSteps.StartAsync();
        await app.ImportAsync(Full, RosterText.File([.. Enumerable.Range(1, 10).Select(i => RosterText.Row(number: $"{i}"))]));
        var waiting = await app.ImportAsync(Full, WithCodes((RosterText.Row(number: "1"), Code)));
        waiting.State.Should().Be(FileState.WaitingForApproval);
        (await MessagesAsync(app)).Should().BeEmpty();

        await app.Get<ApproveFile>().HandleAsync(new FileDecision(new StaffMember("1", "運用 花子"), waiting.Id, "確認した"), default);
        await app.PumpAsync();

        (await app.Get<RosterCodes>().ReadAsync((await MessagesAsync(app)).Single(), default)).Should().ContainSingle();
    }

    [Fact, Trait("Rule", "FILE-3"), Trait("Rule", "RST-7")]
    public async Task Import_UndecidedRowWithACode_GivesItToNobody()
    {
        await using var app = await RosterSteps.StartAsync();
        await app.ImportAsync(Full, RosterText.File(RosterText.Row(branch: "")));

        var file = await app.ImportAsync("06123459/diff/b.csv", WithCodes((RosterText.Row(branch: "", name: "ベツノヨミ"), Code)));

        file.Counts.Undecided.Should().Be(1);
        (await MessagesAsync(app)).Should().BeEmpty();
    }

    private static string WithCodes(params (string Row, string Code)[] rows) =>
        string.Join("\r\n", [RosterText.Header + ",健診閲覧コード", .. rows.Select(row => $"{row.Row},{row.Code}")]) + "\r\n";

    private static async Task<IReadOnlyList<RosterCodesMessage>> MessagesAsync(CoreApp app)
    {
        QueueMessage[] messages = await app.Queues.GetQueueClient(QueueNames.TakeRosterCodes).ReceiveMessagesAsync(32);
        return [.. messages.Select(message => JsonSerializer.Deserialize<RosterCodesMessage>(message.MessageText, QueueSender.Json)!)];
    }
}
