using Kencom.Core.Storage;
using Kencom.LocalHost.Helpers.Mail;
using Microsoft.Playwright;

namespace Kencom.Web.Tests.Staff;

/// <summary>What operators do about what failed: messages and mails are sent again or discarded, late sweeps are seen (STF-6).</summary>
[Collection(nameof(TimePasses))]
public sealed class FailureTests(Site site)
{
    private const int Given = 4;

    [Fact, Trait("Rule", "STF-6"), Trait("Rule", "MAIL-1")]
    public async Task Mails_GivenUp_AreSentAgainOrDiscardedAndOnlyTheirKindsAreShown()
    {
        Chromium.Require();
        await using var app = await TestApp.StartAsync(options => options.Settings["Mail__GiveUpAfter"] = "00:00:00");
        app.Host.MailFaults.Set(new MailFault(503, Times: int.MaxValue));
        using var client = app.NewClient();
        client.Bearer = app.Host.IssueStaffToken("運用 一郎", "Operator");
        for (var number = 1; number <= Given; number++)
        {
            using var person = app.NewClient();
            SignUp.Expect(await person.StartAsync(app.Start(email: $"given.up.{number}@example.jp")), 202);
        }

        await UntilAsync(async () =>
        {
            app.Pass(TimeSpan.FromSeconds(1)); // Each failure makes the provider pause, and the next mail waits for its end.
            return (await client.GetAsync("/api/staff/failed-mails")).Json.GetProperty("mails").GetArrayLength() == Given;
        });
        await app.Queues.GetQueueClient(QueueNames.SendMail).ClearMessagesAsync(TestContext.Current.CancellationToken); // Their own messages would come back and send them first.
        app.Host.MailFaults.Set(new MailFault(503, Times: 0));
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop, app);
        await visitor.ComeAsStaffAsync("/staff/queues", "運用 一郎", "Operator");
        await Assertions.Expect(visitor.Rows.First).ToContainTextAsync($"失敗 {Given}件");
        await visitor.ChooseRowAsync("送れなかったメール");
        await Assertions.Expect(Lines(visitor).Filter(new() { HasText = "仮登録" })).ToHaveCountAsync(Given);
        (await visitor.Page.ContentAsync()).Should().NotContain("given.up", "addresses are not shown");
        await Assertions.Expect(visitor.Button("選んだものを送り直す")).ToBeDisabledAsync();
        await visitor.LookAsync("staff-failed-mails");

        await Lines(visitor).First.GetByRole(AriaRole.Checkbox).CheckAsync();
        await visitor.PressAsync("選んだ1件を送り直す");
        await Assertions.Expect(visitor.Page.Locator(".done")).ToHaveTextAsync("1件を送り直しました。");
        await Assertions.Expect(Lines(visitor)).ToHaveCountAsync(Given - 1);
        await Lines(visitor).First.GetByRole(AriaRole.Checkbox).CheckAsync();
        await visitor.PressAsync("破棄する");
        await visitor.LookAsync("staff-failed-mails-discard");
        await visitor.PressAsync("やめる");
        await Assertions.Expect(Lines(visitor)).ToHaveCountAsync(Given - 1);
        await visitor.PressAsync("破棄する");
        await visitor.PressAsync("破棄する");
        await Assertions.Expect(visitor.Page.Locator(".done")).ToHaveTextAsync("1件を破棄しました。");
        await visitor.PressAsync("すべて破棄する");
        await visitor.PressAsync("破棄する");
        await Assertions.Expect(visitor.Page.GetByText("失敗したものはありません。")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Rows.First).Not.ToContainTextAsync("失敗");

        app.Pass(TimeSpan.FromMinutes(1));
        await UntilAsync(() => Task.FromResult(app.Host.Mails.All.Any()));

        await visitor.OpenAsync("/staff/audit?subject=failed-mails");
        await Assertions.Expect(visitor.Page.Locator("tbody tr").Filter(new() { HasText = "メールを送り直した" })).Not.ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Page.Locator("tbody tr").Filter(new() { HasText = "メールを破棄した" })).Not.ToHaveCountAsync(0);
    }

    [Fact, Trait("Rule", "STF-6")]
    public async Task Messages_ThatFailedForGood_AreReplayedOrDiscardedAndThoseThatFailAgainComeBack()
    {
        Chromium.Require();
        var poison = site.App.Queues.GetQueueClient(QueueNames.TakeUpResults + QueueNames.PoisonSuffix);
        await poison.CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        await poison.SendMessageAsync("""{"fileId":"1","owner":"x"}""", TestContext.Current.CancellationToken);
        var raw = new Azure.Storage.Queues.QueueClient(site.App.StorageConnectionString, poison.Name);
        await raw.SendMessageAsync("not base64 at all!", TestContext.Current.CancellationToken);
        await site.App.RunTimerAsync("measure-queues");
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsStaffAsync("/staff/queues", "運用 一郎", "Operator");
        var row = visitor.Rows.Filter(new() { HasText = QueueNames.TakeUpResults });
        await Assertions.Expect(row).ToContainTextAsync("失敗 2件");
        await visitor.ChooseRowAsync(QueueNames.TakeUpResults);
        await Assertions.Expect(Lines(visitor)).ToHaveCountAsync(2);
        await Assertions.Expect(Lines(visitor).Filter(new() { HasText = "fileId owner" })).ToHaveCountAsync(1);
        await visitor.LookAsync("staff-poison");

        await Lines(visitor).Filter(new() { HasText = "unknown" }).GetByRole(AriaRole.Checkbox).CheckAsync();
        await visitor.PressAsync("選んだ1件を送り直す");
        await Assertions.Expect(visitor.Page.Locator(".done")).ToHaveTextAsync("1件を送り直しました。");
        await Assertions.Expect(Lines(visitor)).ToHaveCountAsync(1);
        await UntilAsync(async () => (await poison.GetPropertiesAsync(TestContext.Current.CancellationToken)).Value.ApproximateMessagesCount > 0);
        await site.App.RunTimerAsync("measure-queues");
        await visitor.PressKeysAsync("r");
        await Assertions.Expect(row).ToContainTextAsync("失敗 2件");
        await Assertions.Expect(Lines(visitor)).ToHaveCountAsync(2);

        await visitor.PressAsync("すべて破棄する");
        await visitor.LookAsync("staff-poison-discard");
        await visitor.PressAsync("破棄する");
        await Assertions.Expect(visitor.Page.Locator(".done")).ToHaveTextAsync("2件を破棄しました。");
        await Assertions.Expect(row).Not.ToContainTextAsync("失敗");
    }

    [Fact, Trait("Rule", "STF-6")]
    public async Task Sweeps_ThatDidNotGoThroughForLong_AreMarked()
    {
        Chromium.Require();
        foreach (var timer in new[] { "sweep-registrations", "sweep-mails", "sweep-files", "sweep-accounts", "sweep-inquiries", "measure-queues" })
        {
            await site.App.RunTimerAsync(timer);
        }

        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.Page.Clock.InstallAsync(new() { TimeDate = site.App.Clock.GetUtcNow().UtcDateTime });
        await visitor.ComeAsStaffAsync("/staff/queues/sweeps", "運用 一郎", "Operator");
        await Assertions.Expect(visitor.Detail.Locator("tbody tr")).Not.ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Detail.Locator(".state.warn")).ToHaveCountAsync(0);
        foreach (var cells in await visitor.Detail.Locator("tbody tr").AllAsync())
        {
            (await cells.Locator("td").First.InnerTextAsync()).Should().MatchRegex(@"\p{IsHiragana}|\p{IsKatakana}", "each sweep is named in Japanese");
        }

        await visitor.Page.Clock.FastForwardAsync("01:01:00");
        await Assertions.Expect(visitor.Detail.Locator(".state.warn")).ToHaveCountAsync(await visitor.Detail.Locator("tbody tr").CountAsync());
        await Assertions.Expect(visitor.Rows.Nth(1)).ToContainTextAsync("遅れ");
        await visitor.LookAsync("staff-sweeps-late");
    }

    private static ILocator Lines(Visitor visitor) => visitor.Page.Locator("staff-failures tbody tr");

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(3 * Site.Patience);
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }
}
