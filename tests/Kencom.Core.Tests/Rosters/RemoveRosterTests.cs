using Kencom.Core.Files;
using Kencom.Core.Rosters;
using Kencom.Core.Storage;

namespace Kencom.Core.Tests.Rosters;

/// <summary>What of an insurer goes when its contract has ended (RST-11).</summary>
public class RemoveRosterTests
{
    private const string Insurer = "06123459";
    private const string Another = "123456";

    [Fact, Trait("Rule", "RST-11")]
    public async Task Step_UntilNothingIsLeft_RemovesAllOfTheInsurerAndNothingElse()
    {
        await using var app = await RosterSteps.StartAsync(("Import:RowsPerPart", "100"));
        await app.ImportAsync($"{Another}/full/1.csv", RosterText.File(RosterText.Row(insurer: Another)));
        var others = await app.TablesAsync();
        var rows = Enumerable.Range(1, 400).Select(i => RosterText.Row(number: $"{i}", branch: "")).ToArray();
        await app.ImportAsync($"{Insurer}/full/1.csv", RosterText.File(rows));

        // Ids that came later, and a person with a lapsed and a covered card: rows of each kind.
        await app.ImportAsync($"{Insurer}/full/2.csv", RosterText.File([.. rows.Select((row, i) => $"{row}K{i}")]));
        await app.ImportAsync($"{Insurer}/diff/2.csv", RosterText.File(RosterText.Row(number: "999", branch: "", end: "2024-03-31", id: "K1")));
        await app.DropAsync($"{Insurer}/full/3.csv", RosterText.File(rows));
        var known = (await app.TablesAsync()).Count;
        known.Should().Be(1 + 401 + 400 + 1, "cards, ids and a link");

        while (await app.Get<RemoveFiles>().StepAsync(Insurer, default))
        {
        }

        var forgotten = new HashSet<string>(StringComparer.Ordinal);
        var steps = 0;
        while (await app.Get<RemoveRoster>().StepAsync(Insurer, ForgetAsync, default))
        {
            steps++;
        }

        forgotten.Should().HaveCount(400);
        steps.Should().Be(3, "two parts, then links and ids");
        (await app.TablesAsync()).Should().Equal(others);
        (await app.Get<RosterHeadStore>().GetAsync(Insurer, default)).Should().Be(new RosterHead());
        (await app.Get<FileStore>().ListAsync(Insurer, default)).Should().BeEmpty();
        (await app.Stored.PlacesAsync()).Should().NotContain(place => place.Contains(Insurer, StringComparison.Ordinal));
        (await app.CheckAsync(Another, "1234", "123456", "ケンコムタロウ", "1972-04-15"))!.Person.Should().NotBeNull();

        Task ForgetAsync(IReadOnlyCollection<string> persons, CancellationToken cancellationToken)
        {
            forgotten.UnionWith(persons);
            return Task.CompletedTask;
        }
    }

    [Fact, Trait("Rule", "RST-11")]
    public async Task Step_ThatDiedBeforeItsEnd_IsDoneAgain()
    {
        await using var app = await RosterSteps.StartAsync();
        await app.ImportAsync($"{Insurer}/full/1.csv", RosterText.File(RosterText.Row(), RosterText.Row(number: "2")));
        var before = await app.TablesAsync();
        var remove = app.Get<RemoveRoster>();

        await FluentActions.Awaiting(() => remove.StepAsync(Insurer, (_, _) => throw new IOException("Killed."), default)).Should().ThrowAsync<IOException>();
        (await app.TablesAsync()).Should().Equal(before, "what hangs on the persons goes before them");

        // The first card is gone, the state that names it is not.
        var key = before[0].Split(' ');
        await app.Tables.GetTableClient(TableNames.RosterCards).DeleteEntityAsync(key[1], key[2]);
        while (await remove.StepAsync(Insurer, (_, _) => Task.CompletedTask, default))
        {
        }

        (await app.TablesAsync()).Should().BeEmpty();
    }

    [Fact, Trait("Rule", "RST-11"), Trait("Rule", "RST-5")]
    public async Task RemoveFiles_WhileOneIsApplied_WaitsForIt()
    {
        await using var app = await RosterSteps.StartAsync();
        await app.DropAsync($"{Insurer}/full/1.csv", RosterText.File(RosterText.Row()));
        await app.Get<ReceiveFiles>().HandleAsync(ContainerNames.Rosters, $"{Insurer}/full/1.csv", default);
        var file = await app.FileAsync($"{Insurer}/full/1.csv");
        await app.Get<SplitFile>().HandleAsync(new SplitFileMessage(file.Id), default);
        await app.Get<CompareFilePart>().HandleAsync(new FilePartMessage(file.Id, 0), default);

        (await app.Get<RemoveFiles>().StepAsync(Insurer, default)).Should().BeTrue();
        (await app.FileAsync(file.Path)).State.Should().Be(FileState.Applying);

        await app.PumpAsync();
        while (await app.Get<RemoveFiles>().StepAsync(Insurer, default))
        {
        }

        (await app.Get<FileStore>().ListAsync(Insurer, default)).Should().BeEmpty();
    }
}
