using System.Text.Json;
using Kencom.LocalHost.Helpers.Mail;

namespace Kencom.Functions.Tests.Inquiries;

/// <summary>Support's side: list, read, take, draft, note, answer, close (INQ-2), each with its reason in the audit log (STF-2).</summary>
public sealed class StaffInquiryTests : AppTests
{
    [Fact]
    [Trait("Rule", "INQ-2")]
    public async Task List_OfManyInquiries_PagesByNewestActivityWithoutPersonalData()
    {
        using var person = App.NewClient();
        using var support = App.Staff();
        var numbers = new List<string>();
        for (var i = 0; i < 53; i++)
        {
            numbers.Add(await person.NumberAsync(App.Form() with { Email = $"p{i}@example.jp", EmailConfirmation = $"p{i}@example.jp" }));
            App.Pass(TimeSpan.FromMinutes(7));
        }

        var first = await support.GetAsync("/api/staff/inquiries");
        var second = await support.GetAsync($"/api/staff/inquiries?cursor={first.Text("cursor")}");

        NumbersIn(first).Concat(NumbersIn(second)).Should().Equal(Enumerable.Reverse(numbers));
        second.Json.GetProperty("cursor").ValueKind.Should().Be(JsonValueKind.Null);
        first.Body.Should().NotContain("example.jp").And.NotContain("ケンコム");
        App.Storage.Of(first.TraceId).Should().ContainSingle("a page is one call");

        Expect(await support.PostAsync($"/api/staff/inquiries/{numbers[3]}/answers", new { text = "お答えします。" }), 201);
        NumbersIn(await support.GetAsync("/api/staff/inquiries?state=all"))[0].Should().Be(numbers[3]);
        Expect(await support.PostAsync($"/api/staff/inquiries/{numbers[3]}/closing", new { reason = "解決済み" }), 204);
        NumbersIn(await support.GetAsync("/api/staff/inquiries?state=open")).Should().NotContain(numbers[3]);
        NumbersIn(await support.GetAsync("/api/staff/inquiries?state=all"))[0].Should().Be(numbers[3]);
        Expect(await support.GetAsync("/api/staff/inquiries?state=mine&cursor=x"), 400);
        Expect(await support.GetAsync("/api/staff/inquiries?state=Open"), 400);
    }

    [Fact]
    [Trait("Rule", "INQ-2")]
    public async Task Inquiry_Taken_IsMineUntilItIsLaidDownOrClosed()
    {
        using var person = App.NewClient();
        using var taro = App.Staff();
        using var jiro = App.Staff("支援 次郎");
        var number = await person.NumberAsync(App.Form());

        Expect(await taro.PutAsync($"/api/staff/inquiries/{number}/assignee", new { assignee = "me" }), 204);

        NumbersIn(await taro.GetAsync("/api/staff/inquiries?state=mine")).Should().Equal(number);
        NumbersIn(await jiro.GetAsync("/api/staff/inquiries?state=mine")).Should().BeEmpty();
        (await jiro.GetAsync($"/api/staff/inquiries/{number}")).Text("assignee").Should().Be("支援 太郎");
        Expect(await jiro.PutAsync($"/api/staff/inquiries/{number}/assignee", new { assignee = "me" }), 204);
        NumbersIn(await taro.GetAsync("/api/staff/inquiries?state=mine")).Should().BeEmpty();
        Expect(await jiro.PutAsync($"/api/staff/inquiries/{number}/assignee", """{"assignee":null}"""), 204);
        NumbersIn(await jiro.GetAsync("/api/staff/inquiries?state=mine")).Should().BeEmpty();
        Expect(await jiro.PutAsync($"/api/staff/inquiries/{number}/assignee", """{}"""), 400);
        Expect(await jiro.PutAsync($"/api/staff/inquiries/{number}/assignee", """{"assignee":"支援 太郎"}"""), 400);
    }

    [Fact]
    [Trait("Rule", "INQ-2")]
    public async Task TwoOfSupport_WhoAnswerAtOnce_SeeEachOtherAndLoseNothing()
    {
        using var person = App.NewClient();
        using var taro = App.Staff();
        using var jiro = App.Staff("支援 次郎");
        var number = await person.NumberAsync(App.Form());
        var read = await taro.GetAsync($"/api/staff/inquiries/{number}");
        var seen = await jiro.GetAsync($"/api/staff/inquiries/{number}");
        seen.Json.GetProperty("openedBy")[0].GetProperty("by").GetString().Should().Be("支援 太郎");
        Expect(await taro.PutAsync($"/api/staff/inquiries/{number}/draft", new { text = "太郎の下書き" }), 204);
        Expect(await jiro.PutAsync($"/api/staff/inquiries/{number}/draft", new { text = "次郎の下書き" }), 204);
        taro.Headers["If-Match"] = read.Message.Headers.ETag!.Tag;
        jiro.Headers["If-Match"] = seen.Message.Headers.ETag!.Tag;

        var answers = await Task.WhenAll(
            taro.PostAsync($"/api/staff/inquiries/{number}/answers", new { text = "太郎の回答" }),
            jiro.PostAsync($"/api/staff/inquiries/{number}/answers", new { text = "次郎の回答" }));

        answers.Select(answer => (int)answer.Status).Order().Should().Equal(201, 412);
        var late = (int)answers[0].Status == 412 ? taro : jiro;
        var shown = await late.GetAsync($"/api/staff/inquiries/{number}");
        shown.Text("draft").Should().Be(late == taro ? "太郎の下書き" : "次郎の下書き", "what was not sent stays");
        shown.Json.GetProperty("otherDrafts").GetArrayLength().Should().Be(0, "what was sent is no draft any more");
        shown.Json.GetProperty("messages").GetArrayLength().Should().Be(2);
        await App.SettleAsync();
        (await App.MailsToAsync(SignUp.Email)).Count(mail => mail.Text.Contains("の回答")).Should().Be(1);
        late.Headers["If-Match"] = shown.Message.Headers.ETag!.Tag;
        Expect(await late.PostAsync($"/api/staff/inquiries/{number}/answers", new { text = "補足です。", close = true }), 201);
    }

    [Fact]
    [Trait("Rule", "INQ-2")]
    public async Task Inquiry_ClosedMeanwhile_TakesNoAnswerAndKeepsYesterdaysDraft()
    {
        using var person = App.NewClient();
        using var taro = App.Staff();
        using var jiro = App.Staff("支援 次郎");
        var number = await person.NumberAsync(App.Form());
        Expect(await taro.GetAsync($"/api/staff/inquiries/{number}"), 200);
        Expect(await taro.PutAsync($"/api/staff/inquiries/{number}/draft", new { text = "きのうの下書き" }), 204);
        App.Pass(TimeSpan.FromDays(1));
        Expect(await jiro.PostAsync($"/api/staff/inquiries/{number}/closing", new { reason = "電話で解決" }), 204);

        (await taro.PostAsync($"/api/staff/inquiries/{number}/answers", new { text = "きのうの下書き" })).Code.Should().Be("inquiry-closed");

        var shown = await taro.GetAsync($"/api/staff/inquiries/{number}");
        shown.Text("draft").Should().Be("きのうの下書き");
        shown.Json.GetProperty("draftAt").GetDateTimeOffset().Should().Be(App.Clock.GetUtcNow() - TimeSpan.FromDays(1));
        shown.Json.GetProperty("notes")[0].GetProperty("text").GetString().Should().Be("電話で解決");
        (await App.MailsToAsync(SignUp.Email)).Should().ContainSingle("the mail with the number");
        Expect(await taro.PostAsync($"/api/staff/inquiries/{number}/closing", new { reason = "もう一度" }), 204);
        (await taro.GetAsync($"/api/staff/inquiries/{number}")).Json.GetProperty("notes").GetArrayLength().Should().Be(1);
    }

    [Fact]
    [Trait("Rule", "STF-2")]
    public async Task Draft_OfWhoHasNotOpenedTheInquiry_IsRefused()
    {
        using var person = App.NewClient();
        using var taro = App.Staff();
        using var jiro = App.Staff("支援 次郎");
        var number = await person.NumberAsync(App.Form());
        Expect(await taro.GetAsync($"/api/staff/inquiries/{number}"), 200);
        taro.Headers.Remove("X-Audit-Reason");

        Expect(await taro.PutAsync($"/api/staff/inquiries/{number}/draft", new { text = "下書き" }), 204);
        (await jiro.PutAsync($"/api/staff/inquiries/{number}/draft", new { text = "下書き" })).Code.Should().Be("audit-reason-missing");

        Expect(await taro.PutAsync($"/api/staff/inquiries/{number}/draft", new { text = "" }), 204);
        taro.Headers["X-Audit-Reason"] = InquirySteps.Reason;
        (await taro.GetAsync($"/api/staff/inquiries/{number}")).Json.GetProperty("draft").ValueKind.Should().Be(JsonValueKind.Null);
        Expect(await taro.PutAsync("/api/staff/inquiries/Q234567892/draft", new { text = "x" }), 404);
    }

    /// <summary>Mail rows and messages hold an id only; the mail's text comes from the sealed answer.</summary>
    [Fact]
    [Trait("Rule", "INQ-2"), Trait("Rule", "MAIL-1")]
    public async Task Answer_WhileTheProviderFails_WaitsAsAnIdAndArrivesOnce()
    {
        using var person = App.NewClient();
        using var support = App.Staff();
        var number = await person.NumberAsync(App.Form());
        await App.SettleAsync();
        App.Host.MailFaults.Set(new MailFault(503));

        Expect(await support.PostAsync($"/api/staff/inquiries/{number}/answers", new { text = "ただ一度だけ届く回答" }), 201);

        (await App.Stored.FindAsync("ただ一度だけ")).Should().BeEmpty();
        App.Pass(TimeSpan.FromMinutes(30));
        (await App.MailsToAsync(SignUp.Email)).Should().ContainSingle(mail => mail.Text.Contains("ただ一度だけ届く回答"));
    }

    [Theory]
    [InlineData("%E7%90%86%E7%94%B1%E3%81%A7%E3%81%99")]
    [InlineData("abc")]
    [InlineData("%F0%9F%91%8D%F0%9F%91%8D%F0%9F%91%8D")]
    [InlineData("Customer%20called%20%2B81")]
    [Trait("Rule", "STF-2")]
    public async Task Reason_InUtf8_IsDecodedIntoTheLog(string encoded)
    {
        using var person = App.NewClient();
        using var support = App.Staff();
        using var operators = App.Staff("運用 花子", "Operator");
        var number = await person.NumberAsync(App.Form());
        support.Headers["X-Audit-Reason"] = encoded;

        Expect(await support.GetAsync($"/api/staff/inquiries/{number}"), 200);

        var entry = (await operators.GetAsync($"/api/staff/audit?subject={number}")).Json.GetProperty("entries")[0];
        entry.GetProperty("reason").GetString().Should().Be(Uri.UnescapeDataString(encoded));
        entry.GetProperty("action").GetString().Should().Be("show-inquiry");
        entry.GetProperty("staff").GetProperty("name").GetString().Should().Be("支援 太郎");
    }

    private static List<string> NumbersIn(ApiResponse list) =>
        [.. list.Json.GetProperty("inquiries").EnumerateArray().Select(inquiry => inquiry.GetProperty("number").GetString()!)];
}
