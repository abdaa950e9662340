using Azure.Data.Tables;
using Kencom.Core.Storage;

namespace Kencom.Functions.Tests.Registrations;

/// <summary>
/// A completion that dies at each of its storage calls, before the call or after it (the answer is lost then), or meets a storage that is
/// too busy from there on: repeated by the person, or by nobody (FIN-3). The
/// faults are made in the pipeline of the storage clients.
/// </summary>
public sealed class CompletionFaultTests : AppTests
{
    private const int MostCalls = 12;

    /// <summary>Waiting for a busy storage is no part of this.</summary>
    protected override void Configure(TestAppOptions options) => options.Settings["Storage__RequestRetries"] = "0";

    [Fact]
    [Trait("Rule", "FIN-3")]
    public async Task Complete_ThatDiesAtAnyCall_IsRepeatedOrSweptToOneMemberOrNone()
    {
        var cases = (from call in Enumerable.Range(1, MostCalls)
                     from fault in new[] { StorageFault.Before, StorageFault.After, StorageFault.Throttled }
                     from repeated in new[] { true, false }
                     select new FaultCase(call, fault, repeated)).ToList();
        await App.HaveRosterAsync([.. cases.Select(one => new RosterLine { Number = one.CardNumber })]);
        foreach (var one in cases)
        {
            one.Client = await App.ConfirmedAsync(email: one.Email, card: Card() with { CardNumber = one.CardNumber });
        }

        await App.SettleAsync();
        foreach (var one in cases)
        {
            one.Died = await DiesAsync(one);
        }

        foreach (var one in cases.Where(one => one.Repeated))
        {
            Expect(await one.Client!.CompleteAsync(), 201);
        }

        await SweepUntilSettledAsync();

        // A real fault was injected at each call that a completion makes, and only there.
        cases.Where(one => one.Died).Select(one => one.Call).Distinct().Should().HaveCountGreaterThanOrEqualTo(8);
        using var another = await App.ActivatedAsync(email: "again@example.jp");
        foreach (var one in cases)
        {
            await ShouldBeWholeAsync(one, another);
        }
    }

    private async Task<bool> DiesAsync(FaultCase one)
    {
        // What the case before left to the queues must be done: its calls would be counted as this completion's.
        await App.SettleAsync();
        var calls = 0;
        App.Storage.Fault = _ => Interlocked.Increment(ref calls) is var call && (call == one.Call || (call > one.Call && one.Fault == StorageFault.Throttled)) ? one.Fault : StorageFault.None;
        var answer = await one.Client!.CompleteAsync();
        App.Storage.Fault = null;
        return (int)answer.Status >= 500;
    }

    private async Task SweepUntilSettledAsync()
    {
        for (var sweep = 0; sweep < 2; sweep++)
        {
            await App.SettleAsync();
            App.Pass(TimeSpan.FromMinutes(6));
            await App.RunTimerAsync("sweep-registrations");
            await App.RunTimerAsync("sweep-mails");
        }

        await App.SettleAsync();
    }

    private async Task ShouldBeWholeAsync(FaultCase one, ApiClient another)
    {
        var members = await CountAsync(TableNames.Members, row => Has(row, one.Email));
        var logins = await CountAsync(TableNames.Logins, row => Has(row, one.Email));
        var mails = (await App.MailsToAsync(one.Email)).Count - 1;

        members.Should().Be(logins, one.ToString()).And.BeLessThanOrEqualTo(1, one.ToString());
        mails.Should().Be(members, one.ToString());
        if (one.Repeated || !one.Died)
        {
            members.Should().Be(1, one.ToString());
        }

        if (members == 0)
        {
            // Nothing is left half made: the person can still go on.
            Expect(await one.Client!.CompleteAsync(), 201);
        }

        (await another.CheckAsync(Card() with { CardNumber = one.CardNumber })).Code.Should().Be("person-already-registered", one.ToString());
    }

    private static bool Has(TableEntity row, string email) => row.GetString("Record").Contains($"\"{email}\"", StringComparison.Ordinal);

    private async Task<int> CountAsync(string table, Func<TableEntity, bool> matches)
    {
        var count = 0;
        await foreach (var row in App.Tables.GetTableClient(table).QueryAsync<TableEntity>())
        {
            count += matches(row) ? 1 : 0;
        }

        return count;
    }

    private sealed record FaultCase(int Call, StorageFault Fault, bool Repeated)
    {
        public string CardNumber => $"{Call}{(int)Fault}{(Repeated ? 1 : 2)}";

        public string Email => $"fault{CardNumber}@example.jp";

        public ApiClient? Client { get; set; }

        public bool Died { get; set; }

        public override string ToString() => $"fault {Fault} call {Call}, {(Repeated ? "repeated" : "swept")}";
    }
}
