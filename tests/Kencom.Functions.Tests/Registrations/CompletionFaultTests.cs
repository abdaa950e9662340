using System.Net;
using Azure.Data.Tables;
using Kencom.Core.Registrations;
using Kencom.Core.Security;
using Kencom.Core.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.Registrations;

/// <summary>
/// A completion that is befallen at each of its storage calls: it dies before the call or after it, its answer gets lost, the storage is too busy from there on, or the
/// caller hangs up; repeated by the person, or by nobody (FIN-3). That it stalls, or the hash key is rotated, see <see cref="CompletionRaceTests"/> and
/// <see cref="KeyRotationTests"/>.
/// </summary>
public sealed class CompletionFaultTests : AppTests
{
    private const int MostCalls = 9;

    /// <summary>A lost answer is found by the second try; waiting longer for a busy storage is no part of this.</summary>
    protected override void Configure(TestAppOptions options) => options.Settings["Storage__RequestRetries"] = "1";

    [Theory]
    [InlineData(StorageFault.Before)]
    [InlineData(StorageFault.After)]
    [InlineData(StorageFault.LostAnswer)]
    [InlineData(StorageFault.Throttled)]
    [Trait("Rule", "FIN-3")]
    public Task Complete_WithAFaultAtAnyCall_IsRepeatedOrSweptToOneMemberOrNone(StorageFault fault) => AtEachCallAsync(async one =>
    {
        var calls = 0;
        App.Storage.Fault = _ => Interlocked.Increment(ref calls) is var call && (call == one.Call || (call > one.Call && fault == StorageFault.Throttled)) ? fault : StorageFault.None;
        var answer = await one.Client!.CompleteAsync();
        App.Storage.Fault = null;
        ((int)answer.Status).Should().Match(status => status == 201 || (status >= 500 && fault != StorageFault.LostAnswer), one.ToString());
        return (calls >= one.Call, (int)answer.Status == 201);
    });

    [Fact]
    [Trait("Rule", "FIN-3")]
    public Task Complete_WhoseCallerHangsUpAtAnyCall_IsRepeatedOrSweptToOneMemberOrNone() => AtEachCallAsync(async one =>
    {
        using var caller = new CancellationTokenSource();
        var calls = 0;
        App.Storage.Fault = _ =>
        {
            if (Interlocked.Increment(ref calls) == one.Call)
            {
                caller.Cancel();
            }

            return StorageFault.None;
        };
        try
        {
            var completed = await App.Services.GetRequiredService<CompleteRegistration>().HandleAsync(
                new CompleteRegistrationCommand(one.Client!.Bearer, new Caller(IPAddress.Loopback, IsApp: false)), caller.Token);
            return (calls >= one.Call, completed.IsSuccess);
        }
        catch (OperationCanceledException)
        {
            calls.Should().BeLessThanOrEqualTo(2, "nothing depends on the caller once something is written");
            return (true, false);
        }
        finally
        {
            App.Storage.Fault = null;
        }
    });

    /// <param name="complete">Completes with a fault; gives whether it befell the completion, and whether that succeeded all the same.</param>
    private async Task AtEachCallAsync(Func<FaultCase, Task<(bool Befell, bool Succeeded)>> complete)
    {
        var cases = (from call in Enumerable.Range(1, MostCalls) from repeated in new[] { true, false } select new FaultCase(call, repeated)).ToList();
        await App.HaveRosterAsync([.. cases.Select(one => new RosterLine { Number = one.CardNumber })]);
        foreach (var one in cases)
        {
            one.Client = await App.ConfirmedAsync(email: one.Email, card: Card() with { CardNumber = one.CardNumber });
        }

        foreach (var one in cases)
        {
            await App.SettleAsync(); // What the case before left to the queues would be counted as this completion's.
            (one.Befell, one.Succeeded) = await complete(one);
        }

        foreach (var one in cases.Where(one => one.Repeated))
        {
            Expect(await one.Client!.CompleteAsync(), 201);
        }

        await SweepUntilSettledAsync();

        cases.Where(one => one.Befell).Select(one => one.Call).Distinct().Should().HaveCountGreaterThanOrEqualTo(8, "the fault befell each call that a completion makes");
        using var another = await App.ActivatedAsync(email: "again@example.jp");
        foreach (var one in cases)
        {
            await ShouldBeWholeAsync(one, another);
        }
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
        if (one.Repeated || one.Succeeded)
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

    private sealed record FaultCase(int Call, bool Repeated)
    {
        public string CardNumber => $"{Call}{(Repeated ? 1 : 2)}";

        public string Email => $"fault{CardNumber}@example.jp";

        public ApiClient? Client { get; set; }

        public bool Befell { get; set; }

        public bool Succeeded { get; set; }

        public override string ToString() => $"call {Call}, {(Repeated ? "repeated" : "swept")}";
    }
}
