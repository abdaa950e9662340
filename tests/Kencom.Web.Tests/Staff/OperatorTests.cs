using System.Net;
using Kencom.TestSupport;
using Microsoft.Playwright;

namespace Kencom.Web.Tests.Staff;

/// <summary>What operators do in the console: insurers, groups, files, links, what failed, what staff did (STF-4 to STF-6).</summary>
public sealed class OperatorTests(Site site)
{
    private static int Numbers = 700_000;

    [Fact, Trait("Rule", "STF-4"), Trait("Rule", "WEB-7")]
    public async Task Insurer_NewAndThenChanged_ShowsWhatSavingWillDoAndIsKept()
    {
        Chromium.Require();
        var number = NewNumber();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsStaffAsync("/staff/insurers/new", "運用 一郎", "Operator");
        await visitor.Field("保険者番号").FillAsync("12");
        await visitor.Field("名称").FillAsync("<b>乙</b>健康保険組合😀");
        await visitor.PressAsync("登録する");
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("保険者番号");
        await visitor.LookAsync("staff-insurer-refused");
        await visitor.Field("保険者番号").FillAsync(number);
        await visitor.PressAsync("登録する");
        await Assertions.Expect(visitor.Page.GetByText("保存しました。")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Detail.Locator("h2")).ToContainTextAsync("<b>乙</b>健康保険組合😀");

        await visitor.Page.GetByLabel("本人だけ（家族は利用できない）").CheckAsync();
        await visitor.Page.GetByLabel("期間を決めて資格の確認を止める").CheckAsync();
        await visitor.Field("始まり").FillAsync("2026-12-05T09:00");
        await visitor.Field("終わり").FillAsync("2026-12-06T09:00");
        await visitor.Field("お知らせ").FillAsync("年次の更新のため");
        await visitor.Field("画像認証を省くネットワーク").FillAsync("192.0.2.0/24\n2001:db8::/32");
        var preview = visitor.Page.Locator(".preview");
        await Assertions.Expect(preview).ToContainTextAsync("家族は、これから新しく登録できません");
        await Assertions.Expect(preview).ToContainTextAsync("2026/12/05 09:00〜2026/12/06 09:00");
        await visitor.LookAsync("staff-insurer-preview");
        await visitor.PressAsync("保存する");
        await Assertions.Expect(visitor.Page.GetByText("保存しました。")).ToBeVisibleAsync();
        await Assertions.Expect(preview).ToHaveCountAsync(0);

        using var api = Operator("運用 二郎");
        var insurer = (await api.GetAsync($"/api/staff/insurers/{number}")).Json;
        insurer.GetProperty("insuredOnly").GetBoolean().Should().BeTrue();
        insurer.GetProperty("maintenance").GetProperty("from").GetDateTimeOffset().Should().Be(new DateTimeOffset(2026, 12, 5, 9, 0, 0, TimeSpan.FromHours(9)));
        insurer.GetProperty("exemptNetworks").GetArrayLength().Should().Be(2);
    }

    [Fact, Trait("Rule", "STF-4")]
    public async Task Insurer_SavedByTwoAtOnce_ShowsTheirValuesBesideOnesOwnAndLosesNeither()
    {
        Chromium.Require();
        var number = NewNumber();
        using var api = Operator("運用 二郎");
        api.Headers["If-None-Match"] = "*";
        (await api.PutAsync($"/api/staff/insurers/{number}", Settings("甲健康保険組合"))).Status.Should().Be(HttpStatusCode.OK);
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsStaffAsync($"/staff/insurers/{number}", "運用 一郎", "Operator");
        await visitor.Field("名称").FillAsync("甲乙健康保険組合");
        await visitor.Field("連絡先メールアドレス").FillAsync("mine@example.jp");
        api.Headers.Remove("If-None-Match");
        api.Headers["If-Match"] = (await api.GetAsync($"/api/staff/insurers/{number}")).Message.Headers.ETag!.ToString();
        (await api.PutAsync($"/api/staff/insurers/{number}", Settings("甲丙健康保険組合", dependentsFromAge: 40))).Status.Should().Be(HttpStatusCode.OK);

        await visitor.PressAsync("保存する");

        await Assertions.Expect(visitor.Alert).ToContainTextAsync("ほかの人が先に保存しました");
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("甲乙健康保険組合");
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("甲丙健康保険組合");
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("40歳から");
        await visitor.LookAsync("staff-insurer-conflict");
        await visitor.PressAsync("名称は保存されている値にする");
        await visitor.PressAsync("家族の年齢は保存されている値にする");
        await Assertions.Expect(visitor.Field("名称")).ToHaveValueAsync("甲丙健康保険組合");
        await visitor.PressAsync("残りは自分の入力のまま、編集を続ける");
        await visitor.PressAsync("保存する");
        await Assertions.Expect(visitor.Page.GetByText("保存しました。")).ToBeVisibleAsync();

        var kept = (await api.GetAsync($"/api/staff/insurers/{number}")).Json;
        kept.GetProperty("name").GetString().Should().Be("甲丙健康保険組合");
        kept.GetProperty("contactEmail").GetString().Should().Be("mine@example.jp");
        kept.GetProperty("dependentsFromAge").GetInt32().Should().Be(40);
    }

    [Fact, Trait("Rule", "RST-11")]
    public async Task Contract_Ended_NeedsTheTypedNumberAndASecondOperator()
    {
        Chromium.Require();
        var number = NewNumber();
        using var api = Operator("運用 三郎");
        api.Headers["If-None-Match"] = "*";
        (await api.PutAsync($"/api/staff/insurers/{number}", Settings("終了する健康保険組合"))).Status.Should().Be(HttpStatusCode.OK);
        await using var first = await Visitor.ComeAsync(site, Visit.Desktop);
        await first.ComeAsStaffAsync($"/staff/insurers/{number}", "運用 一郎", "Operator");
        await first.Page.GetByText("契約の終了").ClickAsync();
        await first.Field("保険者番号をもう一度").FillAsync("123456");
        await Assertions.Expect(first.Button("終了を申し込む")).ToHaveAttributeAsync("aria-disabled", "true");
        await first.Field("保険者番号をもう一度").FillAsync(number);
        await first.PressAsync("終了を申し込む");
        await Assertions.Expect(first.Page.GetByText("別の運用担当者")).ToBeVisibleAsync();
        await first.LookAsync("staff-contract-waits");

        await using var second = await Visitor.ComeAsync(site, Visit.Desktop);
        await second.ComeAsStaffAsync($"/staff/insurers/{number}", "運用 二郎", "Operator");
        await Assertions.Expect(second.Page.GetByText("運用 一郎さんが")).ToBeVisibleAsync();
        await second.Field("保険者番号をもう一度").FillAsync(number);
        await second.PressAsync("終了を確定する");
        await Assertions.Expect(second.Page.Locator(".ending")).ToContainTextAsync("会員にはお知らせしました");
        await second.LookAsync("staff-contract-ends");
    }

    [Fact, Trait("Rule", "STF-4"), Trait("Rule", "RST-6"), Trait("Rule", "RST-8")]
    public async Task File_ThatWaits_ShowsItsDoubtsBesideTheDecisionAndGoesOnBeforeOnesEyes()
    {
        Chromium.Require();
        var number = NewNumber();
        await site.App.HaveInsurerAsync(number, insurer => insurer with { Name = "ファイルの健康保険組合" });
        RosterLine[] all = [.. Enumerable.Range(1, 20).Select(index => new RosterLine { InsurerNumber = number, Number = $"{200_000 + index}", KanaName = $"ファイルタロウ{"アイウエオカキクケコサシスセソタチツテト"[index - 1]}" })];
        await site.App.DropAsync($"rosters/{number}/full/2026-10-01.csv", RosterFile.Of(all));
        await site.App.SettleAsync();
        await site.App.DropAsync($"rosters/{number}/full/2026-11-01.csv", RosterFile.Of(all.Take(10).Append(all[10] with { BirthDate = "1972-13-45" })));
        await site.App.SettleAsync();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsStaffAsync($"/staff/files?insurerNumber={number}", "運用 一郎", "Operator");
        await Assertions.Expect(visitor.Rows).ToHaveCountAsync(2);
        await visitor.ChooseRowAsync("2026-11-01.csv");

        await Assertions.Expect(visitor.Detail.Locator(".doubt")).ToContainTextAsync("資格がなくなります");
        await Assertions.Expect(visitor.Detail.GetByRole(AriaRole.Region, new() { Name = "全体の検査" })).ToContainTextAsync("超えた");
        await Assertions.Expect(visitor.Button("承認して取り込む")).ToHaveAttributeAsync("aria-disabled", "true");
        await visitor.Field("理由（監査ログとファイルに残ります）").FillAsync("保険者に電話で確認済み😀");
        await visitor.LookAsync("staff-file-waits");
        await visitor.PressAsync("承認して取り込む");
        await site.App.SettleAsync();
        await Assertions.Expect(visitor.Detail.Locator(".facts-line .state")).ToHaveTextAsync("完了");
        await Assertions.Expect(visitor.Rows.First.Locator(".state")).ToHaveTextAsync("完了");
        await Assertions.Expect(visitor.Detail.GetByRole(AriaRole.Region, new() { Name = "報告の行" })).ToContainTextAsync("生年月日");
        await visitor.LookAsync("staff-file-done");

        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.PressAsync("保険者向けのCSVを保存"));
        (await File.ReadAllTextAsync(await download.PathAsync(), System.Text.Encoding.Latin1, TestContext.Current.CancellationToken)).Should().Contain("\r\n");
    }

    [Fact, Trait("Rule", "STF-6"), Trait("Rule", "STF-4")]
    public async Task Files_OfAllInsurers_ShowWhatWaitsForAnOperatorFirstAndNothingThatIsDone()
    {
        Chromium.Require();
        var number = NewNumber();
        var name = $"待つ健康保険組合{number}";
        await site.App.HaveInsurerAsync(number, insurer => insurer with { Name = name });
        RosterLine[] all = [.. Enumerable.Range(1, 10).Select(index => new RosterLine { InsurerNumber = number, Number = $"{300_000 + index}" })];
        await site.App.DropAsync($"rosters/{number}/full/2026-10-01.csv", RosterFile.Of(all));
        await site.App.DropAsync($"rosters/{number}/full/2026-11-01.csv", RosterFile.Of(all.Take(3)));
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsStaffAsync("/staff", "運用 一郎", "Operator");

        await visitor.PressKeysAsync("g", "f");
        var row = visitor.Rows.Filter(new() { HasText = name });
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await Assertions.Expect(row).ToContainTextAsync("承認待ち");
        await Assertions.Expect(visitor.Rows.First).ToContainTextAsync("承認待ち");
        await visitor.LookAsync("staff-files-unfinished");
        await visitor.ChooseRowAsync(name);
        await Assertions.Expect(visitor.Detail.Locator("h2")).ToContainTextAsync(name);
        await Assertions.Expect(visitor.Detail.Locator("staff-file-report")).Not.ToContainTextAsync("取り込みました");
        await visitor.PressKeysAsync("e");
        await visitor.Page.Keyboard.TypeAsync("保険者が取り下げた");
        await visitor.PressAsync("却下する");
        await Assertions.Expect(visitor.Detail.Locator(".facts-line .state")).ToHaveTextAsync("却下");
        await Assertions.Expect(row).ToHaveCountAsync(0);

        await visitor.Page.GetByLabel("だれのファイルか").SelectOptionAsync($"insurerNumber:{number}");
        await Assertions.Expect(visitor.Rows).ToHaveCountAsync(2);
    }

    [Fact, Trait("Rule", "STF-4")]
    public async Task Group_SavedByTwoAtOnce_ShowsTheirValuesBesideOnesOwnAndLosesNeither()
    {
        Chromium.Require();
        var code = $"TWO-{NewNumber()}";
        using var api = Operator("運用 二郎");
        api.Headers["If-None-Match"] = "*";
        SignUp.Expect(await api.PutAsync($"/api/staff/groups/{code}", new { name = "甲団体", contactEmail = (string?)null }), 200);
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsStaffAsync($"/staff/groups/{code}", "運用 一郎", "Operator");
        await visitor.Field("名称").FillAsync("甲乙団体");
        api.Headers.Remove("If-None-Match");
        api.Headers["If-Match"] = (await api.GetAsync($"/api/staff/groups/{code}")).Message.Headers.ETag!.ToString();
        SignUp.Expect(await api.PutAsync($"/api/staff/groups/{code}", new { name = "甲丙団体", contactEmail = "theirs@example.jp" }), 200);

        await visitor.PressAsync("保存する");

        await Assertions.Expect(visitor.Alert).ToContainTextAsync("ほかの人が先に保存しました");
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("甲丙団体");
        await Assertions.Expect(visitor.Alert).ToContainTextAsync("theirs@example.jp");
        await Assertions.Expect(visitor.Field("名称")).ToHaveValueAsync("甲乙団体");
        await visitor.LookAsync("staff-group-conflict");
        await visitor.PressAsync("自分の入力のまま、編集を続ける");
        await visitor.Field("連絡先メールアドレス").FillAsync("theirs@example.jp");
        await visitor.PressAsync("保存する");
        await Assertions.Expect(visitor.Page.GetByText("保存しました。")).ToBeVisibleAsync();

        var kept = (await api.GetAsync($"/api/staff/groups/{code}")).Json;
        kept.GetProperty("name").GetString().Should().Be("甲乙団体");
        kept.GetProperty("contactEmail").GetString().Should().Be("theirs@example.jp");
    }

    [Fact, Trait("Rule", "STF-5")]
    public async Task UploadLink_Issued_IsShownOnceWithItsEnd()
    {
        Chromium.Require();
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsStaffAsync("/staff/insurers/123456", "運用 一郎", "Operator");
        await visitor.Page.GetByLabel("ファイルの種類").SelectOptionAsync("diff");
        await visitor.PressAsync("発行する");

        await Assertions.Expect(visitor.Field("発行したリンク")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("rosters.*123456.*diff"));
        await visitor.LookAsync("staff-upload-link");
        await visitor.ChooseRowAsync("333333");
        await Assertions.Expect(visitor.Field("発行したリンク")).ToHaveCountAsync(0);
    }

    [Fact, Trait("Rule", "STF-2"), Trait("Rule", "STF-4")]
    public async Task Audit_OfAnInsurer_IsFoundByDayByStaffAndBySubject()
    {
        Chromium.Require();
        var number = NewNumber();
        var name = $"監査 {number}";
        using var api = Operator(name);
        api.Headers["If-None-Match"] = "*";
        (await api.PutAsync($"/api/staff/insurers/{number}", Settings("監査の健康保険組合"))).Status.Should().Be(HttpStatusCode.OK);
        await using var visitor = await Visitor.ComeAsync(site, Visit.Desktop);
        await visitor.ComeAsStaffAsync($"/staff/audit?subject={number}", "運用 一郎", "Operator");
        var lines = visitor.Page.Locator("tbody tr");
        await Assertions.Expect(lines).ToHaveCountAsync(1);
        await Assertions.Expect(lines.First).ToContainTextAsync("保険者を保存した");
        await visitor.LookAsync("staff-audit-subject");

        await lines.First.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        await Assertions.Expect(visitor.Field("職員のID")).Not.ToHaveValueAsync("");
        await Assertions.Expect(lines).ToHaveCountAsync(1);
        await visitor.Link("今日に戻す").ClickAsync();
        await Assertions.Expect(visitor.Field("日（日本時間）")).Not.ToHaveValueAsync("");
    }

    private static string NewNumber() => Interlocked.Increment(ref Numbers).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private ApiClient Operator(string name)
    {
        var client = site.App.NewClient();
        client.Bearer = site.App.Host.IssueStaffToken(name, "Operator");
        return client;
    }

    private static object Settings(string name, int? dependentsFromAge = null) => new
    {
        name,
        insuredOnly = false,
        dependentsFromAge,
        maintenance = (object?)null,
        exemptNetworks = Array.Empty<string>(),
        eraTable = (string?)null,
        contactEmail = (string?)null,
        passkeyForResults = false,
        sameAs = Array.Empty<string>(),
    };
}
