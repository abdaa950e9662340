using Kencom.Core.Mail;

namespace Kencom.Core.Tests.Mail;

public sealed class MailBudgetTests
{
    [Fact]
    [Trait("Rule", "MAIL-2")]
    public async Task Send_FiveHundredActivationsAndFiftyNoticesOverTwoInstances_GoInOrderOfLanesOnceEachWithinTheBudget()
    {
        await using var ordered = new OrderedMails();
        var instances = new[] { await ordered.StartAsync(perMinute: 30), await ordered.StartAsync(perMinute: 30) };
        var activations = await QueueAsync(ordered, instances[0], MailKind.Activation, 500);
        var notices = await QueueAsync(ordered, instances[1], MailKind.WaitingCheckFound, 50);

        // The notices come right behind the first activations and wait for all of them.
        var runs = await DriveAsync(ordered, instances, [.. activations.Take(60), .. notices, .. activations.Skip(60)]);

        var sent = ordered.Provider.Tries.Select(tried => tried.Id).ToList();
        sent.Should().HaveCount(550).And.OnlyHaveUniqueItems().And.BeEquivalentTo(activations.Concat(notices));
        sent.Take(500).Should().BeEquivalentTo(activations);
        MostWithin(ordered, TimeSpan.FromMinutes(1)).Should().BeLessThanOrEqualTo(30);
        (ordered.Clock.GetUtcNow() - MailSamples.Now).Should().BeLessThan(TimeSpan.FromMinutes(550 / 30.0 * 1.15), "the budget is used");
        runs.Should().BeLessThan(550 * 4, "those that wait do not come back all together");
    }

    [Fact]
    [Trait("Rule", "MAIL-2")]
    public async Task Send_MoreThanAnHourAllows_WaitsForTheNextHourWithoutFailure()
    {
        await using var ordered = new OrderedMails();
        var app = await ordered.StartAsync(perMinute: 30, perHour: 100);
        var mails = await QueueAsync(ordered, app, MailKind.Activation, 150);

        await DriveAsync(ordered, [app], mails);

        ordered.Provider.Delivered.Should().HaveCount(150);
        MostWithin(ordered, TimeSpan.FromMinutes(1)).Should().BeLessThanOrEqualTo(30);
        MostWithin(ordered, TimeSpan.FromHours(1)).Should().Be(100);
        foreach (var id in mails)
        {
            (await app.RowAsync(id)).Attempts.Should().Be(0);
        }
    }

    [Fact]
    [Trait("Rule", "MAIL-2")]
    public async Task Send_UrgentMailWhileNoticesWait_OvertakesThem()
    {
        await using var ordered = new OrderedMails();
        var app = await ordered.StartAsync(perMinute: 5);
        var notices = await QueueAsync(ordered, app, MailKind.Welcome, 30);
        foreach (var id in notices)
        {
            await app.SendAsync(id);
        }

        var answers = await QueueAsync(ordered, app, MailKind.InquiryReceived, 10);
        var urgent = await QueueAsync(ordered, app, MailKind.PasswordReset, 10);
        await DriveAsync(ordered, [app], [.. answers, .. urgent, .. notices]);

        var sent = ordered.Provider.Tries.Select(tried => tried.Id).ToList();
        sent.Skip(5).Take(10).Should().BeEquivalentTo(urgent);
        sent.Skip(15).Take(10).Should().BeEquivalentTo(answers);
        sent.Should().HaveCount(50).And.OnlyHaveUniqueItems();
    }

    [Fact]
    [Trait("Rule", "MAIL-2")]
    public async Task Take_AHundredAtOnceOverTwoInstances_GivesTheBudgetAndPlacesApart()
    {
        await using var ordered = new OrderedMails();
        var instances = new[] { await ordered.StartAsync(perMinute: 30), await ordered.StartAsync(perMinute: 30) };

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => instances[i % 2].Budget.TakeAsync(MailLane.Urgent, MailTurns.None, cause: null)));

        answers.Count(due => due is null).Should().Be(30);
        var places = answers.OfType<MailPlace>().Select(place => place.At).Order().ToList();
        places.Should().HaveCount(70);
        places.Zip(places.Skip(1), (one, next) => next - one).Should().OnlyContain(apart => apart >= TimeSpan.FromSeconds(2));
    }

    [Fact]
    [Trait("Rule", "MAIL-2")]
    public async Task Send_TooManyRequests_NobodySendsUntilRetryAfter()
    {
        await using var ordered = new OrderedMails();
        var (one, other) = (await ordered.StartAsync(), await ordered.StartAsync());
        var urgent = await QueueAsync(ordered, one, MailKind.Activation, 3);
        var notices = await QueueAsync(ordered, one, MailKind.Welcome, 3);
        ordered.Provider.Answer = _ => MailDelivery.Throttled(TimeSpan.FromSeconds(90));
        await one.SendAsync(urgent[0]);
        ordered.Provider.Answer = _ => MailDelivery.Accepted;

        await DriveAsync(ordered, [other, one], [.. notices, .. urgent]);

        ordered.Provider.Delivered.Should().HaveCount(6);
        ordered.Provider.Delivered.Values.Min().Should().BeOnOrAfter(MailSamples.Now + TimeSpan.FromSeconds(90)).And.BeBefore(MailSamples.Now + TimeSpan.FromSeconds(100));
        ordered.Provider.Tries.Should().HaveCount(7);
        (await one.RowAsync(urgent[0])).Attempts.Should().Be(0, "it is no failure");
    }

    [Fact]
    [Trait("Rule", "MAIL-1")]
    [Trait("Rule", "MAIL-2")]
    public async Task Send_ProviderFailsForTenMinutes_LosesNothingAndKnocksSeldom()
    {
        await using var ordered = new OrderedMails();
        var app = await ordered.StartAsync(perMinute: 30, perHour: 1000);
        var mails = await QueueAsync(ordered, app, MailKind.Activation, 60);
        var back = MailSamples.Now + TimeSpan.FromMinutes(10);
        ordered.Provider.Answer = _ => ordered.Clock.GetUtcNow() < back ? MailDelivery.Unavailable("503") : MailDelivery.Accepted;

        await DriveAsync(ordered, [app], mails);

        ordered.Provider.Delivered.Keys.Should().BeEquivalentTo(mails);
        ordered.Provider.Tries.Count(tried => tried.At < back).Should().BeLessThan(60, "one mail after the other finds out whether the provider is back");
        ordered.Provider.Delivered.Values.Min().Should().BeBefore(back + TimeSpan.FromSeconds(40));
        foreach (var id in mails)
        {
            (await app.RowAsync(id)).State.Should().Be(MailState.Sent);
        }
    }

    [Fact]
    [Trait("Rule", "MAIL-2")]
    public async Task Send_BeforeItIsDue_PutsTheMessageBack()
    {
        await using var ordered = new OrderedMails();
        var app = await ordered.StartAsync(perMinute: 1);
        var mails = await QueueAsync(ordered, app, MailKind.Activation, 2);
        await app.SendAsync(mails[0]);
        await app.SendAsync(mails[1]);
        var due = (await app.RowAsync(mails[1])).DueAt;
        await app.Queue.ClearMessagesAsync();

        ordered.Clock.SetUtcNow(due - TimeSpan.FromSeconds(1));
        await app.SendAsync(mails[1]);

        ordered.Provider.Delivered.Should().ContainSingle();
        (await app.RowAsync(mails[1])).DueAt.Should().Be(due);
        (await app.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount.Should().Be(1);
    }

    private static async Task<List<Guid>> QueueAsync(OrderedMails ordered, MailApp app, MailKind kind, int count)
    {
        var orders = Enumerable.Range(0, count).Select(_ => ordered.NewOrder(kind)).ToList();
        foreach (var order in orders)
        {
            await app.Outbox.QueueAsync(order);
        }

        return [.. orders.Select(order => order.Id)];
    }

    /// <summary>Plays the queue by the driven clock: each message is handled when its mail is due, by the instances in turn, until all mails ended.</summary>
    /// <returns>How many messages were handled.</returns>
    private static async Task<int> DriveAsync(OrderedMails ordered, MailApp[] instances, IEnumerable<Guid> messages)
    {
        var runs = 0;
        var queue = new PriorityQueue<Guid, (DateTimeOffset Due, int Order)>();
        foreach (var id in messages)
        {
            queue.Enqueue(id, ((await instances[0].RowAsync(id)).DueAt, runs++));
        }

        runs = 0;
        while (queue.TryDequeue(out var id, out var turn))
        {
            if (turn.Due > ordered.Clock.GetUtcNow())
            {
                ordered.Clock.SetUtcNow(turn.Due);
            }

            var app = instances[runs++ % instances.Length];
            await app.SendAsync(id);
            if (await app.RowAsync(id) is { State: MailState.Waiting } row)
            {
                queue.Enqueue(id, (row.DueAt, runs));
            }
        }

        return runs;
    }

    private static int MostWithin(OrderedMails ordered, TimeSpan window)
    {
        var tries = ordered.Provider.Tries.Select(tried => tried.At).Order().ToList();
        return tries.Max(start => tries.Count(at => at >= start && at < start + window));
    }
}
