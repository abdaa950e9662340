using System.Globalization;
using System.Text.RegularExpressions;
using Kencom.Core.Checkups.Results;
using Kencom.Core.Insurers;
using Kencom.LocalHost.Helpers.FrontEnd;
using Kencom.TestSupport;
using Kencom.TestSupport.Checkups;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
[assembly: AssemblyFixture(typeof(Kencom.Web.Tests.Site))]

namespace Kencom.Web.Tests;

/// <summary>The app with its built front end on one address, a roster with many persons, and the browser; for all tests.</summary>
public sealed partial class Site : IAsyncLifetime
{
    public const string InsurerName = "デモ健康保険組合";
    public const string MaintainedInsurer = "222222";
    public const string RestrictingInsurer = "333333";
    public const string GroupCode = "GROUP1";

    /// <summary>Milliseconds.</summary>
    public const int Patience = 30_000;

    private const int Persons = 90;

    private IPlaywright? playwright;
    private IBrowser? browser;
    private TestApp? app;
    private int taken;

    /// <summary>Known to the insurer that lets insured persons only use kencom.</summary>
    public static Person Dependent { get; } = new("123456", "ケンコムハナコ", "hanako@example.jp");

    public IBrowser Browser => browser!;

    public TestApp App => app!;

    /// <summary>As a person types it: secure cookies need a name that browsers trust without TLS.</summary>
    public Uri Address => AddressOf(App);

    public string Axe { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Path is null)
        {
            return;
        }

        await FrontEndBuild.EnsureAsync(_ => { });
        Axe = await File.ReadAllTextAsync(Path.Combine(Folders.Web, "node_modules", "axe-core", "axe.min.js"));
        // Browsers have a clock of their own, by which the captcha's widget reads a challenge's end.
        app = await TestApp.StartAsync(options => options.Clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        await HaveInsurersAsync();
        // Patience for machines that do much else at the time.
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        browser = await Chromium.LaunchAsync(playwright);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }

    public static Uri AddressOf(TestApp app) => new UriBuilder(app.BaseAddress) { Host = "localhost" }.Uri;

    /// <summary>Somebody whom the roster knows and who is no member yet.</summary>
    public Person NextPerson()
    {
        var index = Interlocked.Increment(ref taken);
        return index <= Persons
            ? new Person(NumberOf(index), NameOf(index), string.Create(CultureInfo.InvariantCulture, $"Taro.{index}@example.jp"))
            : throw new InvalidOperationException("The roster of the tests needs more persons.");
    }

    /// <summary>Makes somebody a member over the API, as the pages would; the client is signed in.</summary>
    public async Task<ApiClient> HaveMemberAsync(Person person) => (await HaveKnownMemberAsync(person)).Client;

    /// <summary>A member with a viewing code and the results of these years; the client is signed in.</summary>
    public async Task<ApiClient> HaveMemberWithResultsAsync(Person person, params Checkup[] checkups)
    {
        var (client, memberId) = await HaveKnownMemberAsync(person);
        var personKey = await App.PersonKeyAsync(memberId);
        await App.HaveCodeAsync(personKey);
        foreach (var checkup in checkups)
        {
            await App.HaveCheckupAsync(personKey, checkup);
        }

        return client;
    }

    private async Task<(ApiClient Client, string MemberId)> HaveKnownMemberAsync(Person person)
    {
        var card = SignUp.Card() with { CardNumber = person.CardNumber, KanaName = person.KanaName };
        return await App.MemberAsync(email: person.Email, card: card);
    }

    /// <summary>The page that the newest mail's link opens, on the address that the browser uses; the last request has ordered it.</summary>
    public async Task<string> LinkOfNewestMailAsync(string email)
    {
        var mail = await App.NewestMailToAsync(email);
        return MailedLink().Match(mail.Text) is { Success: true } link
            ? link.Groups["path"].Value
            : throw new InvalidOperationException("The newest mail holds no link with a token.");
    }

    private async Task HaveInsurersAsync()
    {
        await App.HaveGroupAsync(GroupCode);
        await App.HaveRosterAsync([.. Enumerable.Range(1, Persons).Select(index => new RosterLine { Number = NumberOf(index), KanaName = NameOf(index) })]);
        await App.HaveRosterAsync(new RosterLine { InsurerNumber = RestrictingInsurer, Relation = "家族", KanaName = Dependent.KanaName });
        await App.HaveInsurerAsync(RestrictingInsurer, insurer => insurer with { InsuredOnly = true });
        var now = App.Clock.GetUtcNow();
        await App.HaveInsurerAsync(
            MaintainedInsurer,
            insurer => insurer with { Maintenance = new Maintenance(now.AddHours(-1), now.AddDays(30), "年次の更新作業のため、ただいま照会できません。") });
    }

    /// <summary>Everybody has a name of their own: failed checks are counted by name, over all cards (EL-12).</summary>
    private static string NameOf(int index) => $"ケンコム{"アイウエオカキクケコ"[index / 10]}{"ナニヌネノハヒフヘホ"[index % 10]}タロウ";

    private static string NumberOf(int index) => (100_000 + index).ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"https?://[^/\s]+(?<path>/\S*[A-Za-z0-9_-]{20,}\S*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MailedLink();
}

/// <summary>A person of the roster; the rest of the card is the example person's.</summary>
public sealed record Person(string CardNumber, string KanaName, string Email);

internal static class Folders
{
    /// <summary>The front end's sources.</summary>
    public static string Web { get; } = Path.Combine(Repository.Root, "src", "Kencom.Web");

    /// <summary>
    /// Where pictures of every state are put for people to look at: <c>KENCOM_PICTURES</c>, from the top of the repository. Nobody looks at those of most runs,
    /// and they take a seventh of the time.
    /// </summary>
    public static string? Pictures { get; } = Environment.GetEnvironmentVariable("KENCOM_PICTURES") is { Length: > 0 } folder ? Path.Combine(Repository.Root, folder) : null;
}
