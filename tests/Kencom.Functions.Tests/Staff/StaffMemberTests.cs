using Kencom.Functions.Tests.Inquiries;

namespace Kencom.Functions.Tests.Staff;

/// <summary>Support finds a member, sees what it may, and helps (STF-3), each time with an entry in the audit log first (STF-2).</summary>
public sealed class StaffMemberTests : AppTests
{
    [Fact]
    [Trait("Rule", "STF-3"), Trait("Rule", "STF-2")]
    public async Task Member_FoundInThreeWays_IsShownWithoutCardValues()
    {
        await App.HaveRosterAsync(new RosterLine());
        var (_, memberId) = await App.MemberAsync();
        using var support = App.Staff();

        object[] ways =
        [
            new { kanaName = "けんこむ タロウ", birthDate = "1972-04-15", insurerNumber = "123456" },
            new { kanaName = "ケンコムタロウ", birthDate = "1972-04-15", insurerNumber = "123456", cardSymbol = "71-1234", cardNumber = "123456" },
            new { email = SignUp.Email, birthDate = "1972-04-15" },
        ];
        foreach (var way in ways)
        {
            var found = await support.PostAsync("/api/staff/members/search", way);
            Expect(found, 200);
            found.Text("memberId").Should().Be(memberId);
        }

        var shown = await support.GetAsync($"/api/staff/members/{memberId}");
        Expect(shown, 200);
        shown.Text("email").Should().Be(SignUp.Email);
        shown.Json.GetProperty("sessions").GetArrayLength().Should().Be(1);
        shown.Json.GetProperty("mails").EnumerateArray().Should().Contain(mail => mail.GetProperty("kind").GetString() == "Welcome" && mail.GetProperty("state").GetString() == "sent");
        shown.Json.EnumerateObject().Select(property => property.Name).Should().BeEquivalentTo(
            ["memberId", "email", "kanaName", "birthDate", "insurerName", "joinedAt", "locked", "sessions", "mails"], "what support must not see is absent");

        using var operators = App.Staff("運用 花子", "Operator");
        var actions = (await operators.GetAsync($"/api/staff/audit?subject={memberId}")).Json.GetProperty("entries").EnumerateArray()
            .Select(entry => entry.GetProperty("action").GetString());
        actions.Should().BeEquivalentTo("show-member", "find-member", "find-member", "find-member");
        (await operators.GetAsync("/api/staff/audit?day=2026-11-22")).Json.GetProperty("entries").GetArrayLength().Should().Be(7);
        (await operators.GetAsync("/api/staff/audit?day=2026-11-21")).Json.GetProperty("entries").GetArrayLength().Should().Be(0);
        Expect(await operators.GetAsync("/api/staff/audit?day=20261122"), 400);
    }

    [Theory]
    [InlineData("""{"kanaName":"ケンコムタロウ","birthDate":"1972-04-16","insurerNumber":"123456"}""", 404)]
    [InlineData("""{"kanaName":"ケンコムタロウ","birthDate":"1972-04-15","insurerNumber":"06123459"}""", 404)]
    [InlineData("""{"email":"Taro@example.jp","birthDate":"1972-04-15"}""", 404)]
    [InlineData("""{"email":"taro@example.jp","birthDate":"1972-04-16"}""", 404)]
    [InlineData("""{"email":"taro@example.jp"}""", 400)]
    [InlineData("""{"email":"taro@example.jp","birthDate":"1972-04-15","kanaName":"ケンコムタロウ"}""", 400)]
    [InlineData("""{"kanaName":"ケンコムタロウ","insurerNumber":"123456"}""", 400)]
    [InlineData("""{}""", 400)]
    [Trait("Rule", "STF-3")]
    public async Task Member_ThatDoesNotFit_IsNotFound(string search, int status)
    {
        await App.HaveRosterAsync(new RosterLine());
        await App.MemberAsync();
        using var support = App.Staff();

        Expect(await support.PostAsync("/api/staff/members/search", search), status);
    }

    [Fact]
    [Trait("Rule", "STF-3")]
    public async Task Misses_OfOnePersonOfStaff_AreRefusedAfterThirtyAnHourForThatPersonAlone()
    {
        using var support = App.Staff();
        using var colleague = App.Staff("支援 次郎");
        var miss = new { email = "nobody@example.jp", birthDate = "1972-04-15" };
        for (var i = 0; i < 30; i++)
        {
            Expect(await support.PostAsync("/api/staff/members/search", miss), 404);
        }

        Expect(await support.PostAsync("/api/staff/members/search", miss), 429);
        Expect(await colleague.PostAsync("/api/staff/members/search", miss), 404);
        App.Pass(TimeSpan.FromHours(1));
        Expect(await support.PostAsync("/api/staff/members/search", miss), 404);
    }

    [Fact]
    [Trait("Rule", "STF-3"), Trait("Rule", "SI-5")]
    public async Task Sessions_EndedBySupport_EndAtOnce()
    {
        await App.HaveRosterAsync(new RosterLine());
        var (member, memberId) = await App.MemberAsync();
        using var support = App.Staff();

        Expect(await support.DeleteAsync($"/api/staff/members/{memberId}/sessions"), 204);

        Expect(await member.GetAsync("/api/me"), 401);
        Expect(await support.DeleteAsync("/api/staff/members/nobody/sessions"), 404);
        Expect(await support.GetAsync("/api/staff/members/taro%40example.jp"), 404);
        using var operators = App.Staff("運用 花子", "Operator");
        (await operators.GetAsync("/api/staff/audit")).Body.Should().NotContain("example.jp", "an address is no id, and stands in no log");
    }

    [Fact]
    [Trait("Rule", "STF-3"), Trait("Rule", "SI-10")]
    public async Task SignIn_AfterManyFailures_IsLockedUntilSupportUnlocksIt()
    {
        await App.HaveRosterAsync(new RosterLine());
        var (_, memberId) = await App.MemberAsync();
        using var stranger = App.NewClient();
        using var support = App.Staff();
        var answers = new List<string>();
        var wrong = new { email = SignUp.Email, password = "Wrong!pass1", captcha = (string?)null };
        for (var i = 0; i < 8; i++)
        {
            var asked = await stranger.PostAsync("/api/sessions", wrong);
            while (asked.Code == "captcha-required")
            {
                asked = await stranger.PostAsync("/api/sessions", wrong with { captcha = AltchaSolver.Solve(asked.Json.GetProperty("challenge")) });
            }

            answers.Add($"{(int)asked.Status} {asked.Code}");
        }

        answers[^1].Should().Be("429 too-many-requests");
        Expect(await support.PostAsync($"/api/staff/members/{memberId}/unlock", new { what = "sign-in" }), 204);

        var again = await stranger.PostAsync("/api/sessions", wrong with { password = SignUp.Password });
        while (again.Code == "captcha-required")
        {
            again = await stranger.PostAsync("/api/sessions", wrong with { password = SignUp.Password, captcha = AltchaSolver.Solve(again.Json.GetProperty("challenge")) });
        }

        Expect(again, 201);
        LockedIn(await support.GetAsync($"/api/staff/members/{memberId}")).Should().BeEmpty();
        Expect(await support.PostAsync($"/api/staff/members/{memberId}/unlock", new { what = "everything" }), 400);
        Expect(await support.PostAsync("/api/staff/members/nobody/unlock", new { what = "results" }), 404);
    }

    [Fact]
    [Trait("Rule", "CK-6"), Trait("Rule", "STF-3")]
    public async Task ViewingCode_ReissuedForAConfirmedApplication_IsMadeOnce()
    {
        await App.HaveRosterAsync(new RosterLine());
        var (member, memberId) = await App.MemberAsync();
        var application = await member.NumberAsync(App.Form() with { Kind = "viewing-code" });
        var other = await member.NumberAsync(App.Form());
        using var person = App.NewClient();
        var unconfirmed = await person.NumberAsync(App.Form() with { Kind = "viewing-code" });
        using var support = App.Staff();

        Expect(await support.PostAsync("/api/staff/viewing-codes", new { memberId, inquiryNumber = other }), 409);
        Expect(await support.PostAsync("/api/staff/viewing-codes", new { memberId, inquiryNumber = unconfirmed }), 409);
        Expect(await support.PostAsync("/api/staff/viewing-codes", new { memberId = "another", inquiryNumber = application }), 409);
        Expect(await support.PostAsync("/api/staff/viewing-codes", new { memberId, inquiryNumber = "Q222222222" }), 404);
        Expect(await support.PostAsync("/api/staff/viewing-codes", new { memberId }), 400);
        var made = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => support.PostAsync("/api/staff/viewing-codes", new { memberId, inquiryNumber = application })));

        made.Count(answer => (int)answer.Status == 201).Should().Be(1);
        made.Where(answer => (int)answer.Status != 201).Should().OnlyContain(answer => answer.Code == "conflict");
        (await support.GetAsync($"/api/staff/inquiries/{application}")).Text("application").Should().Be("reissued");
    }

    private static IEnumerable<string?> LockedIn(ApiResponse member) =>
        member.Json.GetProperty("locked").EnumerateArray().Select(locked => locked.GetProperty("what").GetString());
}
