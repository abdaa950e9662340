using Kencom.Core.Cards;
using Kencom.Core.Files;
using Kencom.Core.Insurers;
using Kencom.Core.Members;
using Kencom.Core.Rosters;
using Kencom.Core.Security;
using Kencom.Core.Storage;

namespace Kencom.Core.Tests.Rosters;

/// <summary>
/// Insurers that an operator declared one: who retires from the one into the other may use the card of either as long as one of the two rows covers (EL-8).
/// </summary>
public class DeclaredOneTests(RosterStorage storage) : IClassFixture<RosterStorage>
{
    private const string Working = "06123459";
    private const string Retired = "63123459";

    private static readonly string LeftWork = RosterText.Row(number: "500", id: "K-1", end: "2023-03-31");
    private static readonly string InRetirement = RosterText.Row(insurer: Retired, symbol: "特", number: "9", id: "K-1", start: "2023-04-01");

    /// <summary>Whatever comes first: the declaration, by whichever of the two, or the rosters.</summary>
    [Theory, Trait("Rule", "EL-8")]
    [InlineData("declare work retirement", Working)]
    [InlineData("declare retirement work", Retired)]
    [InlineData("work declare retirement", Working)]
    [InlineData("retirement declare work", Working)]
    [InlineData("work retirement declare", Retired)]
    [InlineData("retirement work declare", Working)]
    public async Task Find_LapsedCardOfADeclaredInsurer_WhileTheOthersRowCovers(string order, string declaring)
    {
        await using var app = await RosterApp.StartAsync(storage.NewAccount());
        await PutAsync(app, Working);
        await PutAsync(app, Retired);
        foreach (var step in order.Split(' '))
        {
            await (step switch
            {
                "declare" => PutAsync(app, declaring, sameAs: [declaring == Working ? Retired : Working]),
                "work" => app.ImportAsync($"{Working}/full/1.csv", RosterText.File(Others(Working, LeftWork))),
                _ => app.ImportAsync($"{Retired}/full/1.csv", RosterText.File(Others(Retired, InRetirement))),
            });
        }

        (await IsFoundAsync(app, Working, "1234", "500")).Should().BeTrue("the row of retirement covers");
        (await IsFoundAsync(app, Retired, "特", "9")).Should().BeTrue();

        await PutAsync(app, declaring, sameAs: []);
        (await IsFoundAsync(app, Working, "1234", "500")).Should().BeFalse("they are two insurers again");
        (await IsFoundAsync(app, Retired, "特", "9")).Should().BeTrue("its own row covers");
        (await app.TablesAsync()).Should().NotContain(row => row.StartsWith(TableNames.RosterPersons, StringComparison.Ordinal), "nothing of it is left");
    }

    [Fact, Trait("Rule", "EL-8")]
    public async Task Find_LapsedCard_OnlyWhileTheOtherRowCoversAndOnlyByAnIdThatTellsPersonsApart()
    {
        await using var app = await RosterApp.StartAsync(storage.NewAccount(), configure: null, ("Roster:MaxEndedShare", "1"));
        await PutAsync(app, Working, sameAs: [Retired]);
        await PutAsync(app, Retired);
        string[] shared =
        [
            RosterText.Row(number: "600", name: "ヤマダイチロウ", birth: "1950-01-01", id: "H-1", end: "2023-03-31"),
            RosterText.Row(number: "601", name: "ヤマダハナコ", birth: "1951-02-02", id: "H-1", end: "2023-03-31"),
        ];
        await app.ImportAsync($"{Working}/full/1.csv", RosterText.File(Others(Working, [LeftWork, RosterText.Row(number: "501", id: "K-2", end: "2023-03-31"), .. shared])));
        await app.ImportAsync($"{Retired}/full/1.csv", RosterText.File(Others(
            Retired, InRetirement, RosterText.Row(insurer: Retired, number: "10", name: "ヤマダイチロウ", birth: "1950-01-01", id: "H-1"))));

        (await IsFoundAsync(app, Working, "1234", "500")).Should().BeTrue();
        (await IsFoundAsync(app, Working, "1234", "501")).Should().BeFalse("nobody in retirement has this id");
        (await IsFoundAsync(app, Working, "1234", "600", "ヤマダイチロウ", "1950-01-01")).Should().BeFalse("an id that several share proves nothing");

        await app.ImportAsync($"{Retired}/diff/2.csv", RosterText.File(RosterText.Row(insurer: Retired, symbol: "特", number: "9", id: "K-1", start: "2023-04-01", end: "2024-03-31")));
        (await IsFoundAsync(app, Working, "1234", "500")).Should().BeFalse("the other row has ended too");

        await app.ImportAsync($"{Retired}/diff/3.csv", RosterText.File(RosterText.Row(insurer: Retired, symbol: "特", number: "9", id: "K-1", start: "2999-04-01")));
        (await IsFoundAsync(app, Working, "1234", "500")).Should().BeFalse("the other row has not begun");
    }

    [Fact, Trait("Rule", "EL-8")]
    public async Task Find_LapsedCardOfAnInsurerThatWasNotDeclared_StaysAMiss()
    {
        await using var app = await RosterApp.StartAsync(storage.NewAccount());
        await PutAsync(app, "01130012", sameAs: [Retired]);
        await PutAsync(app, Working);
        await PutAsync(app, Retired);
        await app.ImportAsync($"{Working}/full/1.csv", RosterText.File(Others(Working, LeftWork)));
        await app.ImportAsync($"{Retired}/full/1.csv", RosterText.File(Others(Retired, InRetirement)));

        (await IsFoundAsync(app, Working, "1234", "500")).Should().BeFalse();
    }

    [Fact, Trait("Rule", "EL-8"), Trait("Rule", "RST-11")]
    public async Task Find_LapsedCard_NoMoreWhenTheOthersContractHasEnded()
    {
        await using var app = await RosterApp.StartAsync(storage.NewAccount());
        await PutAsync(app, Working, sameAs: [Retired]);
        await PutAsync(app, Retired);
        await app.ImportAsync($"{Working}/full/1.csv", RosterText.File(Others(Working, LeftWork)));
        await app.ImportAsync($"{Retired}/full/1.csv", RosterText.File(Others(Retired, InRetirement)));
        (await IsFoundAsync(app, Working, "1234", "500")).Should().BeTrue();

        while (await app.Get<RemoveFiles>().StepAsync(Retired, default) || await app.Get<RemoveRoster>().StepAsync(Retired, (_, _) => Task.CompletedTask, default))
        {
        }

        (await IsFoundAsync(app, Working, "1234", "500")).Should().BeFalse();
        (await app.TablesAsync()).Should().NotContain(row => row.StartsWith(TableNames.RosterPersons, StringComparison.Ordinal));
    }

    [Fact, Trait("Rule", "EL-8"), Trait("Rule", "STF-4")]
    public async Task Put_ThatDiedBeforeItTold_TellsWhenItIsRepeated()
    {
        await using var app = await RosterApp.StartAsync(storage.NewAccount());
        await PutAsync(app, Working);
        await PutAsync(app, Retired);
        await app.ImportAsync($"{Working}/full/1.csv", RosterText.File(Others(Working, LeftWork)));
        await app.ImportAsync($"{Retired}/full/1.csv", RosterText.File(Others(Retired, InRetirement)));
        await DeclareAsync(app, Working, [Retired]);
        await app.Queues.GetQueueClient(QueueNames.LinkRoster).ClearMessagesAsync();
        (await IsFoundAsync(app, Working, "1234", "500")).Should().BeFalse();

        await PutAsync(app, Working, sameAs: [Retired]);

        (await IsFoundAsync(app, Working, "1234", "500")).Should().BeTrue();
    }

    /// <summary>The queue may bring a message twice, in any order with another, and while a file is applied.</summary>
    [Fact, Trait("Rule", "EL-8"), Trait("Rule", "RST-5")]
    public async Task LinkAnew_SeveralTimesAtOnceBesideAnImport_EndsAsDeclared()
    {
        await using var app = await RosterApp.StartAsync(storage.NewAccount(), configure: null, ("Import:RowsPerPart", "100"));
        await PutAsync(app, Working);
        await PutAsync(app, Retired);
        await app.ImportAsync($"{Working}/full/1.csv", RosterText.File(Others(Working, LeftWork)));
        string[] retired = [.. Enumerable.Range(100, 400).Select(i => RosterText.Row(insurer: Retired, number: $"{i}", name: "タニン", id: $"R-{i}"))];
        await app.ImportAsync($"{Retired}/full/1.csv", RosterText.File(retired));

        await app.DropAsync($"{Retired}/full/2.csv", RosterText.File([.. retired, InRetirement]));
        await app.Get<ReceiveFiles>().HandleAsync(ContainerNames.Rosters, $"{Retired}/full/2.csv", default);
        await DeclareAsync(app, Working, [Retired]);
        await DeclareAsync(app, Working, []);
        await DeclareAsync(app, Working, [Retired]);
        await app.PumpAsync();

        (await app.FileAsync($"{Retired}/full/2.csv")).State.Should().Be(FileState.Done);
        (await IsFoundAsync(app, Working, "1234", "500")).Should().BeTrue();
        (await app.TablesAsync()).Count(row => row.StartsWith(TableNames.RosterPersons, StringComparison.Ordinal)).Should().Be(401 + 41, "each open row with an id, for the other's cards");
    }

    private static string[] Others(string insurer, params string[] rows) =>
        [.. Enumerable.Range(1000, 41).Select(i => RosterText.Row(insurer: insurer, number: $"{i}", name: "タニン", id: insurer == Working ? $"W-{i}" : "")), .. rows];

    private static async Task<bool> IsFoundAsync(RosterApp app, string insurer, string symbol, string number, string name = "ケンコムタロウ", string birth = "1972-04-15")
    {
        InsurerNumber.TryParse(insurer, out var insurerNumber).Should().BeTrue();
        CardSymbol.TryParse(symbol, out var cardSymbol).Should().BeTrue();
        CardNumber.TryParse(number, out var cardNumber).Should().BeTrue();
        KanaName.TryParse(name, out var kanaName).Should().BeTrue();
        var claimed = new ClaimedPerson(new Card(insurerNumber, cardSymbol, cardNumber), kanaName, DateOnly.ParseExact(birth, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        var found = await app.Get<FindPerson>().HandleAsync(new Insurer { Number = insurer, Name = insurer }, claimed, default);
        return found.Person is not null;
    }

    private static async Task PutAsync(RosterApp app, string insurer, params string[] sameAs)
    {
        await DeclareAsync(app, insurer, sameAs);
        await app.PumpAsync();
    }

    private static async Task DeclareAsync(RosterApp app, string insurer, string[] sameAs)
    {
        var present = await app.Get<InsurerStore>().ReadAsync(insurer, default);
        var put = await app.Get<PutInsurer>().HandleAsync(
            new PutInsurerCommand(
                new StaffMember("1", "Operator"), insurer, insurer, InsuredOnly: false, DependentsFromAge: null, Maintenance: null, [], EraTable: null, ContactEmail: null,
                PasskeyForResults: false, sameAs, present is null ? Expected.New : new Expected([present.Revision])),
            default);
        put.IsSuccess.Should().BeTrue();
    }
}
