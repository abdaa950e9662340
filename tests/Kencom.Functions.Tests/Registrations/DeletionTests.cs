namespace Kencom.Functions.Tests.Registrations;

public sealed class DeletionTests : AppTests
{
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 24)]
    [Trait("Rule", "REG-17")]
    public async Task Registration_ThatCanNoLongerBeContinued_IsGoneFromEverywhere(bool activated, int hours)
    {
        await App.HaveRosterAsync(new RosterLine { KanaName = "ダレカ", Number = "1" });
        string[] typed = ["kieru@example.jp", "kieru", "ケンコムタロウ", "1972-04-15"];
        using var client = activated ? await App.ActivatedAsync(email: typed[0]) : App.NewClient();
        if (activated)
        {
            Expect(await client.CheckAsync(Card()), 422);
        }
        else
        {
            Expect(await client.StartAsync(App.Start(email: typed[0])), 202);
        }

        await App.SettleAsync();
        (await FindAllAsync(typed)).Should().NotBeEmpty("the search must be able to find what is there");

        App.Pass(TimeSpan.FromHours(hours));
        for (var sweep = 0; sweep < 3; sweep++)
        {
            await App.RunTimerAsync("sweep-registrations");
            App.Pass(TimeSpan.FromMinutes(6));
        }

        (await FindAllAsync(typed)).Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "REG-17")]
    public async Task Registration_ThatIsCompleted_KeepsNothingThePersonTyped()
    {
        await App.HaveRosterAsync(new RosterLine());
        await App.MemberAsync();

        (await FindAllAsync([Email, "ケンコムタロウ"])).Should().OnlyContain(place => place.StartsWith("Members.") || place.StartsWith("Logins."));
    }

    private async Task<IReadOnlyList<string>> FindAllAsync(IEnumerable<string> values)
    {
        var found = new List<string>();
        foreach (var value in values)
        {
            found.AddRange(await App.Stored.FindAsync(value, place => place.StartsWith("rosters/", StringComparison.Ordinal)));
        }

        return found;
    }
}
