namespace Kencom.Functions.Tests.Http;

/// <summary>Keys from outside that speak the language of queries, or of paths, are keys of nothing (ASVS 1.2.4, 1.3.3).</summary>
public sealed class InjectionTests : AppTests
{
    [Theory]
    [InlineData("' or PartitionKey ne '")]
    [InlineData("x' or 'x' eq 'x")]
    [InlineData("x') or (PartitionKey gt '")]
    [InlineData("x'--")]
    [InlineData("../Members")]
    [InlineData("a?b#c")]
    [InlineData("%27%20or%20true%20or%20%27")]
    public async Task Key_ThatSpeaksTheLanguageOfQueries_FindsAndChangesNothing(string key)
    {
        await App.HaveRosterAsync(new RosterLine());
        await App.HaveGroupAsync();
        var (member, _) = await App.MemberAsync();
        using var staff = App.NewClient();
        staff.Headers["X-Audit-Reason"] = "test";
        var spelled = Uri.EscapeDataString(key);
        var answers = new List<string>();
        foreach (var (role, path) in new[]
        {
            ("Operator", "insurers"), ("Operator", "groups"), ("Operator", "files"), ("Operator", "roster-files"), ("Support", "members"), ("Support", "inquiries"),
        })
        {
            staff.Bearer = App.Host.IssueStaffToken("運用 花子", role);
            var answer = await staff.GetAsync($"/api/staff/{path}/{spelled}");
            answers.Add($"{path}: {(int)answer.Status}");
            (await answer.Message.Content.ReadAsStringAsync()).Should().NotContain("Azure").And.NotContain("odata");
        }

        answers.Should().OnlyContain(answer => answer.EndsWith(": 404", StringComparison.Ordinal) || answer.EndsWith(": 400", StringComparison.Ordinal));
        ((int)(await member.DeleteAsync($"/api/me/sessions/{spelled}")).Status).Should().BeOneOf(400, 404);
        (await member.GetAsync("/api/me/sessions")).Json.GetProperty("sessions").GetArrayLength().Should().Be(1, "the member's own session is as it was");
        using var stranger = App.NewClient();
        stranger.Bearer = key;
        Expect(await stranger.GetAsync("/api/registrations/current"), 401);
        Expect(await stranger.GetAsync("/api/me"), 401);
    }
}
