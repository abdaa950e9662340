using Azure.Data.Tables;
using Kencom.Core.Members;
using Kencom.Core.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.Registrations;

/// <summary>Completions that stall at each of their storage calls while others finish, edit the card or leave (FIN-2, FIN-3).</summary>
public sealed class CompletionRaceTests : AppTests
{
    private const int MostCalls = 10;

    [Fact]
    [Trait("Rule", "FIN-2")]
    [Trait("Rule", "FIN-3")]
    public async Task Complete_StalledAtAnyCallUntilAnotherFinished_LeavesTheMemberWhole()
    {
        var stalls = await StallAtEachCallAsync(async one => Expect(await one.CompleteAsync(), 201));

        stalls.Should().BeGreaterThanOrEqualTo(8);
        using var another = await App.ActivatedAsync(email: "again@example.jp");
        for (var call = 1; call <= MostCalls; call++)
        {
            (await MembersAsync(EmailOf(call))).Should().Be(1);
            (await another.CheckAsync(CardOf(call))).Code.Should().Be("person-already-registered", "stalled at call {0}", call);
        }
    }

    [Fact]
    [Trait("Rule", "FIN-3")]
    [Trait("Rule", "SI-8")]
    public async Task Complete_StalledAtAnyCallUntilTheMemberHasLeft_LeavesNothing()
    {
        await StallAtEachCallAsync(async one =>
        {
            var completed = await one.CompleteAsync();
            Expect(completed, 201);
            using var member = App.NewClient();
            member.Bearer = completed.Json.GetProperty("session").GetProperty("token").GetString();
            Expect(await member.DeleteAsync("/api/me", new { password = Password }), 204);
            await App.Services.GetRequiredService<RemoveMember>().HandleAsync(completed.Text("memberId"), CancellationToken.None);
        });

        for (var call = 1; call <= MostCalls; call++)
        {
            (await MembersAsync(EmailOf(call))).Should().Be(0, "stalled at call {0}", call);
            using var anew = await App.ConfirmedAsync(email: EmailOf(call), card: CardOf(call));
            Expect(await anew.CompleteAsync(), 201);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Rule", "FIN-3")]
    public async Task Complete_ThatDiedAtAnyCall_GivesTheFirstPersonBackWhenTheCardIsEdited(bool missesFirst)
    {
        await App.HaveRosterAsync(
            [.. Enumerable.Range(1, 2 * MostCalls).Select(number => new RosterLine { Number = $"{number}" })]);
        var died = 0;
        for (var call = 1; call <= MostCalls; call++)
        {
            using var person = await App.ConfirmedAsync("app", EmailOf(call), CardOf(call));
            await App.SettleAsync();
            var calls = 0;
            App.Storage.Fault = _ => Interlocked.Increment(ref calls) == call ? StorageFault.After : StorageFault.None;
            var answer = await person.CompleteAsync();
            App.Storage.Fault = null;
            await App.SettleAsync();
            if ((int)answer.Status < 500 || await MembersAsync(EmailOf(call)) == 1)
            {
                continue; // It was through already.
            }

            died++;
            if (missesFirst)
            {
                Expect(await person.CheckAsync(CardOf(call) with { KanaName = "ダレカ" }), 422);
            }

            Expect(await person.CheckAsync(CardOf(call + MostCalls)), 200);
            using var owner = await App.ConfirmedAsync(email: $"owner{call}@example.jp", card: CardOf(call));
            Expect(await owner.CompleteAsync(), 201);
            Expect(await person.CompleteAsync(), 201);
        }

        died.Should().BeGreaterThanOrEqualTo(4);
    }

    private static string EmailOf(int call) => $"stalled{call}@example.jp";

    private static CardBody CardOf(int number) => Card() with { CardNumber = $"{number}" };

    /// <summary>Completes for one person after another, each time stalled at another call until the rest is done.</summary>
    /// <returns>How many stalled.</returns>
    private async Task<int> StallAtEachCallAsync(Func<ApiClient, Task> meanwhile)
    {
        await App.HaveRosterAsync([.. Enumerable.Range(1, MostCalls).Select(number => new RosterLine { Number = $"{number}" })]);
        var stalls = 0;
        for (var call = 1; call <= MostCalls; call++)
        {
            using var client = await App.ConfirmedAsync("app", EmailOf(call), CardOf(call));
            await App.SettleAsync();
            using var gate = new ManualResetEventSlim();
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var calls = 0;
            App.Storage.Fault = _ =>
            {
                if (Interlocked.Increment(ref calls) == call)
                {
                    reached.SetResult();
                    gate.Wait(TimeSpan.FromSeconds(20));
                }

                return StorageFault.None;
            };
            var stalled = client.CompleteAsync();
            stalls += await Task.WhenAny(reached.Task, stalled) == reached.Task ? 1 : 0;
            App.Storage.Fault = null; // Those who come now do not stall.
            using var other = App.NewClient();
            other.Bearer = client.Bearer;
            await meanwhile(other);
            gate.Set();
            await stalled;
            await App.SettleAsync();
            App.Pass(TimeSpan.FromMinutes(11));
            await App.RunTimerAsync("sweep-registrations");
            await App.SettleAsync();
        }

        return stalls;
    }

    private async Task<int> MembersAsync(string email)
    {
        var rows = await App.Tables.GetTableClient(TableNames.Members).QueryAsync<TableEntity>().ToListAsync();
        return rows.Count(row => row.GetString("Record").Contains($"\"{email}\"", StringComparison.Ordinal));
    }
}
