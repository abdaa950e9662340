using Kencom.Core.Files;
using Kencom.Core.Storage;
using Kencom.Functions.Tests.Inquiries;
using Microsoft.Extensions.DependencyInjection;

namespace Kencom.Functions.Tests.Staff;

/// <summary>What operators see and do: settings that two edit (STF-4), the end of a contract (RST-11), what waits and what failed (STF-6).</summary>
public sealed class OperatorTests : AppTests
{
    private static readonly object Settings = new
    {
        name = "テスト健康保険組合",
        insuredOnly = false,
        dependentsFromAge = (int?)null,
        maintenance = (object?)null,
        exemptNetworks = Array.Empty<string>(),
        eraTable = (string?)null,
        contactEmail = (string?)null,
        passkeyForResults = false,
        sameAs = Array.Empty<string>(),
    };

    [Fact]
    [Trait("Rule", "STF-4")]
    public async Task Insurer_EditedByTwoOperators_IsAConflictAndNobodysLoss()
    {
        using var hanako = App.Staff("運用 花子", "Operator");
        using var goro = App.Staff("運用 五郎", "Operator");
        const string path = "/api/staff/insurers/06123459";
        Expect(await hanako.PutAsync(path, Settings), 428);
        hanako.Headers["If-Match"] = "\"none\"";
        Expect(await hanako.PutAsync(path, Settings), 412);
        hanako.Headers.Remove("If-Match");
        hanako.Headers["If-None-Match"] = "*";
        var created = await hanako.PutAsync(path, Settings);
        Expect(created, 200);
        Expect(await hanako.PutAsync(path, Settings), 412);
        hanako.Headers.Remove("If-None-Match");

        hanako.Headers["If-Match"] = goro.Headers["If-Match"] = created.Message.Headers.ETag!.Tag;
        var answers = await Task.WhenAll(hanako.PutAsync(path, Settings), goro.PutAsync(path, Settings));

        answers.Select(answer => (int)answer.Status).Order().Should().Equal(200, 412);
        var now = (await goro.GetAsync(path)).Message.Headers.ETag!.Tag;
        now.Should().Be(answers.Single(answer => (int)answer.Status == 200).Message.Headers.ETag!.Tag).And.NotBe(created.Message.Headers.ETag.Tag);
        goro.Headers["If-Match"] = now;
        var missing = await goro.PutAsync(path, new { name = "x" });
        Expect(missing, 400);
        missing.ErrorsOf("maintenance").Concat(missing.ErrorsOf("sameAs")).Should().HaveCount(2);
        missing.ErrorsOf("name").Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "RST-11")]
    public async Task Contract_EndedByTwoOperators_TellsMembersAndRemovesAllAfterThirtyDays()
    {
        await App.HaveRosterAsync(new RosterLine());
        var (_, memberId) = await App.MemberAsync();
        using var hanako = App.Staff("運用 花子", "Operator");
        using var goro = App.Staff("運用 五郎", "Operator");
        const string path = "/api/staff/insurers/123456";
        Expect(await hanako.DeleteAsync(path, new { confirmation = "123457" }), 400);
        Expect(await hanako.DeleteAsync("/api/staff/insurers/06123459", new { confirmation = "06123459" }), 404);

        for (var i = 0; i < 2; i++)
        {
            var first = await hanako.DeleteAsync(path, new { confirmation = "123456" });
            Expect(first, 202);
            first.Text("waitingFor").Should().Be("second-operator", "one alone cannot");
        }

        await RunAsync();
        (await App.MailsToAsync(SignUp.Email)).Should().NotContain(mail => mail.Subject.Contains("終了"));
        var second = await goro.DeleteAsync(path, new { confirmation = "123456" });
        Expect(second, 202);
        second.Text("removedOn").Should().Be("2026-12-22");
        await RunAsync();
        (await App.MailsToAsync(SignUp.Email)).Should().ContainSingle(mail => mail.Subject.Contains("終了") && mail.Text.Contains("12月22日"));

        App.Pass(TimeSpan.FromDays(29));
        await RunAsync();
        Expect(await hanako.GetAsync(path), 200);
        (await CountAsync(TableNames.PersonClaims)).Should().Be(1);
        App.Pass(TimeSpan.FromDays(2));
        for (var i = 0; i < 5; i++)
        {
            await RunAsync();
        }

        Expect(await hanako.GetAsync(path), 404);
        (await CountAsync(TableNames.PersonClaims)).Should().Be(0);
        (await CountAsync(TableNames.RosterCards)).Should().Be(0);
        using var support = App.Staff();
        Expect(await support.GetAsync($"/api/staff/members/{memberId}"), 200);
    }

    [Fact]
    [Trait("Rule", "STF-6")]
    public async Task PoisonMessages_KeptAsRows_AreListedReplayedAndDiscarded()
    {
        using var operators = App.Staff("運用 花子", "Operator");
        var poison = App.Queues.GetQueueClient(QueueNames.RemoveMember + QueueNames.PoisonSuffix);
        await poison.CreateIfNotExistsAsync();
        await poison.SendMessageAsync("""{"memberId":"taro-secret-id"}""");
        await new Azure.Storage.Queues.QueueClient(App.StorageConnectionString, poison.Name).SendMessageAsync("no base64 at all!");

        await App.RunTimerAsync("measure-queues");

        (await poison.GetPropertiesAsync()).Value.ApproximateMessagesCount.Should().Be(0);
        Standing(await operators.GetAsync("/api/staff/queues")).GetProperty("poison").GetInt32().Should().Be(2);
        var listed = await operators.GetAsync("/api/staff/queues/remove-member/poison");
        listed.Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("kind").GetString()).Should().BeEquivalentTo("memberId", "unknown");
        listed.Body.Should().NotContain("taro-secret-id");
        (await StorageSearch.FindAsync(App, "taro-secret-id")).Should().BeEmpty("the content is sealed");

        var ids = listed.Json.GetProperty("messages").EnumerateArray().OrderBy(message => message.GetProperty("kind").GetString(), StringComparer.Ordinal)
            .Select(message => message.GetProperty("id").GetString()).ToArray();
        var replayed = await operators.PostAsync("/api/staff/queues/remove-member/replay", new { ids = ids[..1].Append("0000000000000000000-nothing") });
        Expect(replayed, 202);
        replayed.Json.GetProperty("count").GetInt32().Should().Be(1);
        Expect(await operators.PostAsync("/api/staff/queues/remove-member/discard", new { all = true }), 202);
        Standing(await operators.GetAsync("/api/staff/queues")).GetProperty("poison").GetInt32().Should().Be(0);
        Expect(await operators.PostAsync("/api/staff/queues/no-queue/discard", new { all = true }), 404);
        Expect(await operators.PostAsync("/api/staff/queues/remove-member/discard", new { ids, all = true }), 400);
        (await operators.GetAsync("/api/staff/audit?subject=remove-member")).Json.GetProperty("entries").EnumerateArray()
            .Select(entry => entry.GetProperty("action").GetString()).Should().BeEquivalentTo("discard-messages", "replay-messages");

        static System.Text.Json.JsonElement Standing(ApiResponse queues) =>
            queues.Json.GetProperty("queues").EnumerateArray().Single(queue => queue.GetProperty("name").GetString() == "remove-member");
    }

    [Fact]
    [Trait("Rule", "STF-6")]
    public async Task Sweeps_OfEveryTimer_SayWhenTheyLastWentThrough()
    {
        using var operators = App.Staff("運用 花子", "Operator");
        (await SuccessesAsync()).Should().NotBeEmpty().And.OnlyContain(sweep => sweep.Value == null).And.ContainKeys("files", "inquiries", "mails", "registrations", "sessions");

        foreach (var timer in new[] { "sweep-registrations", "sweep-mails", "sweep-files", "sweep-accounts", "sweep-inquiries", "measure-queues" })
        {
            await App.RunTimerAsync(timer);
        }

        var ran = App.Clock.GetUtcNow();
        (await SuccessesAsync()).Should().OnlyContain(sweep => sweep.Value == ran);

        App.Pass(TimeSpan.FromHours(1));
        App.Storage.Fault = call => call.ToString().Contains("/rosters", StringComparison.Ordinal) ? StorageFault.Before : StorageFault.None;
        await App.RunTimerAsync("sweep-files");

        App.Storage.Fault = null;
        var after = await SuccessesAsync();
        after["files"].Should().Be(ran, "it failed this time");
        after["old-files"].Should().Be(App.Clock.GetUtcNow(), "one that fails does not starve the others");

        async Task<Dictionary<string, DateTimeOffset?>> SuccessesAsync() =>
            (await operators.GetAsync("/api/staff/sweeps")).Json.GetProperty("sweeps").EnumerateArray().ToDictionary(
                sweep => sweep.GetProperty("name").GetString()!,
                sweep => sweep.GetProperty("lastSuccess") is { ValueKind: System.Text.Json.JsonValueKind.String } at ? at.GetDateTimeOffset() : (DateTimeOffset?)null,
                StringComparer.Ordinal);
    }

    [Fact]
    [Trait("Rule", "STF-6"), Trait("Rule", "API-5")]
    public async Task Files_NotFinished_AreListedOverAllInsurersInPages()
    {
        using var operators = App.Staff("運用 花子", "Operator");
        RosterLine[] lines = [.. Enumerable.Range(1, 10).Select(number => new RosterLine { InsurerNumber = "06123459", Number = $"{number}" })];
        await App.HaveRosterAsync(lines);
        await App.HaveRosterAsync(new RosterLine());
        await App.DropAsync("rosters/06123459/full/2026-12.csv", RosterFile.Of(lines[5..]));
        await App.DropAsync("rosters/nobody/full/2026-12.csv", RosterFile.Of(lines));
        await App.SettleAsync();

        var listed = (await operators.GetAsync("/api/staff/files?state=unfinished")).Json;
        listed.GetProperty("cursor").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        var waiting = listed.GetProperty("files").EnumerateArray().Should().ContainSingle("what is done or lies in nobody's folder waits for nobody").Subject;
        waiting.GetProperty("insurerNumber").GetString().Should().Be("06123459");
        waiting.GetProperty("state").GetString().Should().Be("waiting-for-approval");
        waiting.GetProperty("waitingSince").GetDateTimeOffset().Should().Be(App.Clock.GetUtcNow());

        var store = App.Services.GetRequiredService<FileStore>();
        var ids = Enumerable.Range(0, 70).Select(number => FileKeys.FileId($"{100_000 + number}", ContainerNames.Rosters, "full/x.csv", $"{number}")).ToList();
        await Task.WhenAll(ids.Select(id => store.AddAsync(new DroppedFile
        {
            Id = id,
            Owner = FileKeys.OwnerOf(id),
            Path = $"{FileKeys.OwnerOf(id)}/full/x.csv",
            Kind = FileKind.Full,
            BlobETag = "x",
            Size = 1,
            UploadedAt = App.Clock.GetUtcNow(),
            ReceivedAt = App.Clock.GetUtcNow(),
        })));
        var first = await operators.GetAsync("/api/staff/files?state=unfinished");
        var second = await operators.GetAsync($"/api/staff/files?state=unfinished&cursor={first.Text("cursor")}");

        string[] all = [waiting.GetProperty("id").GetString()!, .. ids];
        IdsIn(first).Should().HaveCount(50);
        IdsIn(first).Concat(IdsIn(second)).Should().Equal(all.Order(StringComparer.Ordinal));
        second.Json.GetProperty("cursor").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        App.Storage.Of(first.TraceId).Should().HaveCount(51, "a list of what is not finished, and a read for each of the page");

        foreach (var wrong in new[] { "state=waiting", "state=unfinished&kind=roster", "state=unfinished&insurerNumber=06123459", "state=unfinished&groupCode=G1", "state=unfinished&cursor=a'%20or%20'1" })
        {
            Expect(await operators.GetAsync($"/api/staff/files?{wrong}"), 400);
        }

        Expect(await operators.PostAsync($"/api/staff/files/{waiting.GetProperty("id").GetString()}/rejection", new { reason = "組合から取り下げ" }), 202);
        await App.SettleAsync();
        var rest = await operators.GetAsync("/api/staff/files?state=unfinished");
        IdsIn(rest).Concat(IdsIn(await operators.GetAsync($"/api/staff/files?state=unfinished&cursor={rest.Text("cursor")}"))).Should().BeEquivalentTo(ids);

        static IEnumerable<string> IdsIn(ApiResponse list) => list.Json.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("id").GetString()!);
    }

    [Fact]
    [Trait("Rule", "STF-1")]
    public async Task Me_ForEachRole_SaysWhoIsSignedIn()
    {
        using var both = App.NewClient();
        both.Bearer = App.Host.IssueStaffToken("両方 花子", "Operator", "Support");

        var me = await both.GetAsync("/api/staff/me");

        me.Text("name").Should().Be("両方 花子");
        me.Json.GetProperty("roles").EnumerateArray().Select(role => role.GetString()).Should().Equal("support", "operator");
    }

    private async Task RunAsync()
    {
        await App.RunTimerAsync("sweep-inquiries");
        await App.SettleAsync();
    }

    private async Task<int> CountAsync(string table) => await App.Tables.GetTableClient(table).QueryAsync<Azure.Data.Tables.TableEntity>().CountAsync();
}
