using System.Diagnostics.Metrics;
using Azure.Data.Tables;
using Kencom.Core.Mail;
using Kencom.TestSupport;

namespace Kencom.Core.Tests.Mail;

public sealed class SendMailTests
{
    private static readonly Dictionary<string, string> OldAddress = new(StringComparer.Ordinal) { ["recipient"] = "hanako@old.example" };

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public async Task QueueAsync_Once_TakesThreeCallsAndQueuesIdsOnly()
    {
        await using var world = new MailWorld();
        var app = await world.StartAsync();
        var order = world.NewOrder(MailKind.EmailChanged, OldAddress);

        await app.Outbox.QueueAsync(order);

        app.Calls.Should().Be(3, "message, when to delete the row, row");
        var message = (await app.Queue.PeekMessagesAsync(2)).Value.Should().ContainSingle().Which.Body.ToString();
        message.Should().Be($$"""{"subjectId":"{{order.SubjectId}}","id":"{{order.Id}}"}""");
        (await app.StateAsync(order.Id)).Should().Be(MailState.Waiting);
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public async Task QueueAsync_RepeatedAfterSending_SendsOnce()
    {
        await using var world = new MailWorld();
        var app = await world.StartAsync();
        var order = world.NewOrder();
        await app.Outbox.QueueAsync(order);
        await app.SendAsync(order.Id);

        await app.Outbox.QueueAsync(order);
        await app.SendAsync(order.Id);

        world.Provider.Tries.Should().ContainSingle();
        (await app.StateAsync(order.Id)).Should().Be(MailState.Sent);
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public async Task SendAsync_OneOfMany_TakesThreeCalls()
    {
        await using var world = new MailWorld();
        var app = await world.StartAsync();
        var (first, second) = (world.NewOrder(), world.NewOrder());
        await app.Outbox.QueueAsync(first);
        await app.Outbox.QueueAsync(second);
        await app.SendAsync(first.Id);
        app.StartCounting();

        await app.SendAsync(second.Id);

        app.Calls.Should().Be(3);
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public async Task Row_FromQueueingToSending_NeverHoldsTheRecipientAndForgetsTheValues()
    {
        await using var world = new MailWorld();
        var app = await world.StartAsync();
        var order = world.NewOrder(MailKind.EmailChanged, OldAddress);

        await app.Outbox.QueueAsync(order);
        var waiting = await ColumnsAsync(app);
        await app.SendAsync(order.Id);
        var sent = await ColumnsAsync(app);

        waiting.Should().Contain("hanako@old.example").And.NotContain("taro@kencom.example");
        sent.Should().NotContain("hanako").And.NotContain("taro");
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public async Task SendAsync_KilledAtEveryCallAndRunAgain_DeliversOnceAndRecordsIt()
    {
        for (var call = 1; call <= 3; call++)
        {
            foreach (var fault in new[] { StorageFault.Before, StorageFault.After })
            {
                await using var world = new MailWorld();
                var app = await world.StartAsync();
                var order = world.NewOrder();
                await app.Outbox.QueueAsync(order);
                app.DieAt(call, fault);

                await app.Invoking(run => run.SendAsync(order.Id)).Should().ThrowAsync<StorageCalls.StorageAbortedException>($"call {call} exists");
                app.Live();
                await (await world.StartAsync()).SendAsync(order.Id);

                world.Provider.Delivered.Keys.Should().Equal(order.Id);
                world.Provider.Tries.Select(tried => tried.Id).Should().OnlyContain(id => id == order.Id, "the operation id is the mail's");
                (await app.RowAsync(order.Id)).State.Should().Be(MailState.Sent);
            }
        }
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public async Task SendAsync_KilledWhilePuttingBack_ComesBackWhenDue()
    {
        for (var call = 1; call <= 4; call++)
        {
            foreach (var fault in new[] { StorageFault.Before, StorageFault.After })
            {
                await using var world = new MailWorld();
                var app = await world.StartAsync(perMinute: 1);
                var (first, second) = (world.NewOrder(), world.NewOrder());
                await app.Outbox.QueueAsync(first);
                await app.Outbox.QueueAsync(second);
                await app.SendAsync(first.Id);
                app.DieAt(call, fault);

                await app.Invoking(run => run.SendAsync(second.Id)).Should().ThrowAsync<StorageCalls.StorageAbortedException>($"call {call} exists");
                app.Live();
                await app.SendAsync(second.Id);
                world.Provider.Delivered.Should().ContainSingle("the budget is one a minute");
                world.Clock.Advance(TimeSpan.FromMinutes(3));
                await app.SendAsync(second.Id);

                world.Provider.Delivered.Keys.Should().BeEquivalentTo([first.Id, second.Id]);
            }
        }
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public async Task QueueAsync_KilledAtEveryCall_LeavesNoMailWithoutAMessage()
    {
        for (var call = 1; call <= 3; call++)
        {
            foreach (var fault in new[] { StorageFault.Before, StorageFault.After })
            {
                await using var world = new MailWorld();
                var app = await world.StartAsync();
                var order = world.NewOrder(MailKind.EmailChanged, OldAddress);
                app.DieAt(call, fault);

                await app.Invoking(run => run.Outbox.QueueAsync(order)).Should().ThrowAsync<StorageCalls.StorageAbortedException>($"call {call} exists");
                app.Live();

                var (isStored, isQueued) = (await app.StateAsync(order.Id) is not null, (await app.QueuedIdsAsync()).Count == 1);
                (isQueued || !isStored).Should().BeTrue($"call {call} {fault}");
                await app.SendAsync(order.Id);
                world.Provider.Delivered.Count.Should().Be(isStored ? 1 : 0, "a message without a mail does nothing");
            }
        }
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public async Task SendAsync_MessageFasterThanItsRow_WaitsForTheRow()
    {
        await using var world = new MailWorld();
        var app = await world.StartAsync();
        var order = world.NewOrder();

        var sending = app.SendAsync(order.Id);
        await app.Outbox.QueueAsync(order);
        await sending;

        world.Provider.Delivered.Keys.Should().Equal(order.Id);
    }

    [Fact]
    [Trait("Rule", "MAIL-2")]
    public async Task SendAsync_MailThatFindsNobody_TakesNothingOfTheBudget()
    {
        await using var world = new MailWorld();
        var app = await world.StartAsync(perMinute: 1);
        var (nobodys, wanted) = (world.NewOrder(MailKind.PasswordReset), world.NewOrder());
        world.Subjects.TryRemove(nobodys.SubjectId, out _);
        await app.Outbox.QueueAsync(nobodys);
        await app.Outbox.QueueAsync(wanted);

        await app.SendAsync(nobodys.Id);
        await app.SendAsync(wanted.Id);

        world.Provider.Delivered.Keys.Should().Equal(wanted.Id);
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    [Trait("Rule", "STF-6")]
    public async Task Resend_SomeOfThoseGivenUp_SendsTheseAndKeepsTheOthersListed()
    {
        await using var world = new MailWorld();
        var app = await world.StartAsync();
        var (first, second) = (world.NewOrder(), world.NewOrder());
        foreach (var order in new[] { first, second })
        {
            await app.Outbox.QueueAsync(order);
            await GiveUpAsync(world, app, order.Id);
        }

        world.Provider.Answer = _ => MailDelivery.Accepted;
        world.Clock.Advance(TimeSpan.FromHours(1));
        (await app.ResendAsync(first.Id, Guid.NewGuid())).Should().Be(1);
        await app.SendAsync(first.Id);

        world.Provider.Delivered.Keys.Should().Equal(first.Id);
        (await app.Store.ListFailedAsync(after: null, default).ToListAsync()).Select(mail => mail.Id).Should().Equal(second.Id);
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public async Task SendAsync_PoisonMessageReplayed_SendsTheMail()
    {
        await using var world = new MailWorld();
        var app = await world.StartAsync();
        var order = world.NewOrder();
        await app.Outbox.QueueAsync(order);
        await GiveUpAsync(world, app, order.Id);

        world.Provider.Answer = _ => MailDelivery.Accepted;
        world.Clock.Advance(TimeSpan.FromHours(1));
        await app.SendAsync(order.Id);

        (await app.StateAsync(order.Id)).Should().Be(MailState.Sent);
        (await app.Store.ListFailedAsync(after: null, default).ToListAsync()).Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public async Task SendAsync_RefusedForGood_IsRecordedAndNotTriedAgain()
    {
        await using var world = new MailWorld();
        var app = await world.StartAsync();
        var order = world.NewOrder(MailKind.EmailChanged, OldAddress);
        await app.Outbox.QueueAsync(order);
        world.Provider.Answer = _ => MailDelivery.Refused("InvalidRecipient");

        await app.SendAsync(order.Id);
        world.Clock.Advance(TimeSpan.FromDays(1));
        await app.SendAsync(order.Id);

        world.Provider.Tries.Should().ContainSingle();
        var row = await app.RowAsync(order.Id);
        (row.State, row.Failure, row.Values.Count).Should().Be((MailState.Failed, "InvalidRecipient", 0));
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public async Task SendAsync_SubjectEnded_IsCancelled()
    {
        await using var world = new MailWorld();
        var app = await world.StartAsync();
        var order = world.NewOrder(MailKind.EmailChanged, OldAddress);
        await app.Outbox.QueueAsync(order);
        world.Subjects.Clear();

        await app.SendAsync(order.Id);

        world.Provider.Tries.Should().BeEmpty();
        var row = await app.RowAsync(order.Id);
        (row.State, row.Values.Count).Should().Be((MailState.Cancelled, 0));
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public async Task SendAsync_ComposerFails_CountsATryAndLetsOthersGo()
    {
        await using var world = new MailWorld();
        var app = await world.StartAsync();
        var (bad, good) = (world.NewOrder(), world.NewOrder());
        world.Subjects[bad.SubjectId] = _ => throw new InvalidOperationException("taro@kencom.example");
        await app.Outbox.QueueAsync(bad);
        await app.Outbox.QueueAsync(good);

        await app.SendAsync(bad.Id);
        await app.SendAsync(good.Id);

        world.Provider.Delivered.Keys.Should().Equal(good.Id);
        var row = await app.RowAsync(bad.Id);
        (row.State, row.Attempts, row.Failure).Should().Be((MailState.Waiting, 1, nameof(InvalidOperationException)));
        row.DueAt.Should().BeAfter(world.Clock.GetUtcNow());
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public async Task SendAsync_FailingForADay_GoesToThePoisonQueueAndCanBeSentAgain()
    {
        await using var world = new MailWorld();
        var app = await world.StartAsync();
        var order = world.NewOrder(MailKind.EmailChanged, OldAddress);
        await app.Outbox.QueueAsync(order);
        world.Provider.Answer = _ => MailDelivery.Unavailable("503");
        var end = world.Clock.GetUtcNow() + TimeSpan.FromHours(24);

        for (var row = await app.RowAsync(order.Id); row.DueAt < end; row = await app.RowAsync(order.Id))
        {
            world.Clock.SetUtcNow(Later(row.DueAt, world.Clock.GetUtcNow()));
            await app.SendAsync(order.Id); // Does not throw: no attempt of the queue is used up.
        }

        world.Clock.SetUtcNow(end + TimeSpan.FromMinutes(15));
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await app.Invoking(run => run.SendAsync(order.Id)).Should().ThrowAsync<MailGivenUpException>("the host counts five");
        }

        (await app.StateAsync(order.Id)).Should().Be(MailState.Failed);
        world.Provider.Tries.Should().HaveCountGreaterThan(90).And.HaveCountLessThan(130);

        // The host has moved the message; operators send it again.
        await app.Queue.ClearMessagesAsync();
        world.Provider.Answer = _ => MailDelivery.Accepted;
        world.Clock.Advance(TimeSpan.FromHours(1));
        (await app.ResendAsync()).Should().Be(1);
        (await app.QueuedIdsAsync()).Should().Equal(order.Id);
        (await app.StateAsync(order.Id)).Should().Be(MailState.Waiting);
        (await app.RowAsync(order.Id)).Values.Should().ContainKey("recipient");
        await app.SendAsync(order.Id);

        world.Provider.Delivered.Keys.Should().Equal(order.Id);
    }

    [Fact]
    [Trait("Rule", "INF-4")]
    public async Task Metrics_FailedAndOldestWaiting_HaveTheNamesOfTheAlerts()
    {
        await using var world = new MailWorld();
        var app = await world.StartAsync();
        var measured = new List<(string Name, double Value)>();
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured.Add((instrument.Name, value)));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured.Add((instrument.Name, value)));
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (app.Owns(instrument.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.Start();
        var (refused, waiting) = (world.NewOrder(), world.NewOrder());
        await app.Outbox.QueueAsync(refused);
        await app.Outbox.QueueAsync(waiting);
        world.Provider.Answer = _ => MailDelivery.Refused("400");

        await app.SendAsync(refused.Id);
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        await app.SendAsync(waiting.Id);

        measured.Should().BeEquivalentTo([("kencom.mail.failed", 1.0), ("kencom.mail.failed", 1.0), ("kencom.mail.oldest_waiting", 0.0), ("kencom.mail.oldest_waiting", 240.0)]);
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    public async Task ForgetAsync_OneSubject_DeletesItsMailsOnly()
    {
        await using var world = new MailWorld();
        var app = await world.StartAsync();
        var (leaving, staying) = (world.NewOrder(), world.NewOrder());
        await app.Outbox.QueueAsync(leaving);
        await app.Outbox.QueueAsync(staying);

        await app.Outbox.ForgetAsync(leaving.SubjectId);
        await app.SendAsync(leaving.Id);

        (await app.StateAsync(leaving.Id)).Should().BeNull();
        (await app.StateAsync(staying.Id)).Should().Be(MailState.Waiting);
        world.Provider.Tries.Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    [Trait("Rule", "RST-11")]
    public async Task Sweep_EndedLongAgo_DeletesTheRow()
    {
        await using var world = new MailWorld();
        var app = await world.StartAsync();
        var order = world.NewOrder(MailKind.Welcome);
        await app.Outbox.QueueAsync(order);
        await app.SendAsync(order.Id);

        world.Clock.Advance(TimeSpan.FromDays(2));
        await app.SweepAsync();
        world.Clock.Advance(TimeSpan.FromDays(87));
        await app.SweepAsync();
        (await app.StateAsync(order.Id)).Should().Be(MailState.Sent, "support sees a member's mails for 90 days");
        world.Clock.Advance(TimeSpan.FromDays(2));
        await app.SweepAsync();

        (await app.StateAsync(order.Id)).Should().BeNull();
    }

    [Fact]
    [Trait("Rule", "ABU-4")]
    public async Task Sweep_MailThatFoundNobody_DeletesTheRowTheNextDay()
    {
        await using var world = new MailWorld();
        var app = await world.StartAsync();
        var order = world.NewOrder(MailKind.PasswordReset);
        await app.Outbox.QueueAsync(order);
        world.Subjects.Clear();
        await app.SendAsync(order.Id);
        (await app.StateAsync(order.Id)).Should().Be(MailState.Cancelled);

        world.Clock.Advance(TimeSpan.FromHours(25));
        await app.SweepAsync();

        (await app.StateAsync(order.Id)).Should().BeNull("what strangers had ordered for nobody is not kept");
    }

    private static async Task GiveUpAsync(MailWorld world, MailInstance app, Guid id)
    {
        world.Provider.Answer = _ => MailDelivery.Unavailable("503");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.SendAsync(id);
        world.Clock.Advance(TimeSpan.FromHours(25));
        await app.Invoking(run => run.SendAsync(id)).Should().ThrowAsync<MailGivenUpException>();
        (await app.StateAsync(id)).Should().Be(MailState.Failed);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>All that is stored about mails, as text.</summary>
    private static async Task<string> ColumnsAsync(MailInstance app)
    {
        var text = "";
        await foreach (var row in app.Rows.QueryAsync<TableEntity>())
        {
            text += string.Join('\n', row.Select(column => $"{column.Key}={column.Value}"));
        }

        return text;
    }
}
