using Kencom.LocalHost.Helpers.Mail;

namespace Kencom.Functions.Tests.Staff;

/// <summary>Mails that were given up are seen by operators and sent again by one request (MAIL-1, STF-6).</summary>
public sealed class FailedMailTests : AppTests
{
    protected override void Configure(TestAppOptions options) => options.Settings["Mail__GiveUpAfter"] = "00:00:00";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Rule", "MAIL-1")]
    [Trait("Rule", "STF-6")]
    public async Task Mail_ThatWasGivenUp_IsListedWithoutItsAddressAndSentAgain(bool all)
    {
        App.Host.MailFaults.Set(new MailFault(503));
        using var person = App.NewClient();
        Expect(await person.StartAsync(App.Start()), 202);
        using var operators = App.NewClient();
        operators.Bearer = App.Host.IssueStaffToken("運用 花子", "Operator");
        var listed = await UntilAsync(() => operators.GetAsync("/api/staff/failed-mails"), answer => answer.Json.GetProperty("mails").GetArrayLength() == 1);
        var id = listed.Json.GetProperty("mails")[0].GetProperty("id").GetGuid();

        Expect(await operators.PostAsync("/api/staff/failed-mails/resend", new { ids = new[] { id }, all = true }), 400);
        var resent = await operators.PostAsync("/api/staff/failed-mails/resend", all ? new { all = true } : new { ids = new[] { id } });

        App.Pass(TimeSpan.FromMinutes(1)); // Not before: once the provider's pause is over, the mail's own message may come back and send it first.
        Expect(resent, 202);
        resent.Json.GetProperty("count").GetInt32().Should().Be(1);
        listed.Body.Should().NotContain("example.jp").And.Contain("Activation").And.Contain("503");
        await UntilAsync(() => person.GetAsync("/api/registrations/current"), answer => answer.Text("mail") == "sent");
        (await operators.GetAsync("/api/staff/failed-mails")).Json.GetProperty("mails").GetArrayLength().Should().Be(0);
        App.Host.Mails.All.Should().ContainSingle();
    }

    private static async Task<ApiResponse> UntilAsync(Func<Task<ApiResponse>> ask, Predicate<ApiResponse> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await ask();
            if (condition(answer))
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }
}
