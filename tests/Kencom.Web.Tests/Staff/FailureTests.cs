using Kencom.Core.Storage;
using Kencom.LocalHost.Helpers.Mail;
using Kencom.TestSupport;
using Microsoft.Playwright;

namespace Kencom.Web.Tests.Staff;

/// <summary>What operators do about what failed: messages and mails are sent again or discarded, late sweeps are seen (STF-6).</summary>
[Collection(nameof(TimePasses))]
public sealed class FailureTests(Site site)
{
    [Fact, Trait("Rule", "STF-6"), Trait("Rule", "MAIL-1")]
    public async Task Mails_GivenUp_AreSentAgainOrDiscardedAndOnlyTheirKindsAreShown()
    {
        Chromium.Require();
        string[] addresses = [.. Enumerable.Range(1, 3).Select(number => $"given.up.{number}@example.jp")];
        site.App.Host.MailFaults.Set(new MailFault(400, Times: addresses.Length));
        foreach (var address in addresses)
        {
            using var person = site.App.NewClient();
            SignUp.Expect(await person.StartAsync(site.App.Start(email: address)), 202);
            await site.App.SettleAsync();
        }

        site.App.Host.MailFaults.Set(new MailFault(503, Times: 0));
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsStaffAsync("/staff/queues", "運用 一郎", "Operator");
        await Assertions.Expect(visitor.Rows.First).ToContainTextAsync(Failed());
        await visitor.ChooseRowAsync("送れなかったメール");
        await Assertions.Expect(Lines(visitor).Filter(new() { HasText = "仮登録" })).Not.ToHaveCountAsync(0);
        var before = await Lines(visitor).CountAsync();
        before.Should().BeGreaterThanOrEqualTo(addresses.Length, "other tests' mails may have failed too");
        (await visitor.Page.ContentAsync()).Should().NotContain("given.up", "addresses are not shown");
        await Assertions.Expect(visitor.Button("選んだものを送り直す")).ToBeDisabledAsync();
        await visitor.LookAsync("staff-failed-mails");

        await Lines(visitor).First.GetByRole(AriaRole.Checkbox).CheckAsync();
        await visitor.PressAsync("選んだ1件を送り直す");
        await Assertions.Expect(visitor.Page.Locator(".done")).ToHaveTextAsync("1件を送り直しました。");
        await Assertions.Expect(Lines(visitor)).ToHaveCountAsync(before - 1);
        await Lines(visitor).First.GetByRole(AriaRole.Checkbox).CheckAsync();
        await visitor.PressAsync("破棄する");
        await visitor.LookAsync("staff-failed-mails-discard");
        await visitor.PressAsync("やめる");
        await Assertions.Expect(Lines(visitor)).ToHaveCountAsync(before - 1);
        await visitor.PressAsync("破棄する");
        await visitor.PressAsync("破棄する");
        await Assertions.Expect(visitor.Page.Locator(".done")).ToHaveTextAsync("1件を破棄しました。");
        await visitor.PressAsync("すべて破棄する");
        await visitor.PressAsync("破棄する");
        await Assertions.Expect(visitor.Page.GetByText("失敗したものはありません。")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Rows.First).Not.ToContainTextAsync(Failed());

        await visitor.PressKeysAsync("g", "a");
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
        await Assertions.Expect(row).ToContainTextAsync("失敗 1件");
        await UntilAsync(async () => (await poison.GetPropertiesAsync(TestContext.Current.CancellationToken)).Value.ApproximateMessagesCount > 0);
        await site.App.RunTimerAsync("measure-queues");
        await visitor.PressKeysAsync("r");
        await Assertions.Expect(row).ToContainTextAsync("失敗 2件");

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

    private static System.Text.RegularExpressions.Regex Failed() => new("失敗 [0-9]+件", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

    private static ILocator Lines(Visitor visitor) => visitor.Page.Locator("staff-failures tbody tr");

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Site.Patience);
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }
}
